"""Which objects a change concerns, and what must be looked at to say what it does to them.

It errs on the side of too many, and gives up (everything is then checked) where a change reaches far:
Gateways, namespaces, grants, routes of single listeners, delegation, and whatever is found by its labels.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from kgwctl.lint.nodes import Manner

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence, Set

    from kgwctl.lint.nodes import Node

_POLICIES = frozenset({"TrafficPolicy", "BackendConfigPolicy", "BackendTLSPolicy", "AgentgatewayPolicy"})
#: Kinds whose findings are their own business and that of what they name.
_NARROW = _POLICIES | frozenset(
    {
        *("HTTPRoute", "GRPCRoute", "Service", "Secret", "ConfigMap", "Backend", "AgentgatewayBackend"),
        *("DirectResponse", "GatewayExtension"),
    }
)
#: What policies and backends may find by labels, whatever else of it changes.
_SELECTED = frozenset({"Secret", "ConfigMap"})
#: Kinds that nobody names and yet many objects hang on.
_EVERYWHERE = ("Namespace ", "GatewayClass ", "GatewayParameters ", "XListenerSet ")
#: What decides over references into its namespace.
_GRANT = "ReferenceGrant "
#: The Secret that every login is signed with; nothing names it.
_LOGINS = "/oauth2-hmac-secret"
#: A larger part of all objects is not checked sooner than all of them.
_LARGEST_PART = 0.5


class Neighbourhood(NamedTuple):
    """Objects whose findings may be others than before, and those with which they have to be seen together."""

    affected: frozenset[str]
    seen: frozenset[str]


def neighbourhood(
    now: Sequence[Node], before: Mapping[str, Node], after: Mapping[str, Node], refused: Set[str], altered: Set[str]
) -> Neighbourhood | None:
    """What a change concerns, or ``None`` if that cannot be told from the graph.

    ``now`` are the nodes of all objects. In changed files, objects were ``before`` and are ``after``.
    ``refused`` names objects that are there and have errors, ``altered`` those that had them or have
    them since.
    """
    by_id = {node.id: node for node in now}
    everything = [*now, *before.values()]
    changed = {each for each in before.keys() | after.keys() if before.get(each) != after.get(each)} | altered
    moved = {each for each in changed if _is_found_otherwise(before.get(each), after.get(each))}
    if len(by_id) != len(now) or not _reach_no_further(changed, everything, moved):
        return None
    affected = _affected(everything, changed, moved, by_id.keys() | refused)
    if not _are_narrow(affected, everything):
        return None
    seen = _seen(affected, by_id)
    if len(seen) > _LARGEST_PART * len(now):
        return None
    return Neighbourhood(frozenset(affected), frozenset(seen))


def _is_found_otherwise(before: Node | None, after: Node | None) -> bool:
    return before is None or after is None or before.labels != after.labels


def _reach_no_further(changed: Set[str], everything: Iterable[Node], moved: Set[str]) -> bool:
    """Whether who depends on the changed objects names them."""
    kinds = {_kind(each) for each in changed}
    if not kinds <= _NARROW or any(each.endswith(_LOGINS) for each in changed):
        return False
    if moved or kinds & _SELECTED:
        return not any(node.manner is Manner.SELECTS and _kind(node.id) in _NARROW for node in everything)
    return True


def _affected(everything: Sequence[Node], changed: Set[str], moved: Set[str], present: Set[str]) -> set[str]:
    """The changed objects, what refers to them, and so on, and other policies for the same targets."""
    frontier = set(changed)
    kinds = {_kind(each) for each in moved}
    if kinds:
        # What looks for a missing object is told of similar ones.
        frontier.update(
            node.id for node in everything if any(ref not in present and _kind(ref) in kinds for ref in node.refs)
        )
    affected: set[str] = set()
    while frontier:
        affected |= frontier
        targets = {
            ref for node in everything if node.id in frontier and _kind(node.id) in _POLICIES for ref in node.refs
        }
        frontier = {
            node.id
            for node in everything
            if node.id not in affected
            and (
                not frontier.isdisjoint(node.refs)
                or (targets and not targets.isdisjoint(node.refs) and _kind(node.id) in _POLICIES)
            )
        }
    return affected


def _are_narrow(affected: Set[str], everything: Iterable[Node]) -> bool:
    kinds = {_kind(each) for each in affected}
    if not kinds <= _NARROW:
        return False
    routes = "HTTPRoute" in kinds
    return not any(
        (node.manner is not Manner.BY_NAME and node.id in affected)
        or (routes and node.manner is Manner.DELEGATES_WIDELY)
        for node in everything
    )


def _seen(affected: Set[str], by_id: Mapping[str, Node]) -> set[str]:
    """The affected objects and what they hang on, however far away."""
    waiting = [*affected, *(each for each in by_id if each.startswith(_EVERYWHERE) or each.endswith(_LOGINS))]
    missing = {ref for each in affected if each in by_id for ref in by_id[each].refs if ref not in by_id}
    if missing:
        waiting += _similar(missing, by_id)
    seen: set[str] = set()
    namespaces = set()
    while waiting:
        each = waiting.pop()
        namespaces.add(_namespace(each))
        if each in by_id and each not in seen:
            seen.add(each)
            waiting += by_id[each].refs
    seen.update(each for each in by_id if each.startswith(_GRANT) and _namespace(each) in namespaces)
    return seen


def _similar(missing: Set[str], by_id: Mapping[str, Node]) -> Iterator[str]:
    """Objects of the kind of a missing one that have its name or its namespace: hints name them."""
    kinds = tuple({f"{_kind(each)} " for each in missing})
    wanted = {(_kind(each), part) for each in missing for part in each.partition(" ")[2].split("/")}
    for each in by_id:
        if each.startswith(kinds) and any((_kind(each), part) in wanted for part in each.partition(" ")[2].split("/")):
            yield each


def _namespace(node_id: str) -> str:
    return node_id.partition(" ")[2].partition("/")[0]


def _kind(node_id: str) -> str:
    return node_id.partition(" ")[0]
