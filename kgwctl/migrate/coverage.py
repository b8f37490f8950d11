"""Which Gateways a listener policy covers, and whether two of them meet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kgwctl.migrate.workspace import Target, Workspace

_GATEWAYS = ("gateway.networking.k8s.io", "Gateway")


def same_targets(one: Target, other: Target) -> bool:
    """Whether two policies name the same targets, in whatever order."""
    if one.namespace != other.namespace:
        return False
    return all(
        sorted(map(_frozen, _list(one, field))) == sorted(map(_frozen, _list(other, field)))
        for field in ("targetRefs", "targetSelectors")
    )


def covered(workspace: Workspace, one: Target, other: Target) -> bool:
    """Whether two policies of a namespace may both apply to some Gateway.

    Selectors are matched against the Gateways at hand; equal selectors meet whether there is one or not.
    """
    if one.namespace != other.namespace:
        return False
    if _names(workspace, one) & _names(workspace, other):
        return True
    selectors = [_frozen(each) for each in _list(one, "targetSelectors")]
    return any(_frozen(each) in selectors for each in _list(other, "targetSelectors"))


def gateways_of(workspace: Workspace, policy: Target) -> set[str]:
    """The names of the Gateways that a policy covers, in its own namespace."""
    return _names(workspace, policy)


def _names(workspace: Workspace, policy: Target) -> set[str]:
    names = {str(ref.get("name")) for ref in _list(policy, "targetRefs")}
    wanted = [each.get("matchLabels") for each in _list(policy, "targetSelectors")]
    if wanted:
        for gateway in workspace.targets(_GATEWAYS):
            labels = gateway.metadata.get("labels")
            labels = labels if isinstance(labels, dict) else {}
            if gateway.namespace == policy.namespace and any(_matches(each, labels) for each in wanted):
                names.add(gateway.name)
    return names


def _matches(wanted: Any, labels: dict[str, Any]) -> bool:
    return isinstance(wanted, dict) and all(labels.get(key) == value for key, value in wanted.items())


def _list(policy: Target, field: str) -> list[dict[str, Any]]:
    found = policy.spec.get(field)
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []


def _frozen(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ",".join(f"{key}={_frozen(each)}" for key, each in sorted(value.items())) + "}"
    return repr(value)
