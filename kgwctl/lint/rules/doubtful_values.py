"""Values that do what they say and hardly what was meant: KGW1007 to KGW1009."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kgwctl.api.kinds import HTTP_ROUTE, TRAFFIC_POLICY
from kgwctl.diagnostics import Rule, Severity
from kgwctl.lint.findings import finding
from kgwctl.resolve.model import HttpRoute

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kgwctl.diagnostics import FieldPath, Finding
    from kgwctl.resolve.model import AttachedRoute, Listener
    from kgwctl.resolve.resolved import Resolved

_ROUTE = """\
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: shop}
spec:
  rules:
  - matches: [{path: {type: PathPrefix, value: /cart}}]
    filters:
    - {type: CORS, cors: {allowOrigins: ["https://shop.example.com"], allowCredentials: true}}
    - {type: RequestRedirect, requestRedirect: {scheme: https}}
"""
_GATEWAY = """\
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: edge}
spec:
  gatewayClassName: kgateway
  listeners: [{name: http, port: 80, protocol: HTTP}]
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: shop}
spec:
  parentRefs: [{name: edge}]
  rules: [{filters: [{type: RequestRedirect, requestRedirect: {scheme: https}}]}]
"""

LITERAL_ASTERISK = Rule(
    id="KGW1007",
    name="asterisk-in-path",
    severity=Severity.WARNING,
    summary="A path has an asterisk, which stands for itself: only type RegularExpression has patterns.",
    bad=_ROUTE.replace("/cart", "/cart/*"),
    good=_ROUTE,
)
REDIRECT_LOOP = Rule(
    id="KGW1008",
    name="redirect-to-itself",
    severity=Severity.WARNING,
    summary="A redirect sends requests of a listener back to where they came from, so browsers give up.",
    explanation="A route that sends HTTP to HTTPS must attach to the HTTP listener only: name it with sectionName.",
    bad=_GATEWAY.replace("scheme: https", "statusCode: 301"),
    good=_GATEWAY,
)
ANY_ORIGIN = Rule(
    id="KGW1009",
    name="credentials-for-any-origin",
    severity=Severity.WARNING,
    summary="CORS lets every site on the internet call with the cookies of its visitors.",
    bad=_ROUTE.replace("https://shop.example.com", "*"),
    good=_ROUTE,
)
RULES: tuple[Rule, ...] = (LITERAL_ASTERISK, REDIRECT_LOOP, ANY_ORIGIN)

_SCHEMES = {"HTTP": "http", "HTTPS": "https"}
_PORTS = {"http": 80, "https": 443}


def doubtful_value_findings(resolved: Resolved) -> Iterator[Finding]:
    """Paths, redirects and CORS settings that were hardly meant."""
    for route in resolved.objects.of(HTTP_ROUTE):
        for index, rule in enumerate(route.object.spec.rules or ()):
            for path, value in _paths(rule):
                message = f"the asterisk in {value} stands for itself"
                hint = "type RegularExpression has patterns, type PathPrefix takes everything below a path"
                yield finding(LITERAL_ASTERISK, route, ("spec", "rules", index, *path), message, hint)
            for number, one in enumerate(rule.filters or ()):
                path = ("spec", "rules", index, "filters", number, "cors", "allowCredentials")
                if _is_open(one.cors):
                    yield finding(ANY_ORIGIN, route, path, "any site may call with credentials")
    for policy in resolved.objects.of(TRAFFIC_POLICY):
        spec = policy.object.spec
        if _is_open(spec.cors):
            path = ("spec", "cors", "allowCredentials")
            yield finding(ANY_ORIGIN, policy, path, "any site may call with credentials")
    yield from _loops(resolved)


def _paths(rule: Any) -> Iterator[tuple[FieldPath, str]]:
    for number, match in enumerate(rule.matches or ()):
        path = match.path
        if path is not None and path.value and "*" in path.value and path.type != "RegularExpression":
            yield ("matches", number, "path", "value"), path.value


def _is_open(cors: Any) -> bool:
    return cors is not None and bool(cors.allow_credentials) and "*" in (cors.allow_origins or ())


def _loops(resolved: Resolved) -> Iterator[Finding]:
    seen: set[tuple[str, int, int]] = set()
    for gateway in resolved.gateways:
        for listener in gateway.valid_listeners:
            for attached in listener.routes if listener.protocol in _SCHEMES else ():
                route = attached.route
                for index, number in _looping(attached, listener):
                    mark = (str(route.key), index, number)
                    if mark not in seen:
                        seen.add(mark)
                        path = ("spec", "rules", index, "filters", number, "requestRedirect")
                        message = f"on listener {listener.name} of {gateway.key} the redirect leads to itself"
                        hint = "name the listener that it is for with sectionName in parentRefs"
                        yield finding(REDIRECT_LOOP, route.resource, path, message, hint)


def _looping(attached: AttachedRoute, listener: Listener) -> Iterator[tuple[int, int]]:
    """Numbers of the rules and filters whose redirects change nothing on this listener."""
    route = attached.route
    if not isinstance(route, HttpRoute):
        return
    scheme = _SCHEMES[listener.protocol]
    for index, rule in enumerate(route.rules):
        for number, one in enumerate(rule.spec.filters or ()):
            to = one.request_redirect
            if one.type != "RequestRedirect" or to is None or to.path is not None:
                continue
            goes_to = to.scheme or scheme
            port = to.port or (_PORTS[goes_to] if to.scheme else listener.port)
            same_host = to.hostname is None or to.hostname in attached.hostnames
            if goes_to == scheme and port == listener.port and same_host:
                yield index, number
