"""A plan and its proof for people and for programs: unified diff, text lines, JSON-like data."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kgwctl.diagnostics import Finding, Location
    from kgwctl.migrate.engine.changes import Change, Migration
    from kgwctl.migrate.engine.plan import FileEdit, Plan
    from kgwctl.migrate.proof.proof import Proof

_COLOURS = {"+": "\x1b[32m", "-": "\x1b[31m", "@": "\x1b[36m"}
_BOLD, _PLAIN = "\x1b[1m", "\x1b[0m"


def diff(edits: Sequence[FileEdit], *, colour: bool = False) -> str:
    """A unified diff of all files, as ``patch -p1`` takes it. Line endings are part of the lines."""
    return "".join(_coloured(line) if colour else line for edit in edits for line in _file_diff(edit))


def _file_diff(edit: FileEdit) -> Iterator[str]:
    name = edit.path.lstrip("/")
    before, after = _lines(edit.before), _lines(edit.after)
    for line in difflib.unified_diff(before, after, f"a/{name}", f"b/{name}"):
        yield line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"


def _lines(data: bytes) -> list[str]:
    parts = data.decode().split("\n")
    lines = [part + "\n" for part in parts[:-1]]
    return [*lines, parts[-1]] if parts[-1] else lines


def _coloured(line: str) -> str:
    start = _BOLD if line.startswith(("+++", "---")) else _COLOURS.get(line[0], "")
    return f"{start}{line[:-1]}{_PLAIN}\n" if start else line


def text(plan: Plan, proof: Proof | None = None) -> str:
    """What changed and what it costs, a line each, losses and work for humans spelled out."""
    lines = []
    for change in plan.changes:
        arrow = f"{change.old_path} -> {change.new_path}" if change.new_path else f"{change.old_path} removed"
        lines.append(f"{change.location}: {change.migration}: {change.object}: {arrow}")
        if change.loss != "none":
            lines.append(f"    loss ({change.loss}): {change.reason}")
        if change.todo:
            lines.append(f"    to do: {change.todo}")
    lines += _proof_lines(plan, proof)
    return "".join(line + "\n" for line in lines)


def _proof_lines(plan: Plan, proof: Proof | None) -> list[str]:
    if proof is None or not plan.edits:
        return []
    lines = [f"worse than before: {finding.subject}: {finding.message}" for finding in proof.regressions]
    if proof.differences:
        lines.append("the configuration differs:")
        lines += [f"    {each.path}: {each.before!r} -> {each.after!r}" for each in proof.differences]
    elif proof.rendered:
        lines.append("the configuration is the same as before")
    else:
        lines.append("the configuration was not compared: there is no Gateway here to render")
    return lines


def data(plan: Plan, proof: Proof | None = None) -> dict[str, Any]:
    """The report of ``-o json``: ``changes``, ``files``, ``findings`` and, if it was made, ``proof``."""
    report: dict[str, Any] = {
        "changes": [_change(change) for change in plan.changes],
        "files": [edit.path for edit in plan.edits],
        "findings": [_finding(finding) for finding in plan.findings],
    }
    if proof is not None:
        report["proof"] = {
            "newFindings": [_finding(finding) for finding in proof.regressions],
            "configuration": "different" if proof.differences else "same" if proof.rendered else "not compared",
            "differences": [
                {"path": each.path, "before": each.before, "after": each.after} for each in proof.differences
            ],
        }
    return report


def _change(change: Change) -> dict[str, Any]:
    return {
        "migration": change.migration,
        "object": change.object,
        **_place(change.location),
        "oldPath": change.old_path,
        "newPath": change.new_path,
        "loss": change.loss,
        "reason": change.reason,
        "todo": change.todo,
    }


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "rule": finding.rule,
        "severity": finding.severity.label,
        "message": finding.message,
        "hint": finding.hint,
        "object": finding.subject,
        **(_place(finding.location) if finding.location else {}),
    }


def _place(location: Location) -> dict[str, Any]:
    return {"file": location.file, "line": location.line, "column": location.column}


def listing(migrations: Sequence[Migration]) -> str:
    """The table of ``--list``."""
    width = max(len(migration.id) for migration in migrations)
    return "".join(
        f"{migration.id:<{width}}  {migration.since}  {migration.certainty:<6}  {migration.summary}\n"
        for migration in migrations
    )
