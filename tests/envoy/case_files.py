# ruff: noqa: T201
"""Case files: small inputs with the excerpt that rendering them gives.

A file begins with manifests that all its cases share, a line ``# shared: NAME`` stands for those of a
file in ``shared/``. Each case follows under a line ``# case: NAME``, with manifests of its own, lines
``# settings: NAME=VALUE`` before them where it needs any, and after the line ``# output`` the excerpt
that :func:`~tests.envoy.excerpts.excerpt` makes of the result.

``python -m tests.envoy.case_files FILE...`` writes the outputs anew; read the diff.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from kgwctl.envoy.render import GatewayResult, render
from kgwctl.manifests import Source, read_source
from kgwctl.objects.typing import type_documents
from kgwctl.output.json_writer import to_json
from kgwctl.resolve.resolved import Resolved, resolve
from kgwctl.settings import Settings
from tests.envoy.excerpts import Rendered, excerpt

CASE, SETTINGS, OUTPUT, SHARED = "# case: ", "# settings: ", "# output", "# shared: "
_SHARED_FILES = Path(__file__).with_name("shared")


class CaseFile(NamedTuple):
    """What stands before the first case, and the cases in order."""

    head: str
    cases: list[Case]

    @property
    def shared(self) -> str:
        """The manifests that all cases share."""
        lines = self.head.splitlines()
        files = [line.removeprefix(SHARED) for line in lines if line.startswith(SHARED)]
        texts = [(_SHARED_FILES / name).read_text("utf-8") for name in files]
        return "\n---\n".join([*texts, self.head])


class Case(NamedTuple):
    """``manifests`` and ``output`` are YAML; a case without output has an empty excerpt."""

    name: str
    settings: tuple[str, ...]
    manifests: str
    output: str

    @property
    def expected(self) -> Any:
        """The excerpt that the file gives."""
        return yaml.safe_load(self.output) or {}


def read(path: Path) -> CaseFile:
    """The cases of a file."""
    head, *rest = f"\n{path.read_text('utf-8')}".split(f"\n{CASE}")
    return CaseFile(head.strip("\n"), [_case(text) for text in rest])


def _case(text: str) -> Case:
    name, _, body = text.partition("\n")
    manifests, _, output = body.partition(f"\n{OUTPUT}\n")
    lines = manifests.splitlines()
    settings = tuple(line.removeprefix(SETTINGS) for line in lines if line.startswith(SETTINGS))
    return Case(name, settings, "\n".join(line for line in lines if not line.startswith(SETTINGS)), output)


def resolved(shared: str, case: Case) -> Resolved:
    """The input of a case, resolved. Nothing in it may be refused."""
    source = Source(case.name, f"{shared}\n---\n{case.manifests}\n".encode())
    documents, unreadable = read_source(source)
    typed = type_documents(documents, defaulting="all")
    assert not [*unreadable, *typed.findings], [*unreadable, *typed.findings]
    return resolve(typed.objects, Settings.from_pairs(case.settings))


def outcome(shared: str, case: Case) -> Any:
    """What rendering a case gives, as an excerpt."""
    return excerpt([_plain(result) for result in render(resolved(shared, case))])


def _plain(result: GatewayResult) -> Rendered:
    resources = json.loads(to_json(result.resources, show_secrets=True))
    return Rendered(result.gateway.namespaced_name, resources, result.statuses)


def refresh(path: Path) -> None:
    """Write the outputs of a file anew."""
    file = read(path)
    parts = [file.head] if file.head else []
    for case in file.cases:
        result = outcome(file.shared, case)
        text = yaml.dump(result, sort_keys=False, width=110, allow_unicode=True)
        settings = "".join(f"{SETTINGS}{setting}\n" for setting in case.settings)
        parts.append(f"{CASE}{case.name}\n{settings}{case.manifests.rstrip()}\n{OUTPUT}\n{text}")
    path.write_text("\n\n".join(part.strip("\n") for part in parts) + "\n", "utf-8")


if __name__ == "__main__":
    for name in sys.argv[1:]:
        refresh(Path(name))
        print(name)
