"""Gateways and routes that agentgateway's controller refuses or loses: KGW0726 to KGW0728.

Listeners and attachment are those of rendering; what other rules say already is left out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kgwctl.api.kinds import GRPC_ROUTE, HTTP_ROUTE, TCP_ROUTE, TLS_ROUTE
from kgwctl.diagnostics import Rule, Severity
from kgwctl.lint.findings import finding

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kgwctl.agentgateway.gateways.collect import BoundGateway
    from kgwctl.agentgateway.gateways.listeners import BoundListener
    from kgwctl.agentgateway.routes.parents import ListenerIndex
    from kgwctl.diagnostics import FieldPath, Finding
    from kgwctl.objects.resource import Resource
    from kgwctl.resolve.resolved import Resolved

_GATEWAY = """\
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: edge}
spec:
  gatewayClassName: agentgateway
  allowedListeners: {namespaces: {from: Same}}
  listeners: [{name: http, port: 80, protocol: HTTP, allowedRoutes: {namespaces: {from: Same}}}]
"""
_ROUTE = """\
---
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {ports: [{port: 80}]}
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: web}
spec:
  parentRefs: [{name: edge}]
  rules: [{backendRefs: [{name: web, port: 80}]}]
"""
_SET = """\
---
apiVersion: gateway.networking.x-k8s.io/v1alpha1
kind: XListenerSet
metadata: {name: more}
spec:
  parentRef: {name: edge}
  listeners: [{name: http, port: 81, protocol: HTTP}]
"""
_REWRITING = "filters: [{type: URLRewrite, urlRewrite: {hostname: web.example.com}}]"
_TO_SET = "{name: edge}, {group: gateway.networking.x-k8s.io, kind: XListenerSet, name: more}"

FILTER_ON_BACKEND = Rule(
    id="KGW0726",
    name="agentgateway-backend-filter",
    severity=Severity.ERROR,
    summary="A backend has a filter that agentgateway takes on rules only, so that no rule of the route is served.",
    explanation="On a backend, agentgateway's controller takes header modifiers and mirrors, and of an HTTPRoute "
    "redirects. Anything else makes it send nothing of the route.",
    bad=_GATEWAY + _ROUTE.replace("port: 80}]}]\n", f"port: 80, {_REWRITING}}}]}}]\n"),
    good=_GATEWAY + _ROUTE.replace("rules: [{", f"rules: [{{{_REWRITING}, "),
)
LISTENER_UNUSABLE = Rule(
    id="KGW0727",
    name="agentgateway-listener-refused",
    severity=Severity.ERROR,
    across_files=True,
    summary="agentgateway's controller cannot use a Gateway's addresses or a listener's certificates.",
    explanation="A listener without a usable certificate refuses connections; a Gateway with addresses that cannot be "
    "used has no listeners at all.",
    bad=_GATEWAY.replace("protocol: HTTP,", "protocol: HTTPS, tls: {options: {example.com/certificate: own}},"),
    good=_GATEWAY.replace("protocol: HTTP,", "protocol: TLS, tls: {mode: Passthrough},"),
)
ROUTE_LOST = Rule(
    id="KGW0728",
    name="agentgateway-route-lost",
    severity=Severity.ERROR,
    summary="A route attaches to two listeners of one name, of a Gateway and a listener set; one of them loses it.",
    explanation="The controller names what it sends after route and listener, without saying whose listener it is.",
    bad=_GATEWAY + _SET + _ROUTE.replace("{name: edge}", _TO_SET),
    good=_GATEWAY + _SET.replace("name: http", "name: extra") + _ROUTE.replace("{name: edge}", _TO_SET),
)
RULES: tuple[Rule, ...] = (FILTER_ON_BACKEND, LISTENER_UNUSABLE, ROUTE_LOST)


def agentgateway_route_findings(resolved: Resolved, known: Iterable[Finding]) -> Iterator[Finding]:
    """What is wrong with Gateways and routes for another reason than the ``known`` findings give."""
    from kgwctl.agentgateway.routes.parents import ListenerIndex
    from kgwctl.agentgateway.translate import Translation

    said: dict[str, list[FieldPath]] = {}
    for one in known:
        said.setdefault(one.subject, []).append(one.path)
    gateways = Translation(resolved).gateways
    for gateway in gateways:
        yield from _of_gateway(gateway, said)
    index = ListenerIndex(listener for gateway in gateways for listener in gateway.listeners)
    for kind in (HTTP_ROUTE, GRPC_ROUTE, TCP_ROUTE, TLS_ROUTE):
        for route in resolved.namespaces.seen(resolved.objects.of(kind)):
            yield from _of_route(route, index)


def _of_gateway(gateway: BoundGateway, said: dict[str, list[FieldPath]]) -> Iterator[Finding]:
    resource = gateway.resource
    if gateway.refused and not _told(resource, ("spec", "addresses"), said):
        hint = "name hostnames, or one IP address"
        yield finding(LISTENER_UNUSABLE, resource, ("spec", "addresses", 0), f"the Gateway: {gateway.refused}", hint)
    for owner, listeners in ((resource, gateway.own), *((one.resource, one.listeners) for one in gateway.sets)):
        for index, listener in enumerate(listeners):
            yield from _of_listener(owner, index, listener, said)


def _of_listener(
    owner: Resource[Any], index: int, listener: BoundListener, said: dict[str, list[FieldPath]]
) -> Iterator[Finding]:
    """What is wrong with certificates; of a second one, at its place."""
    from kgwctl.agentgateway.gateways.tls import REFUSING

    here: FieldPath = ("spec", "listeners", index)
    resolved = next(one for one in listener.conditions if one.type == "ResolvedRefs")
    if listener.tls is None or listener.valid or resolved.reason == "InvalidRouteKinds" or _told(owner, here, said):
        return
    consequence = "connections are refused" if listener.tls == REFUSING else "it does not work"
    tls = owner.object.spec.listeners[index].tls
    several = len(tls.certificate_refs or ()) > 1
    path = (*here, "tls", "certificateRefs", 1) if several else (*here, "tls")
    yield finding(LISTENER_UNUSABLE, owner, path, f"listener {listener.section}: {resolved.message}: {consequence}")


def _told(resource: Resource[Any], path: FieldPath, said: dict[str, list[FieldPath]]) -> bool:
    return any(one[: len(path)] == path for one in said.get(str(resource.key), ()))


def _of_route(route: Resource[Any], index: ListenerIndex) -> Iterator[Finding]:
    from kgwctl.agentgateway.routes.parents import parents_of

    parents = parents_of(route.kind, route.namespace, route.object.spec, index)
    if not parents:
        return
    yield from _filters_of_backends(route)
    kept = {(one.listener.gateway, one.listener.section): one for one in parents if one.denial is None}
    for one in parents:
        winner = kept.get((one.listener.gateway, one.listener.section))
        if one.denial is None and winner is not None and winner.listener.name != one.listener.name:
            place = next(at for at, ref in enumerate(route.object.spec.parent_refs) if ref is one.ref)
            message = f"the listener {one.listener.section} of {one.key} loses the route to that of {winner.key}"
            hint = "give the listeners different names"
            yield finding(ROUTE_LOST, route, ("spec", "parentRefs", place), message, hint)


def _filters_of_backends(route: Resource[Any]) -> Iterator[Finding]:
    from kgwctl.agentgateway.routes.filters import backend_filters

    taken = backend_filters(route.kind)
    for number, rule in enumerate(route.object.spec.rules or ()):
        for place, ref in enumerate(rule.backend_refs or ()):
            for position, one in enumerate(getattr(ref, "filters", None) or ()):
                if one.type not in taken:
                    path = ("spec", "rules", number, "backendRefs", place, "filters", position, "type")
                    message = f"agentgateway takes no {one.type} on a backend: no rule of the route is served"
                    yield finding(FILTER_ON_BACKEND, route, path, message, "give the filter to the rule")
