"""Messages of a run, on standard error."""

from __future__ import annotations

import sys
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kgwctl.diagnostics import Finding
    from kgwctl.manifests import Source
    from kgwctl.report.text import SourceLines


def tell(text: str) -> None:
    """Write to standard error. Where there is none that takes it, the exit code has to do."""
    if sys.stderr is not None:
        with suppress(OSError):
            sys.stderr.write(text)


def complain(program: str, text: str) -> None:
    """One line about the call itself."""
    tell(f"{program}: {text}\n")


def print_findings(findings: Sequence[Finding], sources: Iterable[Source]) -> None:
    """Findings as text, in order of place."""
    if not findings:
        return
    from kgwctl.report.model import order
    from kgwctl.report.text import details, headline

    source_line = source_lines(sources)
    lines: list[str] = []
    for finding in order(findings):
        lines.append(headline(finding))
        lines.extend(details(finding, source_line))
    tell("\n".join(lines) + "\n")


def source_lines(sources: Iterable[Source]) -> SourceLines:
    """A look-up of lines in the sources of a run; each source is split when first asked for."""
    by_path = {source.path: source for source in sources}
    split: dict[str, list[bytes]] = {}

    def line(file: str, number: int) -> str | None:
        source = by_path.get(file)
        if source is None:
            return None
        if file not in split:
            split[file] = source.data.split(b"\n")
        lines = split[file]
        return lines[number - 1].rstrip(b"\r").decode("utf-8", "replace") if 0 < number <= len(lines) else None

    return line
