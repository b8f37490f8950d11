"""Parts of Pods that both proxies have."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from kgwctl.proxy.model import Manifest

#: How long a projected token is good for, in seconds.
TOKEN_LIFETIME = 43200


def field_env(name: str, field: str, *, versioned: bool = False) -> Manifest:
    """A variable that holds a field of the Pod."""
    ref = {"fieldPath": field}
    return {"name": name, "valueFrom": {"fieldRef": {"apiVersion": "v1", **ref} if versioned else ref}}


def plain_env(name: str, value: str) -> Manifest:
    """A variable with a text."""
    return {"name": name, "value": value}


def token_volume(name: str, audience: str, path: str, *, mode: int | None = None) -> Manifest:
    """A volume with a token of the ServiceAccount for that audience."""
    token = {"audience": audience, "expirationSeconds": TOKEN_LIFETIME, "path": path}
    projected: Manifest = {"sources": [{"serviceAccountToken": token}]}
    if mode is not None:
        projected["defaultMode"] = mode
    return {"name": name, "projected": projected}


def empty_volume(name: str, medium: str | None = None) -> Manifest:
    """A volume that begins empty."""
    return {"name": name, "emptyDir": {"medium": medium} if medium else {}}


def mounts(paths: Iterable[tuple[str, str]]) -> list[Manifest]:
    """Mounts of volumes: path and volume."""
    return [{"mountPath": path, "name": volume} for path, volume in paths]


def without_empty(section: Mapping[str, object]) -> Manifest:
    """The entries that say something: upstream leaves empty ones out before it makes the object."""
    return {key: value for key, value in section.items() if value not in (None, "", {}, [], 0, False)}
