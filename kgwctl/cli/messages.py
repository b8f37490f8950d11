"""Messages of a run, on standard error."""

from __future__ import annotations

import sys
from contextlib import suppress
from time import monotonic
from typing import TYPE_CHECKING

from kgwctl.printable import printable

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kgwctl.diagnostics import Finding
    from kgwctl.manifests import Source
    from kgwctl.report.text import SourceLines
    from kgwctl.secrecy import Excerpts

#: Seconds before a run is worth a word about its progress, and between such words.
_PATIENCE = 0.5
_INTERVAL = 0.1


def tell(text: str) -> None:
    """Write to standard error. Where there is none that takes it, the exit code has to do."""
    if sys.stderr is not None:
        with suppress(OSError):
            sys.stderr.write(text)


def complain(program: str, text: str) -> None:
    """One line about the call itself."""
    tell(f"{program}: {printable(text)}\n")


class Progress:
    """A line on a terminal's standard error that counts files, in runs that take a while; gone at the end."""

    def __init__(self, what: str, total: int) -> None:
        self._what = what
        self._total = total
        self._next: float | None = None
        self._shown = False

    def __enter__(self) -> Progress:
        if sys.stderr is not None and sys.stderr.isatty():
            self._next = monotonic() + _PATIENCE
        return self

    def __exit__(self, *_: object) -> None:
        if self._shown:
            tell("\r\x1b[K")

    def at(self, done: int) -> None:
        """Say that ``done`` files are done, now and then."""
        if self._next is None or monotonic() < self._next:
            return
        self._next = monotonic() + _INTERVAL
        self._shown = True
        tell(f"\r{self._what} {done} of {self._total} files\x1b[K")


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
    """A look-up of the lines that may be shown in the sources of a run."""
    by_path = {source.path: source for source in sources}
    excerpts: dict[str, Excerpts] = {}

    def line(file: str, number: int) -> str | None:
        from kgwctl.secrecy import Excerpts

        source = by_path.get(file)
        if source is None:
            return None
        if file not in excerpts:
            excerpts[file] = Excerpts(source.data.decode("utf-8", "replace"))
        return excerpts[file].line(number)

    return line
