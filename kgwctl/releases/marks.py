"""Which files a fact may concern: what they must hold, derived from the facts.

Nearly every file can be ruled out by a few words and a look at the objects of a few kinds. What is not ruled
out is the migrations' to judge, which know exactly and take long to import and to run.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

from kgwctl.api.kinds import KGATEWAY
from kgwctl.releases.fact import EACH, Advice, Deprecated, Misspelt, Moved, Required, Reread
from kgwctl.releases.v2_2 import BUFFER_LIMIT, CHART, FIELDS, FLOATING_USER_ID, HTTP_LISTENER_POLICY, TEMPLATES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from kgwctl.diagnostics import FieldPath
    from kgwctl.manifests import Document, Source
    from kgwctl.releases.fact import ChartFact, FieldFact, Mark

#: Documents that may say anything about any kind: patches, chart values, and what brings them.
_CARRIERS = frozenset(("", "Application", "ApplicationSet", "Component", "HelmRelease", "Kustomization"))
_VARIABLE = "KGW_"


def marks(facts: Iterable[FieldFact | ChartFact | Deprecated | Reread]) -> tuple[Mark, ...]:
    """What a file must hold so that one of the facts may concern it, each mark once."""
    return tuple(dict.fromkeys(mark for fact in facts for mark in _marks(fact)))


def holds(data: bytes, mark: Mark) -> bool:
    """Whether a file holds what a mark asks for."""
    if isinstance(mark, bytes):
        return mark in data
    parts = mark if isinstance(mark, tuple) else (mark,)
    return all(part in data if isinstance(part, bytes) else part.search(data) is not None for part in parts)


def _marks(fact: FieldFact | ChartFact | Deprecated | Reread) -> Iterator[Mark]:
    if isinstance(fact, Reread):
        name = _last_name(fact.path)
        yield from ((name.encode(), mark) for mark in fact.marks)
    elif isinstance(fact, Misspelt):
        yield fact.before.encode()
    elif fact.marks:
        yield from fact.marks
    elif isinstance(fact, Deprecated):
        yield fact.before.encode()
    else:
        yield _of_path(fact)


def _of_path(fact: Any) -> Mark:
    """The name of a field, alone where it is unlike others, else together with what it stands in."""
    name = _last_name(fact.path)
    if not hasattr(fact, "kind"):
        # A variable or a value of the chart. Words of all languages need the section beside them.
        return name.encode() if not name.islower() else (fact.path[-2].encode(), name.encode())
    stays = isinstance(fact, Moved) and fact.name == name
    if name.islower():
        return (fact.kind.encode(), re.compile(rf"{name}[\"']?:".encode()))
    return (fact.kind.encode(), name.encode()) if stays else name.encode()


def _last_name(path: Sequence[str]) -> str:
    return next(step for step in reversed(path) if step != EACH)


def matches(value: Any, pattern: tuple[str, ...], path: FieldPath = ()) -> Iterator[tuple[FieldPath, Any]]:
    """The paths in ``value`` that fit ``pattern``, and what is there."""
    if not pattern:
        yield path, value
    elif pattern[0] == EACH:
        for index, item in enumerate(value if isinstance(value, list) else ()):
            yield from matches(item, pattern[1:], (*path, index))
    elif isinstance(value, dict) and pattern[0] in value:
        yield from matches(value[pattern[0]], pattern[1:], (*path, pattern[0]))


def concerns(fact: FieldFact, value: Any) -> bool:
    """Whether a fact about a field concerns the value that is there."""
    if isinstance(fact, Required):
        return isinstance(value, dict) and fact.field not in value
    return fact.applies(value) if isinstance(fact, Advice) else True


def may_be_outdated(source: Source, documents: Iterable[Document]) -> bool:
    """Whether the migrations have to look at ``source``, which holds ``documents``."""
    data = source.data
    if any(word in data for word in _words()):
        return True
    for document in documents:
        if document.group == KGATEWAY:
            if _of_object(document, data):
                return True
        elif document.kind in _CARRIERS and any(holds(data, mark) for mark in _all_marks()):
            return True
    return False


def _of_object(document: Document, data: bytes) -> bool:
    value = document.value
    for fact in _facts_by_kind().get(document.kind, ()):
        if any(concerns(fact, found) for _, found in matches(value, fact.path)):
            return True
    if document.kind != TEMPLATES.kind or not any(True for _ in matches(value, TEMPLATES.path)):
        return False
    return any(mark in data for mark in TEMPLATES.marks)


@cache
def _facts_by_kind() -> Mapping[str, list[FieldFact]]:
    found: dict[str, list[FieldFact]] = {}
    for fact in FIELDS:
        found.setdefault(fact.kind, []).append(fact)
    return found


@cache
def _all_marks() -> tuple[Mark, ...]:
    return marks((HTTP_LISTENER_POLICY, BUFFER_LIMIT, FLOATING_USER_ID, *FIELDS, TEMPLATES, *CHART))


@cache
def _words() -> tuple[bytes, ...]:
    """Words that stand in nothing that is up to date, or seldom: those marks that are one word."""
    return tuple(mark for mark in _all_marks() if isinstance(mark, bytes))
