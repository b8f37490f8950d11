"""The reports of a run: which formats go where, and writing them."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from kgwctl.cli.errors import UsageError
from kgwctl.cli.results import write_result

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kgwctl.report.model import Report
    from kgwctl.report.text import SourceLines

FORMATS = ("text", "json", "yaml", "sarif", "junit", "github")
#: Formats that say what the rules of the findings are about.
WITH_RULES = frozenset({"sarif"})


def outputs(words: Sequence[str]) -> list[tuple[str, str]]:
    """Formats and the files they go to; an empty file is standard output. Raises :class:`UsageError`."""
    chosen: list[tuple[str, str]] = []
    for word in words or ("text",):
        name, equals, file = word.partition("=")
        if name not in FORMATS:
            raise UsageError(f"-o {word}: unknown format; there is {', '.join(FORMATS)}")
        if equals and not file:
            raise UsageError(f"-o {word}: a file is missing after the =")
        if file and file in (other for _, other in chosen):
            raise UsageError(f"-o {word}: another report goes to {file} already")
        chosen.append((name, file))
    if sum(not file for _, file in chosen) > 1:
        raise UsageError("only one report can go to standard output; give the others a file, as in -o sarif=out.sarif")
    return chosen


def write_report(report: Report, name: str, file: str, lines: SourceLines) -> None:
    """Write ``report`` in one format. Raises :class:`UsageError` when that is not possible."""
    if name == "text" and not file and _is_coloured():
        from kgwctl.report.text import print_rich

        print_rich(report, lines)
        return
    text = _text(report, name, lines).encode("utf-8", "replace")
    if file:
        from kgwctl.cli.files import write_atomically

        write_atomically(file, text)
    else:
        write_result(text)


def _is_coloured() -> bool:
    return sys.stdout is not None and sys.stdout.isatty() and not os.environ.get("NO_COLOR")


def _text(report: Report, name: str, lines: SourceLines) -> str:
    if name == "text":
        from kgwctl.report import text

        return text.render(report, lines)
    if name in ("json", "yaml"):
        from kgwctl.report import envelope

        if name == "json":
            return envelope.render_json(report)
        from kgwctl.output.yaml_writer import json_as_yaml

        return json_as_yaml(envelope.render_json(report).encode()).decode()
    from importlib import import_module

    rendered: str = import_module(f"kgwctl.report.{name}").render(report)
    return rendered
