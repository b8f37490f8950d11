"""The schemas that ship with kgwctl, read when needed. :mod:`~kgwctl.schema.bundle` makes them."""

from __future__ import annotations

import msgspec

from kgwctl import schema
from kgwctl.schema.kinds import KindSchema

FOLDER = f"{schema.__path__[0]}/bundled"


def load_bundled(group: str, version: str, kind: str, folder: str = FOLDER) -> KindSchema | None:
    """The bundled schema of a kind, or None when there is none."""
    try:
        # Not by way of pathlib: importing it takes longer than everything here.
        with open(f"{folder}/{file_name(group, version, kind)}", "rb") as file:  # noqa: PTH123
            data = file.read()
    except (OSError, ValueError):
        return None
    return msgspec.json.decode(data, type=KindSchema)


def file_name(group: str, version: str, kind: str) -> str:
    """``gateway.kgateway.dev_v1alpha1_Backend.json``. Raises :class:`ValueError` for what names no kind."""
    name = f"{group}_{version}_{kind}.json"
    if "/" in name or "\\" in name:
        raise ValueError(f"not the name of a kind: {name}")
    return name
