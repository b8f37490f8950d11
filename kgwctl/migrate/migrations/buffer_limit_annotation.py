"""The buffer limit annotation of a Gateway becomes ``perConnectionBufferLimitBytes`` of a ListenerPolicy."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from kgwctl.api.kinds import GATEWAY, LISTENER_POLICY
from kgwctl.migrate.editing.ops import Delete, Insert
from kgwctl.migrate.engine.changes import AddDocument, Change, Edit, EditDocument, Migration, Step, by_hand
from kgwctl.migrate.engine.workspace import describe
from kgwctl.migrate.kustomize.apart import Borders
from kgwctl.migrate.kustomize.following import kustomize_steps
from kgwctl.migrate.kustomize.graph import Graph, graph
from kgwctl.migrate.kustomize.patches import is_patch, patch_files
from kgwctl.migrate.kustomize.pointers import Move
from kgwctl.migrate.migrations.targeted_gateways import cover, open_gateways
from kgwctl.releases.marks import marks
from kgwctl.releases.v2_2 import BUFFER_LIMIT
from kgwctl.scalars.quantity import QuantityError, parse_quantity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kgwctl.migrate.engine.workspace import Target, Workspace

_ID = "buffer-limit-annotation"
_ANNOTATION = "kgateway.dev/per-connection-buffer-limit"
_FIELD = "perConnectionBufferLimitBytes"
_GATEWAY = GATEWAY
_POLICY = LISTENER_POLICY
#: What the field holds at most; the annotation took 32 bits without a sign.
_MAXIMUM = (1 << 31) - 1


class _Known(NamedTuple):
    """What is known before the first step: policies by the Gateway they cover, the names that are taken."""

    covering: dict[tuple[str, str], list[Target]]
    names: set[tuple[str, str]]
    view: Graph
    borders: Borders


def _run(workspace: Workspace) -> Iterator[Step]:
    patches = patch_files(workspace)
    view = graph(workspace)
    yield Step(findings=tuple(open_gateways(workspace, [*workspace.targets(_POLICY), *workspace.targets(_GATEWAY)])))
    policies = list(workspace.targets(_POLICY))
    known = _Known({}, set(), view, Borders(workspace, view))
    for policy in policies:
        known.names.add((policy.namespace, policy.name))
        for name in cover(workspace, policy).gateways:
            known.covering.setdefault((policy.namespace, name), []).append(policy)
    for gateway in list(workspace.targets(_GATEWAY)):
        annotations = gateway.metadata.get("annotations")
        if isinstance(annotations, dict) and _ANNOTATION in annotations:
            yield _step(workspace, gateway, annotations, known, is_patch(gateway, patches))
    yield from kustomize_steps(workspace, MIGRATION, *_GATEWAY, "Gateway", _move)


def _step(workspace: Workspace, gateway: Target, annotations: dict[str, Any], known: _Known, patch: bool) -> Step:
    path = ("metadata", "annotations", _ANNOTATION)
    where = workspace.locate(gateway, path)
    limit = _bytes(annotations[_ANNOTATION])
    if isinstance(limit, str):
        return Step(findings=(by_hand(where, gateway.label, limit, f"Remove {_ANNOTATION} or give it a quantity."),))
    if patch or not gateway.name:
        message = "the annotation is on part of a Gateway, and its replacement is an object of its own"
        hint = f"Write a ListenerPolicy with spec.default.{_FIELD}: {limit} and remove the annotation."
        return Step(findings=(by_hand(where, gateway.label, message, hint),))
    renaming = known.view.renamed_by(gateway.file)
    if renaming:
        message = f"{renaming} gives the Gateway another name, which a policy would not know"
        hint = f"Write a ListenerPolicy for that name with spec.default.{_FIELD}: {limit} and remove the annotation."
        return Step(findings=(by_hand(where, gateway.label, message, hint),))
    gone = path if len(annotations) > 1 else ("metadata",) if len(gateway.metadata) == 1 else path[:2]
    removal = EditDocument(gateway.file, gateway.number, (Delete(gateway.at(*gone)),))
    covering = known.covering.get((gateway.namespace, gateway.name), ())
    policies = [workspace.current(each) for each in covering if not known.borders.apart(each.file, gateway.file)]
    elsewhere = next((each for each in policies if not known.borders.together(each.file, gateway.file)), None)
    if elsewhere is not None:
        message = f"{elsewhere.label} in {elsewhere.file} covers this Gateway, and may be of another environment"
        hint = f"Set spec.default.{_FIELD}: {limit} in it if it is not, and remove the annotation."
        return Step(findings=(by_hand(where, gateway.label, message, hint),))
    blocked = _shadowing(policies)
    if blocked is not None:
        hint = f"Set {_FIELD}: {limit} below each perPort[].listener of that policy and remove the annotation."
        return Step(findings=(by_hand(where, gateway.label, blocked, hint),))
    edits, new_path = _replacement(policies, gateway, limit, known.names)
    change = Change(migration=_ID, object=gateway.label, location=where, old_path=describe(path), new_path=new_path)
    return Step((*edits, removal), (change,))


def _bytes(text: Any) -> int | str:
    """The limit in bytes, or what is wrong with it. Upstream ignores a limit that is no quantity."""
    try:
        limit = parse_quantity(text).value() if isinstance(text, str) else None
    except QuantityError:
        limit = None
    if limit is None:
        return f"{text!r} is not a quantity, so it never had an effect"
    if not 0 <= limit <= _MAXIMUM:
        return f"{text} is more than {_FIELD} can hold ({_MAXIMUM} bytes)"
    return limit


def _alone(policy: Target) -> bool:
    """Whether the policy is for one Gateway and no other."""
    refs = policy.spec.get("targetRefs")
    return not policy.spec.get("targetSelectors") and isinstance(refs, list) and len(refs) == 1


def _shadowing(policies: list[Target]) -> str | None:
    """A policy for several Gateways whose perPort would hide a limit set in another policy's default."""
    for policy in policies:
        if policy.spec.get("perPort") and not _alone(policy):
            return f"{policy.label} has perPort, which replaces default on its ports, and covers other Gateways too"
    return None


def _replacement(
    policies: list[Target], gateway: Target, limit: int, taken: set[tuple[str, str]]
) -> tuple[list[Edit], str]:
    """The edits, and where the limit is now. A limit in a policy counted before the annotation already."""
    own = [policy for policy in policies if _alone(policy)]
    if len(own) == 1:
        return _extend(own[0], limit), f"{own[0].label} spec.default.{_FIELD}"
    for policy in policies:
        if _FIELD in _default(policy):
            return [], f"{policy.label} spec.default.{_FIELD}"
    name = _free_name(taken, gateway.namespace, f"{gateway.name}-buffer-limit")
    taken.add((gateway.namespace, name))
    value = _policy(gateway, name, limit)
    place = f"ListenerPolicy {gateway.namespace}/{name} spec.default.{_FIELD}"
    if gateway.item:
        return [_into_list(gateway, value)], place
    return [AddDocument(gateway.file, gateway.number, value)], place


def _default(policy: Target) -> dict[str, Any]:
    found = policy.spec.get("default")
    return found if isinstance(found, dict) else {}


def _per_port(policy: Target) -> list[Any]:
    found = policy.spec.get("perPort")
    return found if isinstance(found, list) else []


def _extend(policy: Target, limit: int) -> list[Edit]:
    """Set the limit for all ports of a policy that have none: ``perPort`` replaces ``default`` entirely."""
    ops = [] if _FIELD in _default(policy) else [Insert(policy.at("spec", "default", _FIELD), limit)]
    for index, port in enumerate(_per_port(policy)):
        listener = port.get("listener") if isinstance(port, dict) else None
        if isinstance(listener, dict) and _FIELD not in listener:
            ops.append(Insert(policy.at("spec", "perPort", index, "listener", _FIELD), limit))
    return [EditDocument(policy.file, policy.number, tuple(ops))] if ops else []


def _free_name(taken: set[tuple[str, str]], namespace: str, wanted: str) -> str:
    name, count = wanted, 2
    while (namespace, name) in taken:
        name, count = f"{wanted}-{count}", count + 1
    return name


def _policy(gateway: Target, name: str, limit: int) -> dict[str, Any]:
    metadata = {"name": name}
    if "namespace" in gateway.metadata:
        metadata["namespace"] = gateway.namespace
    return {
        "apiVersion": "gateway.kgateway.dev/v1alpha1",
        "kind": "ListenerPolicy",
        "metadata": metadata,
        "spec": {
            "targetRefs": [{"group": _GATEWAY[0], "kind": "Gateway", "name": gateway.name}],
            "default": {_FIELD: limit},
        },
    }


def _into_list(gateway: Target, value: dict[str, Any]) -> Edit:
    """The policy as a further item of the list the Gateway is in; ``-1`` stands for its end."""
    return EditDocument(gateway.file, gateway.number, (Insert((*gateway.item[:-1], -1), value),))


def _move(path: tuple[str, ...]) -> Move:
    if path == ("metadata", "annotations", _ANNOTATION):
        return f"it sets {_ANNOTATION}, which a ListenerPolicy replaces"
    return path


MIGRATION = Migration(
    id=_ID,
    summary="The per-connection-buffer-limit annotation of a Gateway becomes a field of its ListenerPolicy.",
    since="v2.2.0",
    certainty="exact",
    triggers=marks((BUFFER_LIMIT,)),
    run=_run,
    context=(b"ListenerPolicy",),
)
