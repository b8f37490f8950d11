"""HTTPListenerPolicy becomes ListenerPolicy: its settings move to ``spec.default.httpSettings``.

Both kinds may be attached to one Gateway in v2.2. Two ListenerPolicies of a Gateway merge field by
field, the older one first; an HTTPListenerPolicy beside a ListenerPolicy does not merge with it but is
laid over it, in no defined order. So a policy moves only where no setting is made by both, and where
the ListenerPolicy leaves all ports to ``default``; policies that share a Gateway move together or not.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from kgwctl.api.kinds import KGATEWAY
from kgwctl.migrate.editing.ops import Attach, Delete, Detach, Insert, Nest, Replace, same
from kgwctl.migrate.editing.text_file import take
from kgwctl.migrate.editing.tree import CannotEdit
from kgwctl.migrate.engine.changes import Change, EditDocument, Mentions, Migration, RemoveDocument, Step, by_hand
from kgwctl.migrate.engine.workspace import describe
from kgwctl.migrate.kustomize.apart import Borders
from kgwctl.migrate.kustomize.bonds import Bond, Kind, bonds, edited_places
from kgwctl.migrate.kustomize.graph import graph
from kgwctl.migrate.kustomize.patches import is_patch, patch_files
from kgwctl.migrate.kustomize.pointers import Move
from kgwctl.migrate.mentions.following import mention_steps
from kgwctl.migrate.mentions.moved_kind import MovedKind
from kgwctl.migrate.migrations.targeted_gateways import Cover, cover, open_gateways
from kgwctl.releases.marks import marks
from kgwctl.releases.v2_2 import HTTP_LISTENER_POLICY

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from kgwctl.diagnostics import FieldPath
    from kgwctl.migrate.engine.workspace import Place, Target, Workspace

_GROUP = KGATEWAY
_OLD, _NEW = "HTTPListenerPolicy", "ListenerPolicy"
_ID = "httplistenerpolicy"
_INTO = ("default", "httpSettings")
#: What both kinds have directly below ``spec``.
_STAYS = frozenset({"targetRefs", "targetSelectors"})


class _Covers(NamedTuple):
    """What each policy covers, and which files have nothing to do with each other."""

    of: dict[Place, Cover]
    borders: Borders

    def apart(self, one: Target, other: Target) -> bool:
        """Whether two policies are of different environments."""
        return self.borders.apart(one.file, other.file)

    def meet(self, one: Target, other: Target) -> bool:
        """Whether two policies may apply to one Gateway."""
        return self.of[one.place].meets(self.of[other.place]) and not self.apart(one, other)


class _Obstacle(NamedTuple):
    """Why a policy stays what it is, and what would help."""

    message: str
    hint: str


def _run(workspace: Workspace) -> Iterator[Step]:
    patches = patch_files(workspace)
    policies = list(workspace.targets((_GROUP, _OLD)))
    whole = [each for each in policies if not is_patch(each, patches)]
    existing = [each for each in workspace.targets((_GROUP, _NEW)) if not is_patch(each, patches)]
    yield Step(findings=tuple(open_gateways(workspace, [*whole, *existing])))
    borders = Borders(workspace, graph(workspace))
    covers = _Covers({each.place: cover(workspace, each) for each in [*whole, *existing]}, borders)
    kind = Kind(MIGRATION, _GROUP, _OLD, _NEW, _move)
    ties = list(bonds(workspace, kind, whole, [each for each in policies if is_patch(each, patches)]))
    obstacles = _obstacles(covers, policies, whole, existing, ties)
    hosts = _hosts(covers, whole, existing, ties)
    for policy in policies:
        if policy.place in obstacles:
            obstacle = obstacles[policy.place]
            where = workspace.locate(policy, ("kind",))
            yield Step(findings=(by_hand(where, policy.label, obstacle.message, obstacle.hint),))
    yield from _bond_steps(ties, obstacles)
    rivals = _rivals(covers, [*whole, *existing])
    # From the end, so that absorbing one item of a list leaves the paths of those before it alone.
    for policy in reversed(policies):
        if policy.place not in obstacles:
            host = hosts.get(policy.place)
            step = _step(workspace, policy, host, partial(_contested, covers, rivals))
            yield step if policy.place in covers.of else _of_patch(step)
    yield from _lists(workspace, dict.fromkeys(policy.file for policy in policies))
    keep = any(workspace.targets((_GROUP, _OLD)))
    yield from mention_steps(workspace, MovedKind(_ID, _GROUP, _OLD, _NEW, keep, _move))


def _lists(workspace: Workspace, paths: Iterable[str]) -> Iterator[Step]:
    """A list of HTTPListenerPolicies, once none is left in it, is one of ListenerPolicies."""
    for root in list(workspace.values(paths)):
        items = root.value.get("items")
        if root.kind != f"{_OLD}List" or not isinstance(items, list):
            continue
        if not any(isinstance(item, dict) and item.get("kind") == _OLD for item in items):
            change = Change(
                migration=_ID,
                object=root.kind,
                location=workspace.locate(root, ("kind",)),
                old_path=root.kind,
                new_path=f"{_NEW}List",
            )
            edit = EditDocument(root.file, root.number, (Replace(("kind",), f"{_NEW}List"),))
            yield Step((edit,), (change,))


def _bond_steps(ties: Sequence[Bond], obstacles: Collection[Place]) -> Iterator[Step]:
    """Whatever ties policies to kustomizations follows, unless they stay. From the end, so that lines stay true."""
    done: set[tuple[object, ...]] = set()
    for bond in sorted(ties, key=lambda bond: bond.where, reverse=True):
        if bond.problem:
            yield Step(findings=(by_hand(bond.where, "Kustomization", f"this is left as it is: {bond.problem}"),))
        elif not any(place in obstacles for place in bond.objects):
            for step in bond.steps:
                places = edited_places(step)
                if not places <= done:
                    done |= places
                    yield step


def _notation(policy: Target) -> _Obstacle | None:
    directives = [key for key in policy.spec if key.startswith("$")]
    if directives:
        return _Obstacle(
            f"the patch directive {directives[0]} in spec may mean settings, targets or both",
            "Split the patch by hand: settings belong to spec.default.httpSettings of a ListenerPolicy.",
        )
    if "default" in policy.spec or "perPort" in policy.spec:
        return _Obstacle(
            "its spec mixes fields of both kinds", "Move the settings below spec.default.httpSettings by hand."
        )
    return None


def _obstacles(
    covers: _Covers, policies: list[Target], whole: list[Target], existing: list[Target], ties: Sequence[Bond]
) -> dict[Place, _Obstacle]:
    """What keeps which policy. Whoever shares a Gateway or a kustomization's tie with one that is kept is kept too."""
    found: dict[Place, _Obstacle] = {}
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
                found.setdefault(place, _Obstacle(message, "Change both by hand, or write that in another way."))
    _spread(covers, policies, whole, ties, found)
    return found


def _spread(
    covers: _Covers,
    policies: list[Target],
    whole: list[Target],
    ties: Sequence[Bond],
    found: dict[Place, _Obstacle],
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
                found[place] = _Obstacle(message, "Resolve that one first; then this one moves with it.")
                waiting.append(place)
        for policy in (
            [each for key in _keys(covers, kept) for each in near.get(key, ())] if kept.place in covers.of else ()
        ):
            if policy.place not in found and covers.meet(policy, kept):
                message = f"it shares a Gateway with {kept.label}, which stays what it is"
                found[policy.place] = _Obstacle(message, "Resolve that one first; then this one moves with it.")
                waiting.append(policy.place)


def _keys(covers: _Covers, policy: Target, *, named: bool = True) -> list[tuple[str, str]]:
    """What two policies share if they can be in each other's way: a Gateway, a selector, or (``named``) a name."""
    mine = covers.of[policy.place]
    shared = [*(f"gateway {name}" for name in sorted(mine.gateways)), *sorted(mine.selectors)]
    return [(mine.namespace, each) for each in ([f"name {policy.name}", *shared] if named else shared)]


def _conflict(covers: _Covers, policy: Target, other: Target) -> _Obstacle | None:
    mine, theirs = covers.of[policy.place], covers.of[other.place]
    twin = (policy.namespace, policy.name) == (other.namespace, other.name)
    if twin and not mine.same(theirs):
        return _Obstacle(
            f"there is a ListenerPolicy {other.namespace}/{other.name} with other targets",
            "Rename one of the two, or let them have the same targets.",
        )
    if not twin and not mine.meets(theirs):
        return None
    if twin and not covers.borders.together(policy.file, other.file):
        return _Obstacle(
            f"there is a ListenerPolicy {other.namespace}/{other.name} in {other.file}, of another folder",
            "If both are for one cluster, put its settings there by hand; if not, rename one of the two.",
        )
    if other.spec.get("perPort"):
        return _Obstacle(
            f"{other.label} has perPort, which replaces default on its ports: there these settings would end",
            "Write the settings below perPort[].listener.httpSettings of that policy too, and remove this one.",
        )
    settings = _settings(other)
    differing = [key for key, value in policy.spec.items() if key in settings and not same(settings[key], value)]
    if differing:
        return _Obstacle(
            f"{other.label} covers the same Gateway and disagrees on {', '.join(differing)}",
            "Only the older of two ListenerPolicies would count. Decide which value is meant.",
        )
    return None


def _settings(policy: Target) -> dict[str, Any]:
    default = policy.spec.get("default")
    settings = default.get("httpSettings") if isinstance(default, dict) else None
    return settings if isinstance(settings, dict) else {}


def _step(workspace: Workspace, policy: Target, host: Target | None, contested: _Contested) -> Step:
    if host is not None:
        host = workspace.current(host)
        try:
            return _absorb(workspace, policy, host)
        except CannotEdit as error:
            if (host.namespace, host.name) == (policy.namespace, policy.name):
                message = f"{host.label} has the same name and cannot take its settings in: {error}"
                return Step(findings=(by_hand(workspace.locate(policy, ("kind",)), policy.label, message),))
    return _turn(workspace, policy, contested)


def _of_patch(step: Step) -> Step:
    """A patch is no object of the cluster."""
    return step._replace(changes=tuple(msgspec.structs.replace(change, old_object="") for change in step.changes))


def _turn(workspace: Workspace, policy: Target, contested: _Contested) -> Step:
    """Change the kind in place."""
    moved = tuple(key for key in policy.spec if key not in _STAYS)
    ops: list[Replace | Nest] = [Replace(policy.at("kind"), _NEW)]
    changes = [_change(workspace, policy, policy.label, ("kind",), ("kind",))]
    if moved:
        ops.append(Nest(policy.at("spec"), moved, _INTO))
    for key in moved:
        reason = contested(policy, key)
        changes.append(_change(workspace, policy, policy.label, ("spec", key), ("spec", *_INTO, key), reason))
    return Step((EditDocument(policy.file, policy.number, tuple(ops)),), tuple(changes))


#: Who sets which field, by what they share and the field: the policies by the value they give it.
_Rivals = dict[tuple[tuple[str, str], str], dict[str, list["Target"]]]
#: What is different about a field of a policy once it is a ListenerPolicy; empty if nothing is.
_Contested = Callable[["Target", str], str]


def _rivals(covers: _Covers, policies: list[Target]) -> _Rivals:
    rivals: _Rivals = {}
    for policy in policies:
        settings = policy.spec if policy.kind == _OLD else _settings(policy)
        for key in _keys(covers, policy, named=False):
            for field, value in settings.items():
                if field not in _STAYS:
                    rivals.setdefault((key, field), {}).setdefault(_frozen(value), []).append(policy)
    return rivals


def _frozen(value: Any) -> str:
    return json.dumps(value, sort_keys=True, default=str)


def _contested(covers: _Covers, rivals: _Rivals, policy: Target, field: str) -> str:
    """ListenerPolicies merge field by field: the older one counts."""
    if policy.place not in covers.of:
        return ""
    mine = _frozen(policy.spec[field])
    for key in _keys(covers, policy, named=False):
        for value, others in rivals.get((key, field), {}).items():
            repeated = _repeated(field, {field: None}) if value == mine else ""
            if value == mine and not repeated:
                continue
            for other in others:
                if other.place == policy.place or (repeated and other.kind == _OLD) or covers.apart(policy, other):
                    continue
                return repeated or (
                    f"{other.label} sets {field} differently: the older one counts, and objects of the new kind "
                    "are as old as their creation"
                )
    return ""


def _hosts(
    covers: _Covers, policies: list[Target], existing: list[Target], ties: Sequence[Bond]
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


def _by_key(covers: _Covers, policies: list[Target]) -> dict[tuple[str, str], list[Target]]:
    found: dict[tuple[str, str], list[Target]] = {}
    for policy in policies:
        for key in _keys(covers, policy):
            found.setdefault(key, []).append(policy)
    return found


def _has_rival(covers: _Covers, by_key: dict[tuple[str, str], list[Target]], policy: Target) -> bool:
    """Whether another policy of the old kind applies to a Gateway of this one's."""
    return any(
        other.place != policy.place and covers.meet(policy, other)
        for key in _keys(covers, policy, named=False)
        for other in by_key.get(key, ())
    )


def _absorb(workspace: Workspace, policy: Target, host: Target) -> Step:
    """Move the settings into ``host`` and remove the policy."""
    settings = _settings(host)
    moved = tuple(key for key in policy.spec if key not in _STAYS and key not in settings)
    edits: list[EditDocument | RemoveDocument] = []
    if moved:
        cuttings = take(workspace.files[policy.file], policy.number, policy.at("spec"), moved)
        attach = Attach(host.at("spec", *_INTO), cuttings)
        edits.append(EditDocument(host.file, host.number, (attach,)))
        edits.append(EditDocument(policy.file, policy.number, (Detach(policy.at("spec"), moved),)))
    if policy.item:
        edits.append(EditDocument(policy.file, policy.number, (Delete(policy.item),)))
    else:
        edits.append(RemoveDocument(policy.file, policy.number, f"{policy.label} is part of {host.label} now"))
    changes = [
        _change(workspace, policy, host.label, ("spec", key), ("spec", *_INTO, key), _repeated(key, settings))
        for key in policy.spec
        if key not in _STAYS
    ]
    changes.append(_change(workspace, policy, host.label, ("kind",), ("kind",)))
    merged, named = _metadata(workspace, policy, host)
    edits[:0] = merged
    step = Step(tuple(edits), (*changes, *named))
    workspace.rehearse(step)
    return step


def _metadata(workspace: Workspace, policy: Target, host: Target) -> tuple[list[EditDocument], list[Change]]:
    """Labels and annotations go along; one that the other policy gives another value is lost, and named."""
    edits = []
    changes = []
    for field in ("labels", "annotations"):
        mine, theirs = policy.metadata.get(field), host.metadata.get(field)
        theirs = theirs if isinstance(theirs, dict) else {}
        for key, value in mine.items() if isinstance(mine, dict) else ():
            reason = ""
            if key not in theirs:
                ops = (Insert(host.at("metadata", field, key), value),)
                edits.append(EditDocument(host.file, host.number, ops))
            elif theirs[key] != value:
                reason = f"{host.label} has {theirs[key]!r} there, which stays"
            path = ("metadata", field, key)
            changes.append(
                Change(
                    migration=_ID,
                    object=host.label,
                    location=workspace.locate(policy, path),
                    old_path=f"{_OLD} {describe(path)}",
                    new_path="" if reason else f"{_NEW} {describe(path)}",
                    loss="dropped" if reason else "none",
                    reason=reason,
                )
            )
    return edits, changes


def _repeated(key: str, settings: dict[str, Any]) -> str:
    if key in settings and key in ("accessLog", "upgradeConfig"):
        return f"both policies had this {key}: it was applied twice, and is applied once now"
    return ""


def _change(
    workspace: Workspace, policy: Target, label: str, old: FieldPath, new: FieldPath, reason: str = ""
) -> Change:
    return Change(
        migration=_ID,
        object=label.replace(f"{_OLD} ", f"{_NEW} ", 1),
        location=workspace.locate(policy, old),
        old_path=_OLD if old == ("kind",) else f"{_OLD} {'.'.join(map(str, old))}",
        new_path=_NEW if new == ("kind",) else f"{_NEW} {'.'.join(map(str, new))}",
        loss="behaviour" if reason else "none",
        reason=reason,
        old_object=policy.label if old == ("kind",) else "",
    )


def _move(path: tuple[str, ...]) -> Move:
    """Where a JSON pointer into the old kind points in the new one."""
    if path[:1] != ("spec",):
        return path
    if len(path) == 1:
        return "it replaces the whole spec"
    if path[1] in _STAYS:
        return path
    return ("spec", *_INTO, *path[1:])


MIGRATION = Migration(
    id=_ID,
    summary="HTTPListenerPolicy becomes ListenerPolicy, its settings below spec.default.httpSettings.",
    since="v2.2.0",
    certainty="likely",
    triggers=marks((HTTP_LISTENER_POLICY,)),
    run=_run,
    context=(b"ListenerPolicy",),
    mentions=Mentions(_GROUP, _OLD, _NEW, f"It is a {_NEW} now, its settings below spec.default.httpSettings."),
)
