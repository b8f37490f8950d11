"""Settings of TrafficPolicies that act on routes, on a policy that targets a Gateway: KGW0513."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kgwctl.api.kinds import GATEWAY, TRAFFIC_POLICY, X_LISTENER_SET
from kgwctl.diagnostics import Rule, Severity
from kgwctl.lint.findings import finding
from kgwctl.objects.resource import ObjectKey

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kgwctl.diagnostics import Finding
    from kgwctl.objects.resource import Resource
    from kgwctl.resolve.resolved import Resolved

_WORLD = """\
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: edge}
spec:
  gatewayClassName: kgateway
  listeners: [{name: http, port: 80, protocol: HTTP}]
---
apiVersion: gateway.kgateway.dev/v1alpha1
kind: TrafficPolicy
metadata: {name: edge}
spec:
  targetRefs: [{group: gateway.networking.k8s.io, kind: Gateway, name: edge}]
  buffer: {maxRequestSize: 1Ki}
"""

ROUTES_ONLY = Rule(
    id="KGW0513",
    name="route-setting-on-gateway",
    severity=Severity.WARNING,
    summary="A TrafficPolicy sets for a Gateway what acts on routes only, so the setting has no effect there.",
    explanation="timeouts, urlRewrite and autoHostRewrite act on HTTPRoutes, and retry on HTTPRoutes and on single "
    "listeners of protocol HTTP.",
    bad=_WORLD.replace("buffer: {maxRequestSize: 1Ki}", "timeouts: {request: 10s}"),
    good=_WORLD,
)
RULES: tuple[Rule, ...] = (ROUTES_ONLY,)

#: Fields that act on routes and nowhere else, by attribute. Source: the plugin's ``ApplyForRoute``,
#: pkg/kgateway/extensions2/plugins/trafficpolicy/traffic_policy_plugin.go@v2.2.0.
FIELDS = {"timeouts": "timeouts", "url_rewrite": "urlRewrite", "auto_host_rewrite": "autoHostRewrite"}
#: What acts on virtual hosts, too, which only single listeners of HTTP have.
VIRTUAL_HOST_FIELDS = {"retry": "retry"}
_GATEWAYS = (GATEWAY, X_LISTENER_SET)


def route_setting_findings(resolved: Resolved) -> Iterator[Finding]:
    """Each setting that is without effect on one of its policy's targets, once a policy."""
    hint = "let a policy with it target the HTTPRoutes"
    for policy in resolved.objects.of(TRAFFIC_POLICY):
        told: set[str] = set()
        for name, protocol in _targets(policy, resolved):
            for attribute, field in {**FIELDS, **({} if protocol == "HTTP" else VIRTUAL_HOST_FIELDS)}.items():
                if field not in told and getattr(policy.object.spec, attribute) is not None:
                    told.add(field)
                    message = f"{field} acts on routes, and has no effect on {name}"
                    yield finding(ROUTES_ONLY, policy, ("spec", field), message, hint)


def _targets(policy: Resource[Any], resolved: Resolved) -> Iterator[tuple[str, str]]:
    """Gateways and listener sets that the policy names or selects, and the protocol of the one listener meant."""
    for ref in policy.object.spec.target_refs or ():
        if (ref.group, ref.kind) in _GATEWAYS:
            target = ObjectKey(ref.group, ref.kind, policy.namespace, ref.name)
            yield str(target), _protocol(resolved, target, ref.section_name)
    for selector in policy.object.spec.target_selectors or ():
        if (selector.group, selector.kind) in _GATEWAYS:
            yield f"a {selector.kind}", ""


def _protocol(resolved: Resolved, target: ObjectKey, section: str | None) -> str:
    found = resolved.objects.get(target)
    listeners = (found.object.spec.listeners if found is not None else None) or ()
    return next((one.protocol for one in listeners if one.name == section), "")
