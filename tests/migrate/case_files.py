"""Cases as files: ``=== NAME`` starts an input file, ``=== NAME after`` what it becomes (if it changes).

``=== changes`` lists ``id: old -> new [loss]`` and ``=== findings`` the messages, each in order.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from kgwctl.migrate.run import Plan

FOLDER = Path(__file__).resolve().parent / "cases"


class Case(NamedTuple):
    """A case: inputs by name, what is expected of those that change, changes and findings as lines."""

    inputs: dict[str, str]
    after: dict[str, str]
    changes: list[str]
    findings: list[str]


def parse_case(text: str) -> Case:
    sections: dict[str, str] = {}
    name = ""
    for line in text.splitlines(keepends=True):
        if line.startswith("=== "):
            name = line[4:].strip()
            sections[name] = ""
        else:
            sections[name] += line
    changes = sections.pop("changes", "").splitlines()
    findings = sections.pop("findings", "").splitlines()
    after = {key.removesuffix(" after"): value for key, value in sections.items() if key.endswith(" after")}
    inputs = {key: value for key, value in sections.items() if not key.endswith(" after")}
    return Case(inputs, after, changes, findings)


def change_lines(plan: Plan) -> list[str]:
    return [
        f"{each.migration}: {each.old_path} -> {each.new_path or 'nothing'}"
        + (f" [{each.loss}]" if each.loss != "none" else "")
        for each in plan.changes
    ]


def finding_lines(plan: Plan) -> list[str]:
    return [f"{each.location}: {each.message}" for each in plan.findings]
