"""Sets of characters as sorted, disjoint code point ranges, and the named ones of RE2."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

#: Inclusive code point ranges, ascending and not touching each other.
Ranges = tuple[tuple[int, int], ...]

#: The last code point.
LAST = 0x10FFFF

ALL: Ranges = ((0, LAST),)
NOT_NEWLINE: Ranges = ((0, 9), (11, LAST))

#: Ranges wider than this are case-folded in their ASCII part only.
_FOLD_LIMIT = 3000


def normalized(ranges: Iterable[tuple[int, int]]) -> Ranges:
    """The same characters as ascending ranges that neither overlap nor touch."""
    merged: list[tuple[int, int]] = []
    for low, high in sorted(ranges):
        if merged and low <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(merged[-1][1], high))
        else:
            merged.append((low, high))
    return tuple(merged)


def complement(ranges: Ranges) -> Ranges:
    """Every character that is not in ``ranges``."""
    result: list[tuple[int, int]] = []
    start = 0
    for low, high in ranges:
        if low > start:
            result.append((start, low - 1))
        start = high + 1
    if start <= LAST:
        result.append((start, LAST))
    return tuple(result)


def disjoint(left: Ranges, right: Ranges) -> bool:
    """Whether no character is in both sets."""
    return all(high < other_low or other_high < low for low, high in left for other_low, other_high in right)


def folded(ranges: Ranges) -> Ranges:
    """``ranges`` with the other cases of every character (Unicode simple folding)."""
    added: list[tuple[int, int]] = list(ranges)
    for low, high in ranges:
        last = high if high - low <= _FOLD_LIMIT else min(high, 127)
        for code in range(low, last + 1):
            added.extend((ord(other), ord(other)) for other in _other_cases(chr(code)))
    return normalized(added)


def _other_cases(character: str) -> set[str]:
    variants = {character.lower(), character.upper(), character.title()}
    # The Kelvin sign and the long s fold to ASCII letters.
    if character in "kK\u212a":
        variants |= {"k", "K", "\u212a"}
    elif character in "sS\u017f":
        variants |= {"s", "S", "\u017f"}
    return {variant for variant in variants if len(variant) == 1}


def _of(text: str) -> Ranges:
    """Ranges from pairs: ``"09AZ"`` is 0-9 and A-Z."""
    return normalized((ord(text[i]), ord(text[i + 1])) for i in range(0, len(text), 2))


_DIGIT = _of("09")
_SPACE = _of("\t\n\f\r  ")
_WORD = _of("09AZ__az")

#: The classes behind ``\d``, ``\s``, ``\w`` and their complements: ASCII only in RE2.
PERL: dict[str, Ranges] = {
    "d": _DIGIT,
    "D": complement(_DIGIT),
    "s": _SPACE,
    "S": complement(_SPACE),
    "w": _WORD,
    "W": complement(_WORD),
}

#: The ``[:name:]`` classes.
POSIX: dict[str, Ranges] = {
    "alnum": _of("09AZaz"),
    "alpha": _of("AZaz"),
    "ascii": _of("\x00\x7f"),
    "blank": _of("\t\t  "),
    "cntrl": _of("\x00\x1f\x7f\x7f"),
    "digit": _DIGIT,
    "graph": _of("!~"),
    "lower": _of("az"),
    "print": _of(" ~"),
    "punct": _of("!/:@[`{~"),
    "space": _of("\t\r  "),
    "upper": _of("AZ"),
    "word": _WORD,
    "xdigit": _of("09AFaf"),
}

_SCRIPT_PREFIXES = {
    "Arabic": "ARABIC",
    "Cyrillic": "CYRILLIC",
    "Greek": "GREEK",
    "Hangul": "HANGUL",
    "Han": "CJK UNIFIED IDEOGRAPH",
    "Hebrew": "HEBREW",
    "Hiragana": "HIRAGANA",
    "Katakana": "KATAKANA",
    "Latin": "LATIN",
    "Thai": "THAI",
}
#: General categories: a letter, or a letter and a subdivision.
_CATEGORIES: dict[str, str] = {
    "C": "cfos",
    "L": "lmotu",
    "M": "cen",
    "N": "dlo",
    "P": "cdefios",
    "S": "ckmo",
    "Z": "lps",
}


def _is_category(name: str) -> bool:
    return name[:1] in _CATEGORIES and (len(name) == 1 or (len(name) == 2 and name[1] in _CATEGORIES[name[0]]))


@lru_cache(maxsize=64)
def unicode_class(name: str) -> Ranges | None:
    r"""The characters of ``\p{name}``: a general category or a common script, ``None`` if unknown.

    Scripts are approximated by character names, which leaves out their shared punctuation.
    """
    import unicodedata

    if name == "Any":
        return ALL
    if _is_category(name):
        codes = (code for code in range(LAST + 1) if unicodedata.category(chr(code)).startswith(name))
    elif name in _SCRIPT_PREFIXES:
        prefix = _SCRIPT_PREFIXES[name]
        codes = (code for code in range(LAST + 1) if unicodedata.name(chr(code), "").startswith(prefix))
    else:
        return None
    return normalized((code, code) for code in codes)
