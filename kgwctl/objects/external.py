"""Objects that exist in the cluster though no file holds them: their names are known, their content is not.

Somebody says so (``--external``), or another object makes them, as a Certificate makes a Secret.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase
from typing import Any, NamedTuple

from kgwctl.api import registry
from kgwctl.objects.placeholder import placeholder
from kgwctl.objects.resource import EXTERNAL_PLACE, NOT_YET_CREATED, Age, ObjectKey, Resource

#: Kinds of which the name alone is of use. A policy or a backend with no known content would be made up.
_STAND_INS = frozenset({"Secret", "ConfigMap", "Service", "Gateway"})
_GLOB = frozenset("*?[")
_WILD = re.compile(r"\*|\?|\[.*?\]")


class ExternalObject(NamedTuple):
    """External objects, by kind, namespace and name, which may have wildcards.

    ``certain``: they exist. If not they may well, so that a missing one is no error. ``why`` says who knows.
    """

    kind: str
    namespace: str
    name: str
    why: str
    certain: bool = True

    def covers(self, kind: str, namespace: str, name: str) -> bool:
        """Whether it is one of these."""
        return all(
            fnmatchcase(given, pattern)
            for given, pattern in ((kind, self.kind), (namespace, self.namespace), (name, self.name))
        )


class External:
    """All that is known of external objects. ``find`` stands in for those that certainly exist."""

    __slots__ = ("_exact", "_found", "_patterns", "entries")

    def __init__(self, entries: Iterable[ExternalObject] = ()) -> None:
        self.entries = tuple(dict.fromkeys(entries))
        self._exact: dict[tuple[str, str, str], ExternalObject] = {}
        self._patterns: list[ExternalObject] = []
        for entry in self.entries:
            if _GLOB.isdisjoint("".join(entry[:3])):
                earlier = self._exact.get(entry[:3])
                if earlier is None or entry.certain > earlier.certain:
                    self._exact[entry[:3]] = entry
            else:
                self._patterns.append(entry)
        self._found: dict[ObjectKey, Resource[Any] | None] = {}

    def __bool__(self) -> bool:
        return bool(self.entries)

    def known(self, kind: str, namespace: str, name: str) -> ExternalObject | None:
        """Who knows of that object; one who is certain comes first."""
        covering = list(self._covering(kind, namespace, name))
        return next((one for one in covering if one.certain), covering[0] if covering else None)

    def _covering(self, kind: str, namespace: str, name: str) -> Iterator[ExternalObject]:
        exact = self._exact.get((kind, namespace, name))
        if exact is not None:
            yield exact
        yield from (one for one in self._patterns if one.covers(kind, namespace, name))

    def used(self) -> list[ObjectKey]:
        """The objects that something has asked for and whose content was made up."""
        return sorted(key for key, found in self._found.items() if found is not None and key.kind != "Service")

    def find(self, key: ObjectKey) -> Resource[Any] | None:
        """What stands in for an object that certainly exists; ``None`` for others and for unknown kinds."""
        if key not in self._found:
            entry = self.known(key.kind, key.namespace, key.name)
            self._found[key] = _stand_in(key) if entry is not None and entry.certain else None
        return self._found[key]

    def any_of(self, kind: str, namespace: str) -> Resource[Any] | None:
        """What stands in for some object of a core kind in a namespace where there certainly is one."""
        for one in self.entries:
            if one.certain and fnmatchcase(kind, one.kind) and fnmatchcase(namespace, one.namespace):
                return self.find(ObjectKey("", kind, namespace, _WILD.sub("any", one.name)))
        return None


def _stand_in(key: ObjectKey) -> Resource[Any] | None:
    from kgwctl.manifests.document import Document, Source

    known = registry.find_kind(key.group, key.kind)
    if known is None or key.kind not in _STAND_INS:
        return None
    loaded = registry.load_type(known, known.versions[0])
    value = {"metadata": {"name": key.name, **({"namespace": key.namespace} if key.namespace else {})}}
    document = Document.of(Source(EXTERNAL_PLACE, b""), 0, {**value, "kind": key.kind}, 0, 0)
    made: Any = placeholder(loaded, key)
    return Resource(key, made, document, Age(NOT_YET_CREATED, -1), {}, {})


def parse_external(text: str) -> ExternalObject:
    """``Kind[.group]/NAMESPACE/NAME`` or, of a cluster-scoped kind, ``Kind/NAME``. Raises :class:`ValueError`."""
    parts = text.strip().split("/")
    if len(parts) not in (2, 3) or not all(parts):
        raise ValueError(f"{text!r}: expected KIND/NAMESPACE/NAME, or KIND/NAME of a cluster-scoped kind")
    kind, *rest = parts
    namespace = rest[0] if len(rest) == 2 else ""
    return ExternalObject(kind.partition(".")[0], namespace, rest[-1], "it is declared external")
