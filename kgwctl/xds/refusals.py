"""What a real Envoy refuses of a run, each refusal with the object to blame."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from kgwctl.secrecy import without
from kgwctl.xds.blame import Blame, blame
from kgwctl.xds.judge import Judge
from kgwctl.xds.questions import questions

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from kgwctl.diagnostics import Location
    from kgwctl.envoy.render import GatewayResult
    from kgwctl.envoy.stock_filters import StockFilters
    from kgwctl.objects.object_set import ObjectSet
    from kgwctl.objects.resource import ObjectKey

_KINDS = {
    "Cluster": "cluster",
    "ClusterLoadAssignment": "endpoints of",
    "Listener": "listener",
    "RouteConfiguration": "route configuration",
    "Secret": "secret",
}


class Refused(NamedTuple):
    """One refusal: xDS type and name, the Gateways that have the resource, Envoy's reason, and whose fault it is."""

    type_url: str
    name: str
    gateways: tuple[ObjectKey, ...]
    reason: str
    blame: Blame

    @property
    def sentence(self) -> str:
        """What happened, without the name of an object."""
        kind = _KINDS[self.type_url.rpartition(".")[2]]
        return f"Envoy refuses the {kind} {self.name}: {self.reason}"

    @property
    def location(self) -> Location | None:
        """Where the field to blame stands."""
        resource = self.blame.resource
        return resource.document.locate(self.blame.path, key=True) if resource is not None else None


class Verdict(NamedTuple):
    """What Envoy refuses, and what it could not be asked about."""

    refused: tuple[Refused, ...]
    not_asked: StockFilters


def ask_envoy(results: Sequence[GatewayResult], objects: ObjectSet, envoy: Path) -> Verdict:
    """Start ``envoy`` once, and have it judge everything that was rendered.

    Several Gateways that share a refused resource share the refusal. Raises
    :class:`~kgwctl.envoy.binary.EnvoyError` and :class:`~kgwctl.xds.protobuf.NoProtobufError`.
    """
    asked, secrets, stock = questions(results)
    with Judge(envoy) as judge:
        refusals = judge.refusals(one.question for one in asked.values())
    rendered = {result.gateway: result for result in results}
    found: dict[Any, Refused] = {}
    for refusal in refusals:
        of = asked[refusal.resource]
        whose = blame(refusal.resource, of.question.value, refusal.path, rendered[of.gateways[0]], objects)
        refused = Refused(refusal.resource.type_url, of.name, of.gateways, without(refusal.message, secrets), whose)
        key = (refused.type_url, refused.name, refused.reason, refused.gateways, refused.location)
        found.setdefault(key, refused)
    return Verdict(tuple(found.values()), stock)
