"""ReferenceGrants: which references across namespaces are allowed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kgwctl.api.kinds import HOSTNAME, REFERENCE_GRANT

if TYPE_CHECKING:
    from kgwctl.objects.object_set import ObjectSet
    from kgwctl.objects.resource import ObjectKey
    from kgwctl.planes.plane import Plane
    from kgwctl.resolve.namespaces import Namespaces

#: Kinds that have no namespace: hostnames of Istio's registry.
GLOBAL_KINDS = frozenset({HOSTNAME})


class Grants:
    """All ReferenceGrants of a run that count on a plane, by what they allow."""

    __slots__ = ("_allowed", "_rules")

    def __init__(self, objects: ObjectSet, namespaces: Namespaces, plane: Plane) -> None:
        self._rules = rules = plane.grants
        self._allowed: set[tuple[str, ...]] = set()
        for grant in namespaces.seen(objects.of(REFERENCE_GRANT)):
            spec = grant.object.spec
            if spec is None:
                continue
            for source in spec.from_:
                origin = (self._group(source.group), source.kind)
                if rules.sources is not None and origin not in rules.sources:
                    continue
                for target in spec.to:
                    to = (self._group(target.group), target.kind)
                    if rules.targets is None or to in rules.targets:
                        self._allowed.add((*origin, source.namespace, *to, grant.namespace, target.name or ""))

    def allow(self, origin: ObjectKey, target: ObjectKey) -> bool:
        """Whether an object like ``origin`` (its group, kind and namespace count) may refer to ``target``."""
        if origin.namespace == target.namespace:
            return True
        if not target.namespace and target[:2] in GLOBAL_KINDS:
            return True
        group = self._group
        key = (group(origin.group), origin.kind, origin.namespace, group(target.group), target.kind, target.namespace)
        return (*key, "") in self._allowed or (*key, target.name) in self._allowed

    def _group(self, group: str) -> str:
        """The group; the word ``core``, which the specification allows here, is the empty one on some planes."""
        return "" if group == "core" and self._rules.core_by_name else group
