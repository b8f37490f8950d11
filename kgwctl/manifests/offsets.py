"""Character indexes, which YAML parsers count in, to byte offsets, which sources are cut by."""

from __future__ import annotations

#: The byte order mark of UTF-8, which is no part of the text.
BOM = b"\xef\xbb\xbf"
#: Characters between two remembered offsets: an answer costs no more than encoding so many.
_STEP = 1024


class ByteOffsets:
    """The byte offsets of the characters of one text.

    ``offset`` is where the text starts in its source. Bytes that are no UTF-8 count as one character each.
    """

    __slots__ = ("_known", "_offset", "_text")

    def __init__(self, text: str, offset: int) -> None:
        self._text = "" if text.isascii() else text
        self._offset = offset
        self._known: list[int] = []

    def __call__(self, index: int) -> int:
        """The byte at which the character of that index starts."""
        text = self._text
        if not text:
            return self._offset + index
        if not self._known:
            self._known = [self._offset]
            for start in range(0, len(text), _STEP):
                self._known.append(self._known[-1] + _size(text[start : start + _STEP]))
        step = min(index, len(text)) // _STEP
        return self._known[step] + _size(text[step * _STEP : index])


def decode(data: bytes) -> str:
    """The text of ``data``; a byte that is no UTF-8 becomes one character that encodes as one byte again."""
    return data.decode("utf-8", "surrogateescape")


def _size(text: str) -> int:
    return len(text.encode("utf-8", "surrogateescape"))
