"""Which policies apply to an object: by target reference, by label, by ExtensionRef filter.

Source: kgateway's policy index. A policy names targets in its own namespace; selectors of policies
in the global policy namespace reach every namespace. Where the controller's order is that of a Go
map (between kinds), ours is that of the plane's list.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from kgwctl.api.kinds import GroupKind
from kgwctl.objects.resource import ObjectKey
from kgwctl.resolve.annotations import DEFAULT_PRIORITY, POLICY_WEIGHT, weight
from kgwctl.resolve.model import AttachedPolicies, PolicyAttachment
from kgwctl.resolve.reasons import ExtensionRefUnsupported, PolicyNotFound
from kgwctl.resolve.selectors import has_all

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from kgwctl.api.gateway_api.http_filters import HTTPRouteFilter
    from kgwctl.objects.object_set import ObjectSet
    from kgwctl.objects.resource import Resource
    from kgwctl.planes.plane import Plane
    from kgwctl.resolve.namespaces import Namespaces
    from kgwctl.resolve.reasons import ExtensionRefProblem
    from kgwctl.settings import Settings


#: The result where nothing applies, one object for all.
NO_POLICIES: AttachedPolicies = {}


class Target(NamedTuple):
    """What a policy points at. ``name`` is empty for a selector."""

    group: str
    kind: str
    namespace: str
    name: str
    section_name: str


class _Policy(NamedTuple):
    rank: int
    weight: int
    resource: Resource[Any]

    @property
    def order(self) -> tuple[Any, ...]:
        """Sort key: by kind, heavier first, older first, then by name."""
        return (self.rank, -self.weight, self.resource.age, self.resource.key)


class PolicyIndex:
    """All policies of a run, by what they target."""

    __slots__ = ("_by_key", "_by_label", "_by_name", "_global_namespace", "_plane", "_targeted")

    def __init__(self, objects: ObjectSet, namespaces: Namespaces, settings: Settings, plane: Plane) -> None:
        self._plane = plane
        self._global_namespace = settings.global_policy_namespace
        self._by_key: dict[ObjectKey, _Policy] = {}
        self._by_name: dict[Target, list[_Policy]] = {}
        self._by_label: dict[Target, list[tuple[Mapping[str, str], _Policy]]] = {}
        self._targeted: set[tuple[str, str]] = set()
        for rank, kind in enumerate(plane.policies):
            for resource in namespaces.seen(objects.of((kind.group, kind.kind))):
                weighs = weight(resource.annotations, POLICY_WEIGHT) if kind.weighted else 0
                policy = _Policy(rank, weighs, resource)
                self._by_key[resource.key] = policy
                self._add_targets(policy, by_label=kind.by_label)

    def _add_targets(self, policy: _Policy, *, by_label: bool) -> None:
        spec, namespace = policy.resource.object.spec, policy.resource.namespace
        named = {
            Target(ref.group, ref.kind, namespace, ref.name, getattr(ref, "section_name", None) or "")
            for ref in getattr(spec, "target_refs", None) or ()
        }
        for target in named:
            self._by_name.setdefault(target, []).append(policy)
            self._targeted.add(target[:2])
        for ref in (getattr(spec, "target_selectors", None) or ()) if by_label else ():
            target = Target(ref.group, ref.kind, namespace, "", getattr(ref, "section_name", None) or "")
            self._by_label.setdefault(target, []).append((ref.match_labels, policy))
            self._targeted.add(target[:2])

    def find(self, key: ObjectKey) -> Resource[Any] | None:
        """The policy object of that identity, of any policy kind."""
        found = self._by_key.get(key)
        return found.resource if found else None

    def targeting(
        self,
        target: ObjectKey,
        labels: Mapping[str, str],
        section_name: str = "",
        *,
        inherited_priority: str = DEFAULT_PRIORITY,
        for_backends: bool = False,
    ) -> AttachedPolicies:
        """Policies that target an object, or (with ``section_name``) exactly that section of it.

        A policy that reaches the object both by name and by label attaches twice, as upstream.
        ``for_backends`` keeps the kinds that apply to backends.
        """
        if target[:2] not in self._targeted:
            return NO_POLICIES
        found = list(self._by_name.get(Target(*target, section_name), ()))
        if labels:
            found += self._selecting(target, target.namespace, labels, section_name)
            if self._global_namespace and self._global_namespace != target.namespace:
                found += self._selecting(target, self._global_namespace, labels, section_name)
        if for_backends:
            found = [policy for policy in found if self._plane.policies[policy.rank].for_backends]
        if not found:
            return NO_POLICIES
        found.sort(key=lambda policy: policy.order)
        return _grouped(_attachment(policy, section_name, inherited_priority) for policy in found)

    def _selecting(
        self, target: ObjectKey, namespace: str, labels: Mapping[str, str], section_name: str
    ) -> list[_Policy]:
        selecting = self._by_label.get(Target(target.group, target.kind, namespace, "", section_name), ())
        matching = {policy.resource.key: policy for wanted, policy in selecting if has_all(wanted, labels)}
        return list(matching.values())

    def extension_refs(
        self, filters: Sequence[HTTPRouteFilter] | None, namespace: str, inherited_priority: str = DEFAULT_PRIORITY
    ) -> tuple[AttachedPolicies, tuple[ExtensionRefProblem, ...]]:
        """What the ExtensionRef filters of a rule or backendRef name, and what they name in vain."""
        if not filters:
            return NO_POLICIES, ()
        found: list[PolicyAttachment] = []
        problems: list[ExtensionRefProblem] = []
        for index, one in enumerate(filters):
            if one.type != "ExtensionRef" or one.extension_ref is None:
                continue
            ref = one.extension_ref
            key = ObjectKey(ref.group, ref.kind, namespace, ref.name)
            policy = self._by_key.get(key)
            if not self._plane.extension_refs:
                problems.append(ExtensionRefUnsupported(key, index))
            elif policy is None:
                problems.append(PolicyNotFound(key, index))
            else:
                found.append(_attachment(policy, "", inherited_priority))
        return (_grouped(found) if found else NO_POLICIES), tuple(problems)


def joined(first: AttachedPolicies, second: AttachedPolicies) -> AttachedPolicies:
    """Attachments of two places as one, ``first`` before ``second`` within each kind."""
    if not first or not second:
        return first or second
    return {kind: first.get(kind, ()) + second.get(kind, ()) for kind in {**first, **second}}


def _attachment(policy: _Policy, section_name: str, inherited_priority: str) -> PolicyAttachment:
    return PolicyAttachment(
        policy=policy.resource,
        section_name=section_name,
        weight=policy.weight,
        inherited_priority=inherited_priority,
    )


def _grouped(attachments: Iterable[PolicyAttachment]) -> AttachedPolicies:
    grouped: dict[GroupKind, list[PolicyAttachment]] = {}
    for attachment in attachments:
        grouped.setdefault(GroupKind(*attachment.key[:2]), []).append(attachment)
    return {kind: tuple(members) for kind, members in grouped.items()}
