"""What the controller's store of key sets holds. It fetches them at run time; nothing is fetched here.

Source: ``pkg/agentgateway/jwks@v2.2.0`` and ``plugins/jwks_helpers.go:resolveRemoteJWKSInline@v2.2.0``.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Protocol

from kgwctl.api.kinds import CONFIG_MAP
from kgwctl.golang.forms import go_json
from kgwctl.golang.json_syntax import GoJsonError, check_json
from kgwctl.golang.urls import UrlError, parse_url
from kgwctl.objects.resource import ObjectKey

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kgwctl.objects.object_set import ObjectSet

#: First part of the names of the ConfigMaps, and the key in them.
PREFIX = "jwks-store"


class KeySetProblem(Exception):
    """Keys that cannot be had; the text is the controller's, unless it ``panics``."""

    def __init__(self, text: str, *, panics: bool = False) -> None:
        super().__init__(text)
        self.panics = panics


class KeySets(Protocol):
    """Key sets by URL."""

    def text(self, url: str) -> str:
        """The key set of ``url`` as JSON. Raises :class:`KeySetProblem`."""
        ...


class StoredKeySets:
    """Key sets from the controller's own ConfigMaps and from files.

    What neither has gets a placeholder without keys, so that everything else is as it would be;
    ``placeholders`` lists those URLs in the order met. ``files`` is the text of a set by URL.
    """

    __slots__ = ("_files", "_namespace", "_objects", "_placeholders")

    def __init__(self, objects: ObjectSet, namespace: str, files: Mapping[str, str] | None = None) -> None:
        self._objects = objects
        self._namespace = namespace
        self._files = files or {}
        self._placeholders: dict[str, None] = {}

    @property
    def placeholders(self) -> tuple[str, ...]:
        """The URLs whose keys are not known."""
        return tuple(self._placeholders)

    def text(self, url: str) -> str:
        """The key set of ``url`` as JSON. Raises :class:`KeySetProblem`."""
        try:
            parse_url(url)
        except UrlError as error:
            raise KeySetProblem(f"invalid jwks url {error}") from None
        stored = self._objects.get(ObjectKey(*CONFIG_MAP, self._namespace, config_map_name(url)))
        if stored is not None and not stored.is_external:
            return _from_config_map((stored.object.data or {}).get(PREFIX) or "", url)
        if url in self._files:
            return self._files[url]
        self._placeholders[url] = None
        return placeholder(url)


def config_map_name(url: str) -> str:
    """The name of the ConfigMap that keeps the keys of a URL (``jwks/config_map_syncer.go:JwksConfigMapName``)."""
    from hashlib import md5

    return f"{PREFIX}-{md5(url.encode(), usedforsecurity=False).hexdigest()}"


def placeholder(url: str) -> str:
    """An empty key set that says where the keys are to come from."""
    return go_json({"keys": [], "kgwctl.dev/placeholder": f"the keys of {url}"})


def _from_config_map(text: str, url: str) -> str:
    try:
        check_json(text)
    except GoJsonError as error:
        raise KeySetProblem(f"error deserializing jwks ConfigMap {error}") from None
    stored = json.loads(text)
    if not isinstance(stored, dict) or url not in stored:
        raise KeySetProblem(f"jwks {url} is not available in the jwks ConfigMap")
    return str(stored[url])
