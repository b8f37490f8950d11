"""HTTPListenerPolicy becomes ListenerPolicy: its settings move to ``spec.default.httpSettings``.

Both kinds may be attached to one Gateway in v2.2. Two ListenerPolicies of a Gateway merge field by
field, the older one first; an HTTPListenerPolicy beside a ListenerPolicy does not merge with it but is
laid over it, in no defined order. So a policy moves only where no setting is made by both, and where
the ListenerPolicy leaves all ports to ``default``; policies that share a Gateway move together or not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from kgwctl.migrate.editing.ops import Attach, Delete, Detach, Nest, Replace, same
from kgwctl.migrate.editing.text_file import take
from kgwctl.migrate.editing.tree import CannotEdit
from kgwctl.migrate.engine.changes import Change, EditDocument, Mentions, Migration, RemoveDocument, Step, by_hand
from kgwctl.migrate.kustomize.following import Move, kustomize_steps
from kgwctl.migrate.kustomize.patches import is_patch, patch_files, patched_names
from kgwctl.migrate.mentions.following import mention_steps
from kgwctl.migrate.mentions.moved_kind import MovedKind
from kgwctl.migrate.migrations.targeted_gateways import Cover, cover, open_gateways

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kgwctl.diagnostics import FieldPath
    from kgwctl.migrate.engine.workspace import Place, Target, Workspace

_GROUP = "gateway.kgateway.dev"
_OLD, _NEW = "HTTPListenerPolicy", "ListenerPolicy"
_ID = "httplistenerpolicy"
_INTO = ("default", "httpSettings")
#: What both kinds have directly below ``spec``.
_STAYS = frozenset({"targetRefs", "targetSelectors"})


_Covers = dict["Place", Cover]


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
    covers = {each.place: cover(workspace, each) for each in [*whole, *existing]}
    obstacles = _obstacles(covers, whole, existing)
    hosts = _hosts(workspace, covers, whole, existing)
    for policy in policies:
        obstacle = obstacles.get(policy.place) or _notation(policy)
        if obstacle is not None:
            obstacles[policy.place] = obstacle
            where = workspace.locate(policy, ("kind",))
            yield Step(findings=(by_hand(where, policy.label, obstacle.message, obstacle.hint),))
    # From the end, so that absorbing one item of a list leaves the paths of those before it alone.
    for policy in reversed(policies):
        if policy.place not in obstacles:
            mine = covers.get(policy.place)
            rivals = [other for other in whole if mine is not None and mine.meets(covers[other.place])]
            yield _step(workspace, policy, hosts.get(policy.place), rivals)
    yield from kustomize_steps(workspace, MIGRATION, _GROUP, _OLD, _NEW, _move)
    keep = any(workspace.targets((_GROUP, _OLD)))
    yield from mention_steps(workspace, MovedKind(_ID, _GROUP, _OLD, _NEW, keep, _move))


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


def _obstacles(covers: _Covers, policies: list[Target], existing: list[Target]) -> dict[Place, _Obstacle]:
    """What keeps which policy; whoever shares a Gateway with one that is kept is kept too."""
    found: dict[Place, _Obstacle] = {}
    near: dict[tuple[str, str], list[Target]] = {}
    for other in existing:
        for key in _keys(covers, other):
            near.setdefault(key, []).append(other)
    for policy in policies:
        for other in {id(each): each for key in _keys(covers, policy) for each in near.get(key, ())}.values():
            obstacle = _conflict(covers, policy, other)
            if obstacle is not None:
                found.setdefault(policy.place, obstacle)
    waiting = [policy for policy in policies if policy.place in found]
    while waiting:
        kept = waiting.pop()
        for policy in policies:
            if policy.place not in found and covers[policy.place].meets(covers[kept.place]):
                message = f"it shares a Gateway with {kept.label}, which stays what it is"
                found[policy.place] = _Obstacle(message, "Resolve that one first; then this one moves with it.")
                waiting.append(policy)
    return found


def _keys(covers: _Covers, policy: Target) -> list[tuple[str, str]]:
    """What two policies share if they can be in each other's way: a name, a Gateway, a selector."""
    mine = covers[policy.place]
    shared = [f"name {policy.name}", *(f"gateway {name}" for name in mine.gateways), *mine.selectors]
    return [(mine.namespace, each) for each in shared]


def _conflict(covers: _Covers, policy: Target, other: Target) -> _Obstacle | None:
    mine, theirs = covers[policy.place], covers[other.place]
    twin = (policy.namespace, policy.name) == (other.namespace, other.name)
    if twin and not mine.same(theirs):
        return _Obstacle(
            f"there is a ListenerPolicy {other.namespace}/{other.name} with other targets",
            "Rename one of the two, or let them have the same targets.",
        )
    if not twin and not mine.meets(theirs):
        return None
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


def _step(workspace: Workspace, policy: Target, host: Target | None, rivals: list[Target]) -> Step:
    if host is not None:
        host = workspace.current(host)
        try:
            return _absorb(workspace, policy, host)
        except CannotEdit as error:
            if (host.namespace, host.name) == (policy.namespace, policy.name):
                message = f"{host.label} has the same name and cannot take its settings in: {error}"
                return Step(findings=(by_hand(workspace.locate(policy, ("kind",)), policy.label, message),))
    return _turn(workspace, policy, rivals)


def _turn(workspace: Workspace, policy: Target, rivals: list[Target]) -> Step:
    """Change the kind in place."""
    moved = tuple(key for key in policy.spec if key not in _STAYS)
    ops: list[Replace | Nest] = [Replace(policy.at("kind"), _NEW)]
    changes = [_change(workspace, policy, policy.label, ("kind",), ("kind",))]
    if moved:
        ops.append(Nest(policy.at("spec"), moved, _INTO))
    for key in moved:
        reason = _contested(policy, key, rivals)
        changes.append(_change(workspace, policy, policy.label, ("spec", key), ("spec", *_INTO, key), reason))
    return Step((EditDocument(policy.file, policy.number, tuple(ops)),), tuple(changes))


def _contested(policy: Target, key: str, rivals: list[Target]) -> str:
    """Of two policies that set a field the older counts; objects of a new kind are all new."""
    for other in rivals:
        if other.place != policy.place and key in other.spec and not same(other.spec[key], policy.spec[key]):
            return (
                f"{other.label} sets {key} differently: the older one counts, and objects of the new kind "
                "are as old as their creation"
            )
    return ""


def _hosts(
    workspace: Workspace, covers: _Covers, policies: list[Target], existing: list[Target]
) -> dict[Place, Target]:
    """The ListenerPolicy that takes a policy's settings in.

    It has the same name, or it is the only one with these targets, has no other candidate, and the
    policy has no labels or annotations to lose. A policy that patches are laid over stays an object.
    """
    patched = patched_names(workspace, _OLD)
    hosts: dict[Place, Target] = {}
    for policy in policies:
        mine = covers[policy.place]
        alike = [other for other in existing if mine.same(covers[other.place])]
        twins = [host for host in alike if host.name == policy.name]
        rivals = [other for other in policies if mine.meets(covers[other.place])]
        plain = set(policy.metadata) <= {"name", "namespace"} and not patched & {policy.name, ""}
        if twins:
            hosts[policy.place] = twins[0]
        elif len(alike) == 1 and plain and len(rivals) == 1:
            hosts[policy.place] = alike[0]
    return hosts


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
    step = Step(tuple(edits), tuple(changes))
    workspace.rehearse(step)
    return step


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
    triggers=(_OLD.encode(), b"httplistenerpolic"),
    run=_run,
    context=(b"ListenerPolicy",),
    mentions=Mentions(_GROUP, _OLD, _NEW, f"It is a {_NEW} now, its settings below spec.default.httpSettings."),
)
