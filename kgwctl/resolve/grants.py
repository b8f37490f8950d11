"""ReferenceGrants: which references across namespaces are allowed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kgwctl.resolve.kinds import GATEWAY_GROUP, ISTIO_GROUP

if TYPE_CHECKING:
    from kgwctl.objects.object_set import ObjectSet
    from kgwctl.objects.resource import ObjectKey
    from kgwctl.resolve.namespaces import Namespaces

#: Kinds that have no namespace: hostnames of Istio's registry.
GLOBAL_KINDS = frozenset({(ISTIO_GROUP, "Hostname")})


def core(group: str) -> str:
    """The group, with the word ``core`` (which the specification allows here) as the empty string."""
    return "" if group == "core" else group


class Grants:
    """All ReferenceGrants of a run, by what they allow."""

    __slots__ = ("_allowed",)

    def __init__(self, objects: ObjectSet, namespaces: Namespaces) -> None:
        self._allowed: set[tuple[str, ...]] = set()
        for grant in namespaces.seen(objects.of(GATEWAY_GROUP, "ReferenceGrant")):
            spec = grant.object.spec
            if spec is None:
                continue
            for source in spec.from_:
                for target in spec.to:
                    self._allowed.add(
                        (
                            core(source.group),
                            source.kind,
                            source.namespace,
                            core(target.group),
                            target.kind,
                            grant.namespace,
                            target.name or "",
                        )
                    )

    def allow(self, origin: ObjectKey, target: ObjectKey) -> bool:
        """Whether an object like ``origin`` (its group, kind and namespace count) may refer to ``target``."""
        if origin.namespace == target.namespace:
            return True
        if not target.namespace and target[:2] in GLOBAL_KINDS:
            return True
        key = (core(origin.group), origin.kind, origin.namespace, core(target.group), target.kind, target.namespace)
        return (*key, "") in self._allowed or (*key, target.name) in self._allowed
