"""Which findings the user wants to see: rule selections, annotations on objects."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from kgwctl.diagnostics import Finding

#: Annotation on an object: rule ids or prefixes, comma separated; ``*`` for all.
IGNORE_ANNOTATION = "kgwctl.dev/ignore"


class UnknownRuleError(ValueError):
    """A selection that names no rule of the catalogue."""


class Selection(NamedTuple):
    """Rules by id or prefix (``KGW02``). Empty ``select`` means all; the longer match wins between the two."""

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()

    def wants(self, rule: str) -> bool:
        """Whether findings of the rule are shown."""
        selected = _longest(self.select, rule) if self.select else 0
        ignored = _longest(self.ignore, rule)
        return selected >= 0 and selected > ignored if self.select else ignored < 0


def selection(select: Sequence[str], ignore: Sequence[str], known: Iterable[str]) -> Selection:
    """A checked selection. Raises :class:`UnknownRuleError` for what matches no known rule id."""
    ids = tuple(known)
    chosen = Selection(_split(select), _split(ignore))
    for prefix in (*chosen.select, *chosen.ignore):
        if not any(rule.startswith(prefix) for rule in ids):
            raise UnknownRuleError(f"no rule is called {prefix} or starts with it; see `kgwctl rules`")
    return chosen


def ignored_by(annotations: Mapping[str, str]) -> tuple[str, ...]:
    """What an object's annotation asks to ignore."""
    return _split([annotations.get(IGNORE_ANNOTATION, "")])


def is_ignored(finding: Finding, ignored: Iterable[str]) -> bool:
    """Whether one of the ids or prefixes (or ``*``) covers the finding."""
    return any(entry == "*" or finding.rule.startswith(entry) for entry in ignored)


def _split(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(part.strip() for word in words for part in word.split(",") if part.strip())


def _longest(prefixes: Iterable[str], rule: str) -> int:
    return max((len(prefix) for prefix in prefixes if rule.startswith(prefix)), default=-1)
