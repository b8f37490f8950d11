"""All typed objects of one run, by kind and by identity."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar, overload

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from kgwctl.api.kinds import ObjectKind
    from kgwctl.objects.external import External
    from kgwctl.objects.resource import ObjectKey, Resource

T = TypeVar("T")


class ObjectSet:
    """An immutable index over resources. Every listing is in load order.

    Two resources with the same key are a caller's error (``ValueError``): ``typing`` reports them
    to the user before an index is built.
    """

    __slots__ = ("_by_key", "_by_kind", "_by_name", "_in_namespace", "external")

    def __init__(self, resources: Iterable[Resource[Any]] = (), external: External | None = None) -> None:
        by_key: dict[ObjectKey, Resource[Any]] = {}
        by_kind: dict[tuple[str, str], list[Resource[Any]]] = {}
        for resource in resources:
            key = resource.key
            if by_key.setdefault(key, resource) is not resource:
                raise ValueError(f"two objects are named {key}")
            by_kind.setdefault(key[:2], []).append(resource)
        self._by_key = by_key
        #: Knows objects that exist although they are not among these: :meth:`get` finds them, listings do not.
        self.external = external
        self._by_kind = {kind: tuple(members) for kind, members in by_kind.items()}
        # Made for a kind when first asked for: only messages need them.
        self._by_name: dict[tuple[str, str], dict[str, list[ObjectKey]]] = {}
        self._in_namespace: dict[tuple[str, str], dict[str, list[str]]] = {}

    @overload
    def of(self, kind: ObjectKind[T]) -> tuple[Resource[T], ...]: ...

    @overload
    def of(self, kind: tuple[str, str]) -> tuple[Resource[Any], ...]: ...

    def of(self, kind: tuple[str, str]) -> tuple[Resource[Any], ...]:
        """All objects of a kind (group and kind), in load order."""
        return self._by_kind.get(kind, ())

    def get(self, key: ObjectKey) -> Resource[Any] | None:
        """The object of that identity, or None."""
        found = self._by_key.get(key)
        return self.external.find(key) if found is None and self.external is not None else found

    def namesakes(self, key: ObjectKey) -> Sequence[ObjectKey]:
        """The objects of that kind and name, in whatever namespace."""
        kind = key[:2]
        if kind not in self._by_name:
            index = self._by_name[kind] = {}
            for resource in self.of(kind):
                index.setdefault(resource.name, []).append(resource.key)
        return self._by_name[kind].get(key.name, ())

    def names_in(self, group: str, kind: str, namespace: str) -> Sequence[str]:
        """The names of a kind's objects in a namespace."""
        if (group, kind) not in self._in_namespace:
            index = self._in_namespace[group, kind] = {}
            for resource in self.of((group, kind)):
                index.setdefault(resource.namespace, []).append(resource.name)
        return self._in_namespace[group, kind].get(namespace, ())

    def kinds(self) -> tuple[tuple[str, str], ...]:
        """The (group, kind) pairs present, in order of first appearance."""
        return tuple(self._by_kind)

    def __contains__(self, key: ObjectKey) -> bool:
        return key in self._by_key

    def __iter__(self) -> Iterator[Resource[Any]]:
        return iter(self._by_key.values())

    def __len__(self) -> int:
        return len(self._by_key)
