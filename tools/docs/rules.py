"""The page on rules: the whole catalogue, each rule with what breaks it and what does not."""

from __future__ import annotations

from collections.abc import Iterator

from kgwctl.cli.catalogue import known_rules
from kgwctl.diagnostics import Rule

PATH = "docs/rules.md"

_HEAD = """\
# Rules

What `kgwctl validate` (and, in KGW09, `render` and `migrate`) can report. `kgwctl explain RULE` shows one on the
terminal. Ids are stable; `--select` and `--ignore` take them whole or as prefixes (`--ignore KGW04,KGW0305`), the
annotation `kgwctl.dev/ignore` does the same for one object, and `.kgwctl.yaml` for a repository.

This page is generated from the rules by `make docs`.
"""
#: What the rules of a hundred have in common.
_FAMILIES = {
    "KGW00": "Reading files",
    "KGW01": "Schemas and rules of the API",
    "KGW02": "References",
    "KGW03": "Attachment",
    "KGW04": "Renamed, deprecated, removed",
    "KGW05": "Without effect",
    "KGW06": "Security",
    "KGW07": "What statuses would say",
    "KGW08": "What Envoy would refuse",
    "KGW09": "About the run",
    "KGW10": "Hardly what was meant",
}


def render() -> str:
    """The page's text."""
    rules = list(known_rules().values())
    lines = [_HEAD]
    for prefix, title in _FAMILIES.items():
        family = [rule for rule in rules if rule.id.startswith(prefix)]
        if family:
            lines += [f"## {title}\n", *_table(family), ""]
            for rule in family:
                lines += _entry(rule)
    missing = [rule.id for rule in rules if rule.id[:5] not in _FAMILIES]
    if missing:
        raise ValueError(f"no family for {', '.join(missing)}")
    return "\n".join(lines).rstrip() + "\n"


def _table(family: list[Rule]) -> Iterator[str]:
    yield "| id | name | severity | what |"
    yield "| --- | --- | --- | --- |"
    for rule in family:
        yield f"| [{rule.id}](#{rule.id.lower()}) | {rule.name} | {rule.severity.label} | {_escaped(rule.summary)} |"


def _entry(rule: Rule) -> Iterator[str]:
    yield f"### {rule.id}\n"
    yield f"**{rule.name}** ({rule.severity.label}): {_escaped(rule.summary)}\n"
    if rule.explanation:
        yield f"{_escaped(rule.explanation)}\n"
    if rule.since:
        yield f"Since kgateway {rule.since}.\n"
    if rule.migration:
        yield f"Repaired by `kgwctl migrate --only {rule.migration}`.\n"
    for title, example in (("Breaks it", rule.bad), ("Does not", rule.good)):
        if example:
            yield f"{title}:\n\n```yaml\n{example.rstrip()}\n```\n"


def _escaped(text: str) -> str:
    return text.replace("|", "\\|").replace("<<", "`<<`")
