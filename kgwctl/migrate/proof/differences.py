"""Where two configurations differ, once kinds that stand for each other have one name."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from kgwctl.diagnostics import format_path
from kgwctl.migrate.editing.ops import same

#: Kinds that stand for each other, wherever the configuration names the kind of an object.
_RENAMED = (("HTTPListenerPolicy", "ListenerPolicy"), ("httplistenerpolicies", "listenerpolicies"))
#: Metadata in which the controller notes the policies that merged fields come from, by kind and path.
_MERGE_ORIGINS = "merge."


class Difference(NamedTuple):
    """A place at which two configurations differ; ``None`` where one has nothing."""

    path: str
    before: Any
    after: Any


def differences(before: Any, after: Any) -> tuple[Difference, ...]:
    """Every place at which the configurations differ, in their order."""
    return tuple(_differences(renamed(before), renamed(after), ()))


def canonical(text: str) -> str:
    """``text`` with one name for kinds that stand for each other."""
    for old, new in _RENAMED:
        text = re.sub(rf"\b{old}\b", new, text)
    return text


def renamed(value: Any) -> Any:
    """A configuration with the names of renamed kinds made equal, without its notes on which policy set what."""
    if isinstance(value, str):
        return canonical(value)
    if isinstance(value, dict):
        return {
            canonical(str(key)): renamed(each)
            for key, each in value.items()
            if not str(key).startswith(_MERGE_ORIGINS) and not (key == "metadata" and _only_origins(each))
        }
    if isinstance(value, list):
        return [renamed(each) for each in value]
    return value


def _only_origins(metadata: Any) -> bool:
    """Whether metadata holds merge origins and nothing else."""
    filters = metadata.get("filterMetadata") if isinstance(metadata, dict) else None
    return (
        isinstance(filters, dict)
        and bool(filters)
        and len(metadata) == 1
        and all(str(key).startswith(_MERGE_ORIGINS) for key in filters)
    )


def _differences(old: Any, new: Any, path: tuple[str | int, ...]) -> list[Difference]:
    if same(old, new):
        return []
    if isinstance(old, dict) and isinstance(new, dict):
        keys = list(dict.fromkeys([*old, *new]))
        return [each for key in keys for each in _differences(old.get(key), new.get(key), (*path, key))]
    if isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        return [
            each
            for index, (one, other) in enumerate(zip(old, new, strict=True))
            for each in _differences(one, other, (*path, index))
        ]
    return [Difference(format_path(path), old, new)]
