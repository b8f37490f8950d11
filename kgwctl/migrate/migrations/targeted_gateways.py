"""Which Gateways a listener policy covers, and whether two of them meet."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from kgwctl.api.kinds import GATEWAY

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kgwctl.diagnostics import Finding
    from kgwctl.migrate.engine.workspace import Target, Workspace

_GATEWAYS = GATEWAY


class Cover(NamedTuple):
    """What a policy targets: its namespace, the Gateways it names or selects there, and its selectors.

    ``targets`` are its references and selectors in a form that can be compared, in no order.
    """

    namespace: str
    gateways: frozenset[str]
    selectors: frozenset[str]
    targets: tuple[tuple[str, ...], ...]

    def meets(self, other: Cover) -> bool:
        """Whether both may apply to one Gateway. Equal selectors meet whether there is a Gateway or not."""
        if self.namespace != other.namespace:
            return False
        return not self.gateways.isdisjoint(other.gateways) or not self.selectors.isdisjoint(other.selectors)

    def same(self, other: Cover) -> bool:
        """Whether both have the same targets."""
        return self.namespace == other.namespace and self.targets == other.targets


def cover(workspace: Workspace, policy: Target) -> Cover:
    """What ``policy`` covers. Selectors are matched against the Gateways in opened files."""
    names = {str(ref.get("name")) for ref in _list(policy, "targetRefs")}
    wanted = [each.get("matchLabels") for each in _list(policy, "targetSelectors")]
    for gateway in workspace.targets(_GATEWAYS) if wanted else ():
        labels = gateway.metadata.get("labels")
        labels = labels if isinstance(labels, dict) else {}
        if gateway.namespace == policy.namespace and any(_matches(each, labels) for each in wanted):
            names.add(gateway.name)
    lists = tuple(
        tuple(sorted(_frozen(each) for each in _list(policy, field))) for field in ("targetRefs", "targetSelectors")
    )
    return Cover(policy.namespace, frozenset(names), frozenset(lists[1]), lists)


def open_gateways(workspace: Workspace, policies: Iterable[Target]) -> list[Finding]:
    """Open the files with Gateways if they matter; returns why some cannot be.

    They do if a policy selects them by labels, or if the policies are in several files: then the Gateways
    show where one environment ends.
    """
    found = list(policies)
    if len({policy.file for policy in found}) < 2 and not any(policy.spec.get("targetSelectors") for policy in found):
        return []
    return workspace.open(workspace.mentioning((re.compile(rb"\bkind[\"']?: ?[\"']?Gateway\b"),)))


def _matches(wanted: Any, labels: dict[str, Any]) -> bool:
    return isinstance(wanted, dict) and all(labels.get(key) == value for key, value in wanted.items())


def _list(policy: Target, field: str) -> list[dict[str, Any]]:
    found = policy.spec.get(field)
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []


def _frozen(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ",".join(f"{key}={_frozen(each)}" for key, each in sorted(value.items())) + "}"
    return repr(value)
