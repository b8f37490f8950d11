"""A plan and its proof for people and for programs: unified diff, text lines, JSON-like data."""

from __future__ import annotations

import difflib
import json
from typing import TYPE_CHECKING, Any

from kgwctl.migrate.engine.changes import TO_DO

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kgwctl.diagnostics import Finding, Location
    from kgwctl.migrate.engine.changes import Change, Migration
    from kgwctl.migrate.engine.plan import FileEdit, Plan
    from kgwctl.migrate.proof.proof import Proof

_COLOURS = {"+": "\x1b[32m", "-": "\x1b[31m", "@": "\x1b[36m"}
#: Most differences that people are shown.
_SHOWN = 20
#: Most characters of a value that people are shown.
_WIDTH = 100
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
    """For people: a line for each object by file, what is lost, what is left to do, and what was compared."""
    lines = [*_change_lines(plan), *_loss_lines(plan), *_todo_lines(plan), *_proof_lines(plan, proof)]
    return "".join(line + "\n" for line in lines)


def _change_lines(plan: Plan) -> Iterator[str]:
    """The files in the order of the diff, and in each the objects in the order of their lines."""
    by_object: dict[tuple[str, str, str], list[Change]] = {}
    for change in sorted(plan.changes, key=lambda change: (change.location[:2], change.migration)):
        by_object.setdefault((change.location.file, change.object, change.migration), []).append(change)
    shown = ""
    for (file, name, migration), changes in by_object.items():
        if file != shown:
            yield file
            shown = file
        first = changes[0]
        what = f"{first.old_path} -> {first.new_path}" if first.new_path else f"{first.old_path} removed"
        more = len(changes) - 1
        rest = f", and {more} field{'s' * (more != 1)}" if more else ""
        yield f"    {first.location.line}:{first.location.column}: {name}: {what}{rest} ({migration})"


def _loss_lines(plan: Plan) -> Iterator[str]:
    if plan.losses:
        yield "lost:"
    for change in plan.losses:
        yield f"    {change.location}: {change.object}: {change.old_path}: {change.reason} ({change.loss})"


def _todo_lines(plan: Plan) -> Iterator[str]:
    """What only a human can do: by place, each once."""
    left = [(change.location, f"{change.object}: {change.todo}", "", "") for change in plan.changes if change.todo]
    for change in plan.changes:
        if change.old_object:
            what = f"in the cluster, delete {change.old_object} right after {change.object} is applied"
            left.append((change.location, what, "", "Both together apply twice, and Envoy may refuse the listener."))
    for finding in plan.findings:
        if finding.rule in TO_DO and finding.location is not None:
            subject = f"{finding.subject}: " if finding.subject else ""
            left.append((finding.location, f"{subject}{finding.message}", f" ({finding.rule})", finding.hint))
    if left:
        yield "left to do:"
    for location, what, rule, hint in dict.fromkeys(sorted(left)):
        yield f"    [ ] {location}: {what}{rule}"
        if hint:
            yield f"        {hint}"


def _proof_lines(plan: Plan, proof: Proof | None) -> Iterator[str]:
    if not plan.edits:
        return
    if proof is None:
        yield "nothing was compared (--no-proof)"
        return
    for finding in proof.regressions:
        yield f"worse than before: {finding.subject}: {finding.message}"
    compared = proof.compared
    if compared.gateways:
        gateways, listeners = _count(len(compared.gateways), "Gateway"), _count(compared.listeners, "listener")
        outcome = "the configuration differs" if proof.differences else "the configuration is the same as before"
        yield f"{outcome}: compared were {gateways}, {listeners}, {_count(compared.routes, 'route')}"
        yield from (
            f"    {each.path}: {_short(each.before)} -> {_short(each.after)}" for each in proof.differences[:_SHOWN]
        )
        if len(proof.differences) > _SHOWN:
            yield f"    and {len(proof.differences) - _SHOWN} more (-o json has all)"
    if compared.placeholders:
        yield f"compared with a placeholder for {', '.join(map(str, compared.placeholders))}"
    yield from (f"not compared: {said}" for said in proof.not_compared)


def _short(value: Any) -> str:
    """A value, or how it begins: people want to see where to look, and programs get all of it."""
    shown = "nothing" if value is None else json.dumps(value, ensure_ascii=False)
    return shown if len(shown) <= _WIDTH else f"{shown[:_WIDTH]}..."


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'s' * (number != 1)}"


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
            "holds": proof.holds,
            "configuration": _configuration(proof),
            "compared": {
                "gateways": list(proof.compared.gateways),
                "listeners": proof.compared.listeners,
                "routes": proof.compared.routes,
                "placeholders": [str(each) for each in proof.compared.placeholders],
            },
            "notCompared": list(proof.not_compared),
            "differences": [
                {"path": each.path, "before": each.before, "after": each.after} for each in proof.differences
            ],
        }
    return report


def _configuration(proof: Proof) -> str:
    if proof.differences:
        return "different"
    return "same" if proof.compared.gateways else "not compared"


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
        "oldObject": change.old_object,
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
