"""Inputs at which the controller itself crashes, and with it the configuration of every Gateway: KGW0712.

Source: ``pkg/kgateway/extensions2/plugins/trafficpolicy/traffic_policy_plugin.go:handlePerRoutePolicies@v2.2.0`` writes
to the route action of routes that have none; ``.../backend/plugin.go@v2.2.0`` reads an endpoint that did not parse.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from kgwctl.api.kinds import BACKEND, DIRECT_RESPONSE, TRAFFIC_POLICY
from kgwctl.diagnostics import Rule, Severity
from kgwctl.envoy.verdicts.backends import endpoint_problem
from kgwctl.lint.findings import finding
from kgwctl.resolve.model import HttpRoute

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kgwctl.diagnostics import Finding
    from kgwctl.objects.resource import Resource
    from kgwctl.resolve.model import AttachedPolicies, AttachedRoute, HttpRouteRule
    from kgwctl.resolve.resolved import Resolved

_EXAMPLE = """\
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: web}
spec:
  gatewayClassName: kgateway
  listeners: [{name: http, port: 8080, protocol: HTTP}]
---
apiVersion: v1
kind: Service
metadata: {name: app}
spec: {ports: [{port: 80}]}
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: app}
spec:
  parentRefs: [{name: web}]
  rules:
  - name: pages
    backendRefs: [{name: app, port: 80}]
  - name: old
    matches: [{path: {type: PathPrefix, value: /old}}]
    filters: [{type: RequestRedirect, requestRedirect: {hostname: app.example.com}}]
---
apiVersion: gateway.kgateway.dev/v1alpha1
kind: TrafficPolicy
metadata: {name: slow}
spec:
  targetRefs:
  - {group: gateway.networking.k8s.io, kind: HTTPRoute, name: app, sectionName: pages}
  timeouts: {request: 300s}
"""

CONTROLLER_CRASHES = Rule(
    id="KGW0712",
    name="controller-crashes",
    severity=Severity.ERROR,
    summary="kgateway v2.2.0 and v2.2.1 crash when they read this, again at each start.",
    explanation="No Gateway gets any configuration then. Timeouts, retries and the rewriting of the host are written "
    "to what a route forwards to, which a redirect or direct response does not have; it does not matter whether the "
    "policy names the rule, its route, or a route that delegates to it. The other case is the endpoint URL of an AWS "
    "Lambda function without a port. Releases after v2.2.1 do not crash at timeouts on redirects.",
    bad=_EXAMPLE.replace(", sectionName: pages", ""),
    good=_EXAMPLE,
)
RULES: tuple[Rule, ...] = (CONTROLLER_CRASHES,)

_TRAFFIC_POLICY = TRAFFIC_POLICY
_DIRECT_RESPONSE = DIRECT_RESPONSE
#: Fields that are written to a route action: attribute and name.
_OF_ACTIONS = (("timeouts", "timeouts"), ("retry", "retry"), ("auto_host_rewrite", "autoHostRewrite"))


class _Crash(NamedTuple):
    policy: Resource[Any]
    field: str
    rule: HttpRouteRule
    route: HttpRoute
    redirects: bool

    @property
    def message(self) -> str:
        """What happens, and where."""
        does = "redirects" if self.redirects else "answers directly"
        where = f"rule {self.rule.index} of {self.route.key}"
        # The order in which upstream applies kinds of policies is by chance.
        crashes = "crashes" if self.redirects else "crashes at times"
        return f"the controller {crashes}: {where} {does}, and {self.field} needs a route that forwards"


def crash_findings(resolved: Resolved) -> Iterator[Finding]:
    """One finding for each field of a policy, and each backend, at which the controller crashes."""
    told: set[tuple[object, str]] = set()
    if resolved.objects.of(_TRAFFIC_POLICY):
        for crash in (crash for one in served_rules(resolved) for crash in _of_rule(one)):
            if (crash.policy.key, crash.field) not in told:
                told.add((crash.policy.key, crash.field))
                hint = "name the rules that forward by sectionName"
                yield finding(CONTROLLER_CRASHES, crash.policy, ("spec", crash.field), crash.message, hint)
    for backend in resolved.objects.of(BACKEND):
        problem = endpoint_problem(backend.object.spec)
        if problem:
            path = ("spec", "aws", "lambda", "endpointURL")
            message = f"the controller crashes: {problem}"
            yield finding(CONTROLLER_CRASHES, backend, path, message, "write the port, as in https://host:443")


class ServedRule(NamedTuple):
    """A rule of a route that a Gateway serves, its own policies, and those of what delegates to it, nearest first."""

    rule: HttpRouteRule
    route: HttpRoute
    own: tuple[AttachedPolicies, ...]
    inherited: tuple[AttachedPolicies, ...]


def served_rules(resolved: Resolved) -> Iterator[ServedRule]:
    """The rules that Gateways serve; one that several parents delegate to comes once for each."""
    seen: set[tuple[int, ...]] = set()
    for gateway in resolved.gateways:
        for listener in gateway.valid_listeners:
            for attached in listener.routes:
                yield from _below(attached, (), seen)


def _below(
    attached: AttachedRoute, inherited: tuple[AttachedPolicies, ...], seen: set[tuple[int, ...]]
) -> Iterator[ServedRule]:
    route = attached.route
    key = (id(route), *map(id, inherited))
    if not isinstance(route, HttpRoute) or key in seen:
        return
    seen.add(key)
    for rule in route.rules:
        own = (rule.extension_refs, rule.policies, route.policies)
        yield ServedRule(rule, route, own, inherited)
        for backend in rule.backends:
            delegation = attached.delegations.get(backend.delegate) if backend.delegate is not None else None
            for child in delegation.children if delegation is not None else ():
                yield from _below(child, (*own, *inherited), seen)


def _of_rule(served: ServedRule) -> Iterator[_Crash]:
    rule, route, own, inherited = served
    redirects = any(one.type == "RequestRedirect" for one in rule.spec.filters or ())
    if not redirects and not rule.extension_refs.get(_DIRECT_RESPONSE):
        return
    for level in (*own, *inherited):
        for attachment in level.get(_TRAFFIC_POLICY, ()):
            spec = attachment.policy.object.spec
            for attribute, field in _OF_ACTIONS:
                # A rewriting that is switched off is left alone.
                if getattr(spec, attribute) not in (None, False):
                    yield _Crash(attachment.policy, field, rule, route, redirects)
