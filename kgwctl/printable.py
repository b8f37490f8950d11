"""Text that does nothing to whatever prints it: terminals obey control characters, CI systems lines of a log."""

from __future__ import annotations

import re

#: Controls (C0, DEL, C1), line and paragraph separators, marks that turn the direction of text, lone
#: surrogates, and the two signs that begin a command of a CI system within a line of its log.
_HARMFUL = re.compile(
    "[\\x00-\\x1f\\x7f-\\x9f\\u200e\\u200f\\u2028-\\u202e\\u2066-\\u2069\\ufeff\\ud800-\\udfff]|#(?=#[a-z]*\\[)"
)
_SHORT = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}


def printable(text: str) -> str:
    """``text`` with everything harmful escaped as in Python: ``\\n``, ``\\x1b``, ``\\u202e``."""
    # What Python itself calls printable has none of them but the signs, which are rare.
    if text.isprintable() and "##" not in text:
        return text
    return _HARMFUL.sub(_escape, text)


def escaped_json(data: bytes) -> bytes:
    """JSON with the controls escaped that JSON allows and a terminal obeys: DEL and C1."""
    if b"\x7f" not in data and b"\xc2" not in data:
        return data
    text = data.decode("utf-8", "surrogatepass")
    return re.sub("[\x7f-\x9f]", lambda found: f"\\u{ord(found[0]):04x}", text).encode("utf-8", "surrogatepass")


def starts_command(line: str) -> bool:
    """Whether a CI system takes a line of a log for a command, however far it is indented."""
    return line.lstrip().startswith("::") or re.search(r"##[a-z]*\[", line) is not None


def _escape(found: re.Match[str]) -> str:
    character = found[0]
    short = _SHORT.get(character)
    if short is not None:
        return short
    point = ord(character)
    return f"\\x{point:02x}" if point < 0x100 else f"\\u{point:04x}"
