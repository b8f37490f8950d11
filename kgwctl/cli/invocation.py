"""Running one command of the table."""

from __future__ import annotations

import sys
from importlib import import_module
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kgwctl.cli.commandline import Command


def invoke(command: Command, values: dict[str, Any], program: str = "kgwctl") -> int:
    """Import the command's module and run it with ``values``."""
    _import_msgspec()
    module = import_module(command.module)
    result: int = module.run(SimpleNamespace(program=program, **values))
    return result


def _import_msgspec() -> None:
    """Import what every command needs, without a detour that takes as long as rendering a small file.

    msgspec asks typing_extensions for names that Python's own typing has, and takes those where the
    package is not installed. So it is told that it is not, in the way Python has for that.
    """
    if "typing_extensions" not in sys.modules:
        sys.modules["typing_extensions"] = None  # type: ignore[assignment]
        try:
            import_module("msgspec")
        finally:
            del sys.modules["typing_extensions"]
