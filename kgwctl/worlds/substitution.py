"""Variables that a Flux Kustomization fills in after the build: its own, and those of ConfigMaps in the tree."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kgwctl.worlds.unknown import has_unknown, substitute

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kgwctl.worlds.applications import Application
    from kgwctl.worlds.model import Built

_DISABLED = "kustomize.toolkit.fluxcd.io/substitute"


def with_variables(objects: Iterable[Built], application: Application, world: Iterable[Built]) -> list[Built]:
    """``objects`` with the variables that are known. ``world`` is what the cluster has so far."""
    objects = list(objects)
    values: dict[str, str] = {}
    for kind, name in application.substitute_from:
        for one in (*world, *objects):
            if (one.kind, one.name) == (kind, name):
                values.update(_data(one))
    values.update(application.substitution or {})
    return [one if _is_left_alone(one) else substitute(one, values) for one in objects]


def _data(one: Built) -> Iterator[tuple[str, str]]:
    from base64 import b64decode
    from binascii import Error

    for field in ("data", "stringData"):
        data = one.value.get(field)
        for key, text in data.items() if isinstance(data, dict) else ():
            if not isinstance(text, str) or has_unknown(text):
                continue
            if one.kind == "Secret" and field == "data":
                try:
                    text = b64decode(text, validate=True).decode()
                except (Error, UnicodeDecodeError):
                    continue
            yield str(key), text


def _is_left_alone(one: Built) -> bool:
    return any(
        isinstance(marks, dict) and marks.get(_DISABLED) == "disabled"
        for marks in (one.metadata.get("labels"), one.metadata.get("annotations"))
    )
