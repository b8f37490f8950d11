"""docs/coverage.md: every field of policies and of Gateway API, who translates it, what proves it."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from kgwctl.envoy.coverage import covered_kinds, rows

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kgwctl.api.registry import Kind
    from kgwctl.envoy.coverage import Claim, Row

PATH = "docs/coverage.md"

_HEAD = """\
# What is rendered

Every field below `spec` of the policies of both planes, of backends and of the kinds of Gateway API: the module
that translates it, and the test that proves it; or why nothing comes of it. `*` stands for all fields below. A policy
that says something that is *not yet* rendered is reported as `KGW0903`.

This page is generated from `kgwctl/envoy/coverage.py` by `make docs`.
"""


def render() -> str:
    """The page."""
    return "\n".join([_HEAD, *_summary(), *(line for kind in covered_kinds() for line in _section(kind))])


def _summary() -> Iterator[str]:
    yield "| kind | fields | rendered | without effect | not yet |"
    yield "| --- | ---: | ---: | ---: | ---: |"
    for kind in covered_kinds():
        states = [_state(row.claims[0]) for row in rows(kind)]
        counts = " | ".join(str(states.count(state)) for state in ("rendered", "without effect", "not yet"))
        yield f"| [{kind.kind}](#{kind.kind.lower()}) | {len(states)} | {counts} |"
    yield ""


def _state(claim: Claim) -> str:
    if claim.module:
        return "rendered"
    return "not yet" if claim.reason.startswith("not yet") else "without effect"


def _section(kind: Kind) -> Iterator[str]:
    versions = ", ".join(version.name for version in kind.versions)
    yield f"## {kind.kind}\n"
    yield f"`{kind.group}` {versions}\n"
    yield "| field | translated by | proven by |"
    yield "| --- | --- | --- |"
    for claims, group in groupby(rows(kind), key=lambda row: row.claims):
        yield from _lines(claims, list(group))
    yield ""


def _lines(claims: tuple[Claim, ...], group: list[Row]) -> Iterator[str]:
    """One line for each field that something is done for; one line for all that nothing is done for."""
    if not claims[0].module:
        everything = f"{claims[0].path}.*" if len(group) > 1 else group[0].field
        yield f"| `{everything}` | {claims[0].reason} | |"
        return
    modules = ", ".join(_link(f"kgwctl/{claim.module.replace('.', '/')}.py") for claim in claims)
    proofs = ", ".join(_link(f"tests/{proof}") for claim in claims for proof in claim.proof)
    for row in group:
        yield f"| `{row.field}` | {modules} | {proofs} |"


def _link(path: str) -> str:
    return f"[{path.rpartition('/')[2]}](../{path})"
