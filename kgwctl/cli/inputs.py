"""Reading what the command line names."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from kgwctl.cli.errors import UsageError
from kgwctl.diagnostics import Finding
from kgwctl.manifests import load
from kgwctl.manifests.discovery import discover

if TYPE_CHECKING:
    from kgwctl.manifests import Loaded, Source


def read_inputs(options: Any) -> Loaded:
    """Load everything that PATH operands and ``-f`` name. Raises :class:`UsageError` if they name nothing."""
    _check(options)
    return load(
        options.paths, options.files, recursive=options.recursive, stdin=sys.stdin.buffer if sys.stdin else None
    )


def read_sources(options: Any) -> tuple[list[Source], list[Finding]]:
    """The bytes of everything that they name, and what could not be read. Raises :class:`UsageError` likewise."""
    _check(options)
    stdin = sys.stdin.buffer if sys.stdin else None
    sources: list[Source] = []
    findings: list[Finding] = []
    for found in discover(options.paths, options.files, recursive=options.recursive, stdin=stdin):
        if isinstance(found, Finding):
            findings.append(found)
        else:
            sources.append(found)
    return sources, findings


def _check(options: Any) -> None:
    if not options.paths and not options.files:
        raise UsageError("nothing to read: name files or folders, or - for standard input")
