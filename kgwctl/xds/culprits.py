"""Which parts of a refused resource are to blame, found by asking again without them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

    from kgwctl.diagnostics import FieldPath

    _Around = Callable[[Any], Any]

#: How often one resource may be asked about.
MOST_QUESTIONS = 250
#: Lists of this length are asked about without each entry in turn; longer ones are halved.
_SHORT = 40


class Culprit(NamedTuple):
    """A part of a resource, by its path (empty: the whole), and what is said about it."""

    path: FieldPath
    refusal: str


class _EnoughError(Exception):
    """Too many questions about one resource."""


class Search:
    """Finds the smallest parts of a JSON value without which it is accepted.

    ``ask`` gives the refusal of a whole value, empty where it is accepted. Of a long list halves are asked about, so
    that one bad entry among a thousand takes some twenty questions. Parts that are only wrong together are found as
    the list or map that holds them.
    """

    def __init__(self, ask: Callable[[Any], str]) -> None:
        self._question = ask
        self._questions = 0

    def culprits(self, value: Any, refusal: str) -> list[Culprit]:
        """The parts to blame for ``value`` being refused with ``refusal``."""
        try:
            return self._below(value, lambda whole: whole, refusal) or [Culprit((), refusal)]
        except _EnoughError:
            return [Culprit((), refusal)]

    def _ask(self, value: Any) -> str:
        self._questions += 1
        if self._questions > MOST_QUESTIONS:
            raise _EnoughError
        return self._question(value)

    def _below(self, value: Any, around: _Around, refusal: str) -> list[Culprit]:
        """The parts of ``value`` to blame, none where it is all of it.

        It stands in a resource that ``around`` builds with it, and that is refused.
        """
        if isinstance(value, dict):
            return self._in_map(value, around, refusal)
        if isinstance(value, list) and value:
            return self._in_list(value, around, refusal)
        return []

    def _in_map(self, value: dict[str, Any], around: _Around, refusal: str) -> list[Culprit]:
        keys = sorted((key for key in value if key != "@type"), key=lambda key: not isinstance(value[key], dict | list))
        for key in keys:
            if not self._ask(around({name: item for name, item in value.items() if name != key})):
                return self._at_key(value, key, around, refusal) or [Culprit((key,), refusal)]
        # What cannot be left out may hold what can.
        inside = (self._at_key(value, key, around, refusal) for key in keys)
        return next(filter(None, inside), [])

    def _at_key(self, value: dict[str, Any], key: str, around: _Around, refusal: str) -> list[Culprit]:
        return _at(key, self._below(value[key], lambda item: around({**value, key: item}), refusal))

    def _in_list(self, value: list[Any], around: _Around, refusal: str) -> list[Culprit]:
        if len(value) == 1:
            return _at(0, self._below(value[0], lambda item: around([item]), refusal))
        return (len(value) <= _SHORT and self._without_one(value, around, refusal)) or [
            culprit
            for index, text in self._bad(list(range(len(value))), value, around).items()
            for culprit in _at(
                index, self._below(value[index], lambda item: around([item]), text) or [Culprit((), text)]
            )
        ]

    def _without_one(self, value: list[Any], around: _Around, refusal: str) -> list[Culprit]:
        """The first entry without which the others are accepted."""
        for index, entry in enumerate(value):
            before, after = value[:index], value[index + 1 :]
            if not self._ask(around([*before, *after])):
                inner = self._below(entry, lambda item, a=before, b=after: around([*a, item, *b]), refusal)  # type: ignore[misc]
                return _at(index, inner or [Culprit((), refusal)])
        return []

    def _bad(self, indexes: list[int], value: list[Any], around: _Around) -> dict[int, str]:
        """The entries that are refused alone, with what is said about each."""
        refusal = self._ask(around([value[index] for index in indexes]))
        if not refusal:
            return {}
        if len(indexes) == 1:
            return {indexes[0]: refusal}
        middle = len(indexes) // 2
        return self._bad(indexes[:middle], value, around) | self._bad(indexes[middle:], value, around)


def _at(step: str | int, culprits: list[Culprit]) -> list[Culprit]:
    return [Culprit((step, *one.path), one.refusal) for one in culprits]
