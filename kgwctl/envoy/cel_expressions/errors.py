"""Why an expression cannot be parsed, as cel-go 0.26 displays it."""

from __future__ import annotations

from typing import NamedTuple


class Mistake(NamedTuple):
    """One thing that is wrong; ``position`` is ``None`` for the expression as a whole."""

    position: int | None
    problem: str


class ExpressionError(ValueError):
    """An expression that cannot be parsed. The text has a line on each mistake, then the source with a mark.

    ``mistakes`` has them without the source. Texts of syntax errors are those of upstream's parser as far as
    it stops where this one does: after the first that it cannot mend.
    """

    def __init__(self, source: str, mistakes: list[Mistake]) -> None:
        self.mistakes = sorted(mistakes, key=lambda mistake: -1 if mistake.position is None else mistake.position)
        first = self.mistakes[0]
        #: The first mistake in a line: line and column from 1, and what is wrong.
        self.summary = first.problem
        if first.position is not None:
            line, column, _ = _place(source, first.position)
            self.summary = f"{line}:{column + 1}: {first.problem}"
        super().__init__("\n".join(_display(source, mistake) for mistake in self.mistakes))


def _place(source: str, position: int) -> tuple[int, int, str]:
    """Line from 1, column from 0, and the text of the line."""
    start = source.rfind("\n", 0, position) + 1
    return source.count("\n", 0, position) + 1, position - start, source[start:].partition("\n")[0]


def _display(source: str, mistake: Mistake) -> str:
    if mistake.position is None:
        return f"ERROR: <input>:-1:0: {mistake.problem}"
    number, column, line = _place(source, mistake.position)
    line = line.replace("\t", " ")
    # Characters beyond ASCII are taken to be wide.
    dots = "".join("." if character.isascii() else "\uff0e" for character in line[:column])
    mark = "\uff3e" if column < len(line) and not line[column].isascii() else "^"
    return f"ERROR: <input>:{number}:{column + 1}: {mistake.problem}\n | {line}\n | {dots}{mark}"
