"""Reading what the command line names."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from kgwctl.cli.errors import UsageError
from kgwctl.manifests import load

if TYPE_CHECKING:
    from kgwctl.manifests import Loaded


def read_inputs(options: Any) -> Loaded:
    """Load everything that PATH operands and ``-f`` name. Raises :class:`UsageError` if they name nothing."""
    if not options.paths and not options.files:
        raise UsageError("nothing to read: name files or folders, or - for standard input")
    return load(
        options.paths, options.files, recursive=options.recursive, stdin=sys.stdin.buffer if sys.stdin else None
    )
