"""What a selector of kustomize (kind, name, group as anchored regular expressions) picks."""

from __future__ import annotations

import re
from typing import Any, Literal

#: How a selector picks a kind: by its very name, by an expression that picks its successor too, by another
#: expression, by saying nothing about kinds; or not at all.
Picks = Literal["exact", "both", "regex", "any", "no"]


def picks(selector: dict[str, Any], group: str, old: str, new: str) -> Picks:
    """How ``selector`` picks objects of the kind ``old`` of ``group``, which become ``new``."""
    if not _fits(selector.get("group"), group):
        return "no"
    kind = selector.get("kind")
    if not isinstance(kind, str) or not kind:
        return "any"
    if kind == old:
        return "exact"
    if not _fits(kind, old):
        return "no"
    return "both" if _fits(kind, new) else "regex"


def picks_name(selector: dict[str, Any], name: str) -> bool:
    """Whether ``selector`` picks an object of that name, as far as its name goes."""
    return _fits(selector.get("name"), name)


def _fits(expression: Any, text: str) -> bool:
    if not isinstance(expression, str) or not expression:
        return True
    try:
        return re.fullmatch(expression, text) is not None
    except re.error:
        # Go may read what Python does not; better to take it for a match than to miss one.
        return True


def with_kind(expression: str, old: str, new: str) -> str | None:
    """A plain list of alternatives (``A|B``) with ``new`` in the place of ``old``; ``None`` for anything else."""
    words = expression.split("|")
    if old not in words or not all(word.isalnum() for word in words):
        return None
    return "|".join(new if word == old else word for word in words)
