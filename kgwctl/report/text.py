"""Plain text for pipes and, with colours from rich, for terminals.

Each finding is one ``file:line:column: severity[rule] message`` line, as compilers print them, then
the source line with a caret, the object and field, and the hint.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kgwctl.diagnostics import Finding, Severity, format_path
from kgwctl.printable import printable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from kgwctl.report.model import Report

    #: (file, 1-based line) -> the line's text without its end, or ``None`` when it cannot be had or shown.
    SourceLines = Callable[[str, int], str | None]

_WIDEST_EXCERPT = 160
_STYLE = {Severity.ERROR: "bold red", Severity.WARNING: "bold yellow", Severity.INFO: "bold cyan"}


def render(report: Report, source_line: SourceLines) -> str:
    """The whole report as plain text, ending in a newline."""
    lines: list[str] = []
    for finding in report.findings:
        lines.append(headline(finding))
        lines.extend(details(finding, source_line))
    lines.append(summary(report))
    return "\n".join(lines) + "\n"


def headline(finding: Finding) -> str:
    """``file:line:column: severity[rule] message``; without a place, the object stands there."""
    return f"{_place(finding)}: {finding.severity.label}[{finding.rule}] {printable(finding.message)}"


def details(finding: Finding, source_line: SourceLines) -> Iterator[str]:
    """The indented lines below a headline."""
    # A line of a Secret may hold the secret, and logs are read by many.
    if finding.location and finding.location.line and not finding.subject.startswith("Secret "):
        yield from _excerpt(finding, source_line)
    subject = " ".join(part for part in (finding.subject, format_path(finding.path)) if part)
    if subject:
        yield f"  in {printable(subject)}"
    if finding.worlds:
        yield f"  world{'' if len(finding.worlds) == 1 else 's'}: {', '.join(finding.worlds)}"
    if finding.hint:
        yield f"  hint: {printable(finding.hint)}"


def _place(finding: Finding) -> str:
    return printable(str(finding.location) if finding.location else finding.subject or "-")


def _excerpt(finding: Finding, source_line: SourceLines) -> Iterator[str]:
    assert finding.location is not None
    text = source_line(finding.location.file, finding.location.line)
    if text is None or len(text) > _WIDEST_EXCERPT:
        return
    number = str(finding.location.line)
    text = text.replace("\t", " ")
    before = printable(text[: finding.location.column - 1])
    yield f"  {number} | {printable(text)}"
    yield f"  {' ' * len(number)} | {' ' * len(before)}^"


def summary(report: Report) -> str:
    """The closing line: what was read and what was found."""
    counts = report.counts()
    found = [
        f"{count} {severity.label if severity is Severity.INFO else severity.label + ('s' if count != 1 else '')}"
        for severity, count in counts.items()
        if count
    ]
    line = (
        f"{_plural(report.objects, 'object')} in {_plural(report.files, 'file')}: {', '.join(found) or 'no findings'}"
    )
    if report.suppressed:
        line += f" ({report.suppressed} suppressed)"
    if report.skipped_kinds:
        kinds = ", ".join(f"{printable(kind)} ({count})" for kind, count in sorted(report.skipped_kinds.items()))
        line += f"\nskipped, no schema: {kinds}"
    if report.passed_over:
        line += f"\npassed over, no manifests: {_plural(report.passed_over, 'file')}"
    return "\n".join([line, *(f"note: {note}" for note in report.notes)])


def _plural(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"


def print_rich(report: Report, source_line: SourceLines) -> None:
    """The same text on standard output, coloured for a terminal."""
    from rich.console import Console
    from rich.text import Text

    console = Console(soft_wrap=True, highlight=False)
    for finding in report.findings:
        line = Text.assemble(
            (_place(finding), "bold"),
            ": ",
            (f"{finding.severity.label}[{finding.rule}]", _STYLE[finding.severity]),
            f" {printable(finding.message)}",
        )
        console.print(line)
        for detail in details(finding, source_line):
            console.print(Text(detail, style="green" if detail.startswith("  hint:") else "dim"))
    console.print(Text(summary(report), style="bold"))
