"""Property names as CEL identifiers (Kubernetes: "CRD validation rules", escaping).

``namespace`` is written ``__namespace__``, ``a-b`` is ``a__dash__b``. A name with any other
character cannot be written at all.
"""

from __future__ import annotations

import re

from kgwctl.cel.words import LITERALS, RESERVED

_RESERVED = RESERVED | {*LITERALS, "in"}
_TO_ESCAPE = re.compile(r"__|[-./]")
_ESCAPES = {"__": "__underscores__", ".": "__dot__", "-": "__dash__", "/": "__slash__"}
_ESCAPED = re.compile(r"__([^_]+)__")
_UNESCAPES = {"underscores": "__", "dot": ".", "dash": "-", "slash": "/"}
_WRITABLE = re.compile(r"[A-Za-z_./-][A-Za-z0-9_./-]*\Z")


def escape(name: str) -> str | None:
    """The identifier that stands for property ``name``, or ``None`` if it cannot be written in CEL."""
    if name in _RESERVED:
        return f"__{name}__"
    if not _WRITABLE.match(name):
        return None
    return _TO_ESCAPE.sub(lambda match: _ESCAPES[match[0]], name)


def unescape(identifier: str) -> str | None:
    """The property an identifier stands for, or ``None`` where an escape is unknown."""
    if "__" not in identifier:
        return identifier
    valid = True

    def replace(match: re.Match[str]) -> str:
        nonlocal valid
        if match[1] in _UNESCAPES:
            return _UNESCAPES[match[1]]
        valid = valid and match[1] in _RESERVED and match[0] == identifier
        return match[1]

    name = _ESCAPED.sub(replace, identifier)
    return name if valid else None
