"""Which schema holds for a kind: one of the user's CRDs, or the bundled one."""

from __future__ import annotations

from collections.abc import Iterable

from kgwctl.schema.kinds import CompiledKind, KindSchema
from kgwctl.schema.shipped import load_bundled


class SchemaSet:
    """Schemas by group, version and kind; bundled ones are read when first asked for.

    ``overrides`` win over the bundle, version by version; of two for one kind the last wins. A kind
    that the user's CRDs define is served only in their versions.
    """

    __slots__ = ("_compiled", "_overridden", "_overrides")

    def __init__(self, overrides: Iterable[KindSchema] = ()) -> None:
        self._overrides = {(kind.group, kind.version, kind.kind): kind for kind in overrides}
        self._overridden = {(group, kind) for group, _, kind in self._overrides}
        self._compiled: dict[tuple[str, str, str], CompiledKind | None] = {}

    def find(self, group: str, version: str, kind: str) -> CompiledKind | None:
        """The compiled schema of that version of a kind, or None when there is none."""
        name = (group, version, kind)
        if name not in self._compiled:
            found = self._overrides.get(name)
            bundled = found is None and (group, kind) not in self._overridden
            if bundled:
                found = load_bundled(*name)
            self._compiled[name] = CompiledKind(found, bundled=bundled) if found is not None else None
        return self._compiled[name]

    def defines(self, group: str, kind: str) -> bool:
        """Whether the user's CRDs define the kind, in whatever version."""
        return (group, kind) in self._overridden

    def versions(self, group: str, kind: str) -> tuple[str, ...]:
        """The versions that the user's CRDs serve of a kind; none if they do not define it."""
        return tuple(version for its, version, name in self._overrides if (its, name) == (group, kind))
