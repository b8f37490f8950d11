"""Where a line of an edited text stood before the edits, so that messages name places users can see."""

from __future__ import annotations

from difflib import SequenceMatcher


def original_lines(before: bytes, now: bytes) -> list[int]:
    """For each line of ``now``, the 0-based line of ``before`` that it was, or that stood where it stands."""
    old, new = before.splitlines(), now.splitlines()
    lines: list[int] = []
    for tag, old_start, old_end, new_start, new_end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        last = max(old_end - 1, old_start if tag != "insert" else old_start - 1, 0)
        lines += [min(old_start + offset, last) for offset in range(new_end - new_start)]
    return lines
