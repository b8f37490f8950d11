"""``fieldPath`` of a validation rule: ``.spec.ports['a.b']`` as path steps."""

from __future__ import annotations

import re

from kgwctl.cel.engine import CompileError

#: Mapping keys and list indexes from the root, as in ``kgwctl.diagnostics``.
FieldPath = tuple[str | int, ...]

_STEP = re.compile(r"\.([^.\[\]]+)|\['((?:[^'\\]|\\.)*)'\]")
_ESCAPES = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v", "'": "'", "\\": "\\"}


def parse_field_path(text: str) -> FieldPath:
    """The steps of a field path. Raises :class:`CompileError` where it is not one."""
    steps: list[str | int] = []
    position = 0
    while position < len(text):
        match = _STEP.match(text, position)
        if match is None:
            raise CompileError(f"fieldPath {text!r} is not of the form .name.name['name']")
        steps.append(match[1] if match[1] is not None else re.sub(r"\\(.)", _unescape, match[2]))
        position = match.end()
    return tuple(steps)


def _unescape(match: re.Match[str]) -> str:
    if match[1] not in _ESCAPES:
        raise CompileError(f"fieldPath has an unknown escape {match[0]}")
    return _ESCAPES[match[1]]
