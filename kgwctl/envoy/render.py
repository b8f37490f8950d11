"""The results of a run: for each Envoy Gateway its resources and the statuses around it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from msgspec.structs import replace

from kgwctl.envoy.outside import NOTHING_OUTSIDE
from kgwctl.envoy.translate import Translation
from kgwctl.proxy.verdict import deployment_refusal
from kgwctl.status import words
from kgwctl.status.build import build_statuses
from kgwctl.status.reporter import Reporter

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from kgwctl.envoy.outside import Outside
    from kgwctl.envoy.policy_engine.contract import AppliedPolicy
    from kgwctl.envoy.provenance import Provenance
    from kgwctl.envoy.resources import XdsResources
    from kgwctl.envoy.strict import Ask, StrictMode
    from kgwctl.objects.resource import ObjectKey
    from kgwctl.resolve.model import Gateway
    from kgwctl.resolve.resolved import Resolved


class GatewayResult(NamedTuple):
    """What one Gateway compiles to. ``statuses`` is plain data in upstream's shape.

    ``blackholed`` names the clusters of backends with errors: they are among the resources, but a
    controller keeps them from Envoy, so that routes to them find no cluster. ``policies`` are those that
    apply anywhere in this Gateway or one before it. ``provenance`` leads from resources back to objects.
    """

    gateway: ObjectKey
    resources: XdsResources
    statuses: dict[str, Any]
    provenance: Provenance
    blackholed: frozenset[str] = frozenset()
    policies: tuple[AppliedPolicy, ...] = ()

    @property
    def served(self) -> XdsResources:
        """The resources that a controller hands to Envoy: without the clusters that lead nowhere."""
        if not self.blackholed:
            return self.resources
        return replace(
            self.resources, clusters=[one for one in self.resources.clusters if one.name not in self.blackholed]
        )


def render(
    resolved: Resolved,
    only: Collection[str] | None = None,
    ask: Ask | None = None,
    outside: Outside = NOTHING_OUTSIDE,
) -> Iterator[GatewayResult]:
    """Translate the Envoy Gateways of a run, in order of namespace and name.

    ``only`` limits them to those ``namespace/name``. What belongs to none of them has no status. ``ask`` is asked
    what Envoy refuses, if the settings want that to be known beforehand (``KGW_VALIDATION_MODE=STRICT``); without,
    they are followed as if they were ``STANDARD``. ``outside`` is what the manifests do not tell.
    """
    if ask is None or resolved.settings.validation_mode != "STRICT":
        yield from _translated(resolved, only, None, outside)
        return
    from kgwctl.envoy.strict import StrictMode

    strict = StrictMode()
    results = list(_translated(resolved, only, strict, outside))
    while strict.settle(ask):
        results = list(_translated(resolved, only, strict, outside))
    yield from results


def _translated(
    resolved: Resolved,
    only: Collection[str] | None,
    strict: StrictMode | None,
    outside: Outside,
) -> Iterator[GatewayResult]:
    translation = Translation(resolved, strict, outside)
    for gateway in resolved.gateways:
        if only and gateway.key.namespaced_name not in only:
            continue
        reporter = Reporter()
        resources = translation.gateway(gateway, reporter)
        _report_deployment(gateway, resolved, reporter)
        statuses = build_statuses(reporter, resolved.objects)
        yield GatewayResult(
            gateway=gateway.key,
            resources=resources,
            statuses=statuses,
            blackholed=translation.blackholed,
            policies=translation.policies,
            provenance=translation.provenance,
        )


def _report_deployment(gateway: Gateway, resolved: Resolved, reporter: Reporter) -> None:
    """Say so where no proxy is deployed. What the translation says of the Gateway wins, as in the controller."""
    report = reporter.gateway(gateway.key)
    refusal = deployment_refusal(gateway, resolved) if report.condition(words.ACCEPTED) is None else None
    if refusal is None:
        return
    if report.condition(words.PROGRAMMED) is None:
        report.set_condition(words.PROGRAMMED, words.TRUE, words.PROGRAMMED, words.GATEWAY_PROGRAMMED_MESSAGE)
    report.set_condition(words.ACCEPTED, words.FALSE, words.INVALID_PARAMETERS, str(refusal))
