"""Strings and numbers as YAML scalars that every reader takes back as the same value.

Readers meant are Kubernetes' own (sigs.k8s.io/yaml, which resolves plain scalars by YAML 1.1) and
PyYAML. A string is left plain only where neither could see anything else in it.
"""

from __future__ import annotations

import math
import re

from kgwctl.printable import starts_command

#: Words YAML 1.1 reads as booleans or null, whatever their case.
RESERVED = frozenset(("y", "n", "yes", "no", "on", "off", "true", "false", "null"))

#: Starts like a word or a path; a colon or space inside cannot end the scalar or start a comment.
_SAFE = r"[A-Za-z0-9_./@%~!$&()*+;=<>?^|\\'\"`,{}\[\]-]*"
_WORDS = re.compile(rf"[A-Za-z_/]{_SAFE}(?:[: ](?=[^ ]){_SAFE})*")
#: A count with a unit (``5s``, ``0.100s``, ``32Mi``) or an IPv4 address: never a number or a date.
_UNITS = re.compile(r"[0-9]+(?:\.[0-9]+)?(?:ms|s|m|h|Ki|Mi|Gi|k|M|G)|[0-9]+(?:\.[0-9]+){3}(?:/[0-9]+)?")
#: What a reader may not accept unescaped: controls, separators, the byte order mark, surrogates. Left to
#: ``re`` to compile when a text asks for it: sets this large take longer than a small file does.
_UNPRINTABLE = "[^\\x20-\\x7e\\xa0-\\u2027\\u202a-\\ud7ff\\ue000-\\ufefe\\uff00-\\ufffd\\U00010000-\\U0010ffff]"
_ESCAPED = _UNPRINTABLE + r'|["\\]'
_SHORT_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}
#: A text whose first line says how far a block is indented, and whose other lines hold no surprise.
_BLOCK = re.compile(r"[^\s][^\n]*(?:\n[^\n]*)*")


def inline_string(text: str) -> str:
    """``text`` on one line: plain if safe, else quoted."""
    if (_WORDS.fullmatch(text) and text.lower() not in RESERVED and "##" not in text) or _UNITS.fullmatch(text):
        return text
    if _is_printable(text):
        return "'" + text.replace("'", "''") + "'"
    return '"' + re.sub(_ESCAPED, _escape, text) + '"'


def block_string(text: str, indent: str) -> str | None:
    """A text of several lines as a literal block indented by ``indent``, header included.

    ``None`` where a literal block would not read back as the same text, or a line of it would be a
    command to a CI system that keeps a log.
    """
    body = text.rstrip("\n")
    if ("::" in text or "##" in text) and any(map(starts_command, text.split("\n"))):
        return None
    if "\n" not in text or not _BLOCK.fullmatch(body) or not _is_printable(text.replace("\n", "").replace("\t", "")):
        return None
    ending = len(text) - len(body)
    lines = [f"{indent}{line}" if line else "" for line in body.split("\n")]
    chomping = "-" if ending == 0 else "" if ending == 1 else "+"
    return "\n".join([f"|{chomping}", *lines]) + "\n" * max(ending - 1, 0)


def number(value: float) -> str:
    """A float as Go prints it where that is an integer, else with the point YAML 1.1 asks for."""
    if math.isnan(value):
        return ".nan"
    if math.isinf(value):
        return ".inf" if value > 0 else "-.inf"
    if value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    text = repr(value)
    mantissa, exponent, power = text.partition("e")
    return f"{mantissa}.0e{power}" if exponent and "." not in mantissa else text


def _is_printable(text: str) -> bool:
    # Python's own notion is the narrower one, and quick.
    return text.isprintable() or re.search(_UNPRINTABLE, text) is None


def _escape(found: re.Match[str]) -> str:
    character = found[0]
    short = _SHORT_ESCAPES.get(character)
    if short is not None:
        return short
    point = ord(character)
    if point < 0x100:
        return f"\\x{point:02x}"
    return f"\\u{point:04x}" if point < 0x10000 else f"\\U{point:08x}"
