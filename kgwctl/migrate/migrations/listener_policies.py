"""Listener policies of both kinds beside each other: who is in whose way, who takes whom in, what is contested."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

from kgwctl.migrate.editing.ops import same
from kgwctl.migrate.kustomize.apart import Borders
from kgwctl.migrate.kustomize.bonds import Bond
from kgwctl.migrate.migrations.targeted_gateways import Cover

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kgwctl.migrate.engine.workspace import Place, Target

OLD, NEW = "HTTPListenerPolicy", "ListenerPolicy"
#: What both kinds have directly below ``spec``.
STAYS = frozenset({"targetRefs", "targetSelectors"})


class Covers(NamedTuple):
    """What each policy covers, and which files have nothing to do with each other."""

    of: dict[Place, Cover]
    borders: Borders

    def apart(self, one: Target, other: Target) -> bool:
        """Whether two policies are of different environments."""
        return self.borders.apart(one.file, other.file)

    def meet(self, one: Target, other: Target) -> bool:
        """Whether two policies may apply to one Gateway."""
        return self.of[one.place].meets(self.of[other.place]) and not self.apart(one, other)


class Obstacle(NamedTuple):
    """Why a policy stays what it is, and what would help."""

    message: str
    hint: str


def _notation(policy: Target) -> Obstacle | None:
    directives = [key for key in policy.spec if key.startswith("$")]
    if directives:
        return Obstacle(
            f"the patch directive {directives[0]} in spec may mean settings, targets or both",
            "Split the patch by hand: settings belong to spec.default.httpSettings of a ListenerPolicy.",
        )
    if "default" in policy.spec or "perPort" in policy.spec:
        return Obstacle(
            "its spec mixes fields of both kinds", "Move the settings below spec.default.httpSettings by hand."
        )
    return None


def obstacles_of(
    covers: Covers, policies: list[Target], whole: list[Target], existing: list[Target], ties: Sequence[Bond]
) -> dict[Place, Obstacle]:
    """What keeps which policy. Whoever shares a Gateway or a kustomization's tie with one that is kept is kept too."""
    found: dict[Place, Obstacle] = {}
    near = _by_key(covers, existing)
    for policy in whole:
        for other in {id(each): each for key in _keys(covers, policy) for each in near.get(key, ())}.values():
            obstacle = None if covers.apart(policy, other) else _conflict(covers, policy, other)
            if obstacle is not None:
                found.setdefault(policy.place, obstacle)
    for policy in policies:
        obstacle = _notation(policy)
        if obstacle is not None:
            found.setdefault(policy.place, obstacle)
    for bond in ties:
        if bond.problem:
            for place in bond.objects:
                message = f"the kustomization at {bond.where} cannot follow it: {bond.problem}"
                found.setdefault(place, Obstacle(message, "Change both by hand, or write that in another way."))
    _spread(covers, policies, whole, ties, found)
    return found


def _spread(
    covers: Covers,
    policies: list[Target],
    whole: list[Target],
    ties: Sequence[Bond],
    found: dict[Place, Obstacle],
) -> None:
    """Add to ``found`` what hangs together with what is in it."""
    by_place = {policy.place: policy for policy in policies}
    near = _by_key(covers, whole)
    tied: dict[Place, list[Bond]] = {}
    for bond in ties:
        for place in bond.objects:
            tied.setdefault(place, []).append(bond)
    waiting = list(found)
    while waiting:
        kept = by_place[waiting.pop()]
        for bond in tied.get(kept.place, ()):
            for place in bond.objects - found.keys():
                message = f"the kustomization at {bond.where} names it and {kept.label} alike, which stays what it is"
                found[place] = Obstacle(message, "Resolve that one first; then this one moves with it.")
                waiting.append(place)
        for policy in (
            [each for key in _keys(covers, kept) for each in near.get(key, ())] if kept.place in covers.of else ()
        ):
            if policy.place not in found and covers.meet(policy, kept):
                message = f"it shares a Gateway with {kept.label}, which stays what it is"
                found[policy.place] = Obstacle(message, "Resolve that one first; then this one moves with it.")
                waiting.append(policy.place)


def _keys(covers: Covers, policy: Target, *, named: bool = True) -> list[tuple[str, str]]:
    """What two policies share if they can be in each other's way: a Gateway, a selector, or (``named``) a name."""
    mine = covers.of[policy.place]
    shared = [*(f"gateway {name}" for name in sorted(mine.gateways)), *sorted(mine.selectors)]
    return [(mine.namespace, each) for each in ([f"name {policy.name}", *shared] if named else shared)]


def _conflict(covers: Covers, policy: Target, other: Target) -> Obstacle | None:
    mine, theirs = covers.of[policy.place], covers.of[other.place]
    twin = (policy.namespace, policy.name) == (other.namespace, other.name)
    if twin and not mine.same(theirs):
        return Obstacle(
            f"there is a ListenerPolicy {other.namespace}/{other.name} with other targets",
            "Rename one of the two, or let them have the same targets.",
        )
    if not twin and not mine.meets(theirs):
        return None
    if twin and not covers.borders.together(policy.file, other.file):
        return Obstacle(
            f"there is a ListenerPolicy {other.namespace}/{other.name} in {other.file}, of another folder",
            "If both are for one cluster, put its settings there by hand; if not, rename one of the two.",
        )
    if other.spec.get("perPort"):
        return Obstacle(
            f"{other.label} has perPort, which replaces default on its ports: there these settings would end",
            "Write the settings below perPort[].listener.httpSettings of that policy too, and remove this one.",
        )
    settings = settings_of(other)
    differing = [key for key, value in policy.spec.items() if key in settings and not same(settings[key], value)]
    if differing:
        return Obstacle(
            f"{other.label} covers the same Gateway and disagrees on {', '.join(differing)}",
            "Only the older of two ListenerPolicies would count. Decide which value is meant.",
        )
    return None


def settings_of(policy: Target) -> dict[str, Any]:
    """The settings of a ListenerPolicy that an HTTPListenerPolicy has too."""
    default = policy.spec.get("default")
    settings = default.get("httpSettings") if isinstance(default, dict) else None
    return settings if isinstance(settings, dict) else {}


#: Who sets which field, by what they share and the field: the policies by the value they give it.
Rivals = dict[tuple[tuple[str, str], str], dict[str, list["Target"]]]


#: What is different about a field of a policy once it is a ListenerPolicy; empty if nothing is.
Contested = Callable[["Target", str], str]


def rivals_of(covers: Covers, policies: list[Target]) -> Rivals:
    """Who sets which field, of policies of both kinds."""
    rivals: Rivals = {}
    for policy in policies:
        settings = policy.spec if policy.kind == OLD else settings_of(policy)
        for key in _keys(covers, policy, named=False):
            for field, value in settings.items():
                if field not in STAYS:
                    rivals.setdefault((key, field), {}).setdefault(_frozen(value), []).append(policy)
    return rivals


def _frozen(value: Any) -> str:
    return json.dumps(value, sort_keys=True, default=str)


def contested(covers: Covers, rivals: Rivals, policy: Target, field: str) -> str:
    """What is different about ``field`` afterwards: ListenerPolicies merge field by field, and the older one counts."""
    if policy.place not in covers.of:
        return ""
    mine = _frozen(policy.spec[field])
    for key in _keys(covers, policy, named=False):
        for value, others in rivals.get((key, field), {}).items():
            repeated = applied_twice(field, {field: None}) if value == mine else ""
            if value == mine and not repeated:
                continue
            for other in others:
                if other.place == policy.place or (repeated and other.kind == OLD) or covers.apart(policy, other):
                    continue
                return repeated or (
                    f"{other.label} sets {field} differently: the older one counts, and objects of the new kind "
                    "are as old as their creation"
                )
    return ""


def hosts_of(
    covers: Covers, policies: list[Target], existing: list[Target], ties: Sequence[Bond]
) -> dict[Place, Target]:
    """The ListenerPolicy that takes a policy's settings in.

    It has the same name, or it is the only one with these targets, has no other candidate, and the
    policy has no labels or annotations to lose. It is in a file of the same kustomization, or folder. A
    policy that a kustomization names stays an object.
    """
    hosts: dict[Place, Target] = {}
    tied = {place for bond in ties for place in bond.objects}
    old, new = _by_key(covers, policies), _by_key(covers, existing)
    for policy in policies:
        mine = covers.of[policy.place]
        near = {each.place: each for key in _keys(covers, policy) for each in new.get(key, ())}
        alike = [
            other
            for other in near.values()
            if mine.same(covers.of[other.place]) and covers.borders.together(policy.file, other.file)
        ]
        twins = [host for host in alike if host.name == policy.name]
        plain = set(policy.metadata) <= {"name", "namespace"} and policy.place not in tied
        if twins:
            hosts[policy.place] = twins[0]
        elif len(alike) == 1 and plain and not _has_rival(covers, old, policy):
            hosts[policy.place] = alike[0]
    return hosts


def _by_key(covers: Covers, policies: list[Target]) -> dict[tuple[str, str], list[Target]]:
    found: dict[tuple[str, str], list[Target]] = {}
    for policy in policies:
        for key in _keys(covers, policy):
            found.setdefault(key, []).append(policy)
    return found


def _has_rival(covers: Covers, by_key: dict[tuple[str, str], list[Target]], policy: Target) -> bool:
    """Whether another policy of the old kind applies to a Gateway of this one's."""
    return any(
        other.place != policy.place and covers.meet(policy, other)
        for key in _keys(covers, policy, named=False)
        for other in by_key.get(key, ())
    )


def applied_twice(key: str, settings: dict[str, Any]) -> str:
    """What is different if both policies have a setting that was applied once for each."""
    if key in settings and key in ("accessLog", "upgradeConfig"):
        return f"both policies had this {key}: it was applied twice, and is applied once now"
    return ""
