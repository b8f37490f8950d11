"""HTTPListenerPolicy becomes ListenerPolicy: its settings move to ``spec.default.httpSettings``.

Both kinds may be attached to one Gateway in v2.2. Two ListenerPolicies of a Gateway merge field by
field, the older one first; an HTTPListenerPolicy beside a ListenerPolicy does not merge with it but is
laid over it, in no defined order. So a policy moves only where no setting is made by both, and where
the ListenerPolicy leaves all ports to ``default``; policies that share a Gateway move together or not.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import msgspec

from kgwctl.api.kinds import KGATEWAY
from kgwctl.migrate.editing.ops import Attach, Delete, Detach, Insert, Nest, Replace
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
from kgwctl.migrate.migrations.listener_policies import (
    NEW,
    OLD,
    STAYS,
    Contested,
    Covers,
    applied_twice,
    contested,
    hosts_of,
    obstacles_of,
    rivals_of,
    settings_of,
)
from kgwctl.migrate.migrations.targeted_gateways import cover, open_gateways
from kgwctl.releases.marks import marks
from kgwctl.releases.v2_2 import HTTP_LISTENER_POLICY

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from kgwctl.diagnostics import FieldPath
    from kgwctl.migrate.engine.workspace import Place, Target, Workspace

_GROUP = KGATEWAY
_ID = "httplistenerpolicy"
_INTO = ("default", "httpSettings")


def _run(workspace: Workspace) -> Iterator[Step]:
    patches = patch_files(workspace)
    policies = list(workspace.targets((_GROUP, OLD)))
    whole = [each for each in policies if not is_patch(each, patches)]
    existing = [each for each in workspace.targets((_GROUP, NEW)) if not is_patch(each, patches)]
    yield Step(findings=tuple(open_gateways(workspace, [*whole, *existing])))
    borders = Borders(workspace, graph(workspace))
    covers = Covers({each.place: cover(workspace, each) for each in [*whole, *existing]}, borders)
    kind = Kind(MIGRATION, _GROUP, OLD, NEW, _move)
    ties = list(bonds(workspace, kind, whole, [each for each in policies if is_patch(each, patches)]))
    obstacles = obstacles_of(covers, policies, whole, existing, ties)
    hosts = hosts_of(covers, whole, existing, ties)
    for policy in policies:
        if policy.place in obstacles:
            obstacle = obstacles[policy.place]
            where = workspace.locate(policy, ("kind",))
            yield Step(findings=(by_hand(where, policy.label, obstacle.message, obstacle.hint),))
    yield from _bond_steps(ties, obstacles)
    rivals = rivals_of(covers, [*whole, *existing])
    # From the end, so that absorbing one item of a list leaves the paths of those before it alone.
    for policy in reversed(policies):
        if policy.place not in obstacles:
            host = hosts.get(policy.place)
            step = _step(workspace, policy, host, partial(contested, covers, rivals))
            yield step if policy.place in covers.of else _of_patch(step)
    yield from _lists(workspace, dict.fromkeys(policy.file for policy in policies))
    keep = any(workspace.targets((_GROUP, OLD)))
    yield from mention_steps(workspace, MovedKind(_ID, _GROUP, OLD, NEW, keep, _move))


def _lists(workspace: Workspace, paths: Iterable[str]) -> Iterator[Step]:
    """A list of HTTPListenerPolicies, once none is left in it, is one of ListenerPolicies."""
    for root in list(workspace.values(paths)):
        items = root.value.get("items")
        if root.kind != f"{OLD}List" or not isinstance(items, list):
            continue
        if not any(isinstance(item, dict) and item.get("kind") == OLD for item in items):
            change = Change(
                migration=_ID,
                object=root.kind,
                location=workspace.locate(root, ("kind",)),
                old_path=root.kind,
                new_path=f"{NEW}List",
            )
            edit = EditDocument(root.file, root.number, (Replace(("kind",), f"{NEW}List"),))
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


def _step(workspace: Workspace, policy: Target, host: Target | None, contested: Contested) -> Step:
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


def _turn(workspace: Workspace, policy: Target, contested: Contested) -> Step:
    """Change the kind in place."""
    moved = tuple(key for key in policy.spec if key not in STAYS)
    ops: list[Replace | Nest] = [Replace(policy.at("kind"), NEW)]
    changes = [_change(workspace, policy, policy.label, ("kind",), ("kind",))]
    if moved:
        ops.append(Nest(policy.at("spec"), moved, _INTO))
    for key in moved:
        reason = contested(policy, key)
        changes.append(_change(workspace, policy, policy.label, ("spec", key), ("spec", *_INTO, key), reason))
    return Step((EditDocument(policy.file, policy.number, tuple(ops)),), tuple(changes))


def _absorb(workspace: Workspace, policy: Target, host: Target) -> Step:
    """Move the settings into ``host`` and remove the policy."""
    settings = settings_of(host)
    moved = tuple(key for key in policy.spec if key not in STAYS and key not in settings)
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
        _change(workspace, policy, host.label, ("spec", key), ("spec", *_INTO, key), applied_twice(key, settings))
        for key in policy.spec
        if key not in STAYS
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
                    old_path=f"{OLD} {describe(path)}",
                    new_path="" if reason else f"{NEW} {describe(path)}",
                    loss="dropped" if reason else "none",
                    reason=reason,
                )
            )
    return edits, changes


def _change(
    workspace: Workspace, policy: Target, label: str, old: FieldPath, new: FieldPath, reason: str = ""
) -> Change:
    return Change(
        migration=_ID,
        object=label.replace(f"{OLD} ", f"{NEW} ", 1),
        location=workspace.locate(policy, old),
        old_path=OLD if old == ("kind",) else f"{OLD} {'.'.join(map(str, old))}",
        new_path=NEW if new == ("kind",) else f"{NEW} {'.'.join(map(str, new))}",
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
    if path[1] in STAYS:
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
    mentions=Mentions(_GROUP, OLD, NEW, f"It is a {NEW} now, its settings below spec.default.httpSettings."),
)
