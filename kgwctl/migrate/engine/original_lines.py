"""Where a line of an edited text stood before the edits, so that messages name places users can see."""

from __future__ import annotations

from difflib import SequenceMatcher
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kgwctl.migrate.editing.text_file import TextFile


def original_lines(before: str, now: str) -> list[int]:
    """For each line of ``now``, the 0-based line of ``before`` that it was, or that stood where it stands."""
    return _matched(before.split("\n"), now.split("\n"))


def _matched(before: list[str], now: list[str]) -> list[int]:
    most = min(len(before), len(now))
    head = next((place for place in range(most) if before[place] != now[place]), most)
    tail = next((place for place in range(most - head) if before[-1 - place] != now[-1 - place]), most - head)
    shift = len(before) - len(now)
    # A block that is moved below a new key is indented otherwise, and the same all the same.
    old, new = ([line.strip() for line in lines[head : len(lines) - tail]] for lines in (before, now))
    middle: list[int] = []
    for tag, old_start, old_end, new_start, new_end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        # Lines that were added stand for the one they were put behind.
        last = max(head + (old_start if tag == "insert" else max(old_end, old_start + 1)) - 1, 0)
        middle += [min(head + old_start + offset, last) for offset in range(new_end - new_start)]
    return [*range(head), *middle, *(place + shift for place in range(len(now) - tail, len(now)))]


class OriginalPlaces:
    """The lines of a file as it was when it was opened, document by document."""

    def __init__(self, file: TextFile) -> None:
        self._texts: dict[int, tuple[int, str]] = {}
        self._known: dict[int, tuple[str, list[int]]] = {}
        line = 0
        for part in file.parts:
            line += part.separator.count("\n")
            self._texts[part.number] = (line, part.text)
            line += part.text.count("\n")
        self._lines = line

    def line(self, file: TextFile, number: int, offset: int) -> int:
        """The 0-based line that ``offset`` of a document of ``file``, as it is now, had in the file as it was."""
        place = file.places[number]
        text = file.parts[place].text
        if number not in self._texts:
            # A document that was added: the one it was put behind stands for it.
            before = next((part for part in reversed(file.parts[:place]) if part.number in self._texts), None)
            if before is None:
                return 0
            start, old = self._texts[before.number]
            return start + max(old.rstrip().count("\n"), 0)
        start, old = self._texts[number]
        now = text.count("\n", 0, offset)
        if number not in self._known and (old is text or old == text):
            return start + now
        seen, lines = self._known.get(number) or (old, list(range(old.count("\n") + 1)))
        if seen is not text:
            lines = [lines[line] if line < len(lines) else line for line in original_lines(seen, text)]
            self._known[number] = (text, lines)
        return start + (lines[now] if now < len(lines) else now)
