"""Rules as agentgateway gets them: matches, filters, timeouts and backends."""

from __future__ import annotations

from typing import Any

import pytest

from tests.agentgateway.rendered import Output, rendered

WORLD = """\
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: gw, namespace: default}
spec:
  gatewayClassName: agentgateway
  listeners: [{name: http, port: 80, protocol: HTTP}]
---
apiVersion: v1
kind: Service
metadata: {name: web, namespace: default}
spec: {ports: [{port: 80}]}
---
apiVersion: v1
kind: Service
metadata: {name: web, namespace: far}
spec: {ports: [{port: 80}]}
---
apiVersion: inference.networking.k8s.io/v1
kind: InferencePool
metadata: {name: pool, namespace: default}
spec:
  selector: {matchLabels: {app: model}}
  targetPorts: [{number: 8000}]
  endpointPickerRef: {name: picker, port: {number: 9002}}
---
"""
WEB = {"service": {"namespace": "default", "hostname": "web.default.svc.cluster.local"}, "port": 80}


def http(rule: str, *, rules: str = "") -> Output:
    return rendered(
        f"{WORLD}apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: {{name: r, namespace: default}}\n"
        f"spec: {{parentRefs: [{{name: gw}}], rules: [{{{rule}}}{rules}]}}\n"
    )


def only(rule: str) -> dict[str, Any]:
    (route,) = http(rule).of("route").values()
    return route


def grpc(rule: str) -> Output:
    return rendered(
        f"{WORLD}apiVersion: gateway.networking.k8s.io/v1\nkind: GRPCRoute\nmetadata: {{name: r, namespace: default}}\n"
        f"spec: {{parentRefs: [{{name: gw}}], rules: [{{{rule}}}]}}\n"
    )


def test_one_route_for_each_match_of_a_rule() -> None:
    """``conversion.go:ConvertHTTPRouteToAgw``; ``agw.go:CreateAgwPathMatch`` trims prefixes only."""
    matches = [
        "{path: {value: /a/}}",
        "{path: {type: Exact, value: /b/}, method: GET}",
        "{path: {type: RegularExpression, value: /c.*}, headers: [{name: h, value: v}]}",
        "{queryParams: [{name: q, value: x.*, type: RegularExpression}]}",
    ]
    made = http(f"name: mine, matches: [{', '.join(matches)}]").of("route")
    assert {key: one["matches"] for key, one in made.items()} == {
        "default/r.0.0.http": [{"path": {"pathPrefix": "/a"}}],
        "default/r.0.1.http": [{"path": {"exact": "/b/"}, "method": {"exact": "GET"}}],
        "default/r.0.2.http": [{"path": {"regex": "/c.*"}, "headers": [{"name": "h", "exact": "v"}]}],
        "default/r.0.3.http": [{"path": {"pathPrefix": "/"}, "queryParams": [{"name": "q", "regex": "x.*"}]}],
    }
    assert {one["name"]["ruleName"] for one in made.values()} == {"mine"}


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("{service: s.S, method: M}", {"exact": "/s.S/M"}),
        ("{service: s.S}", {"exact": "/s.S/"}),
        ("{method: M}", {"regex": "/[^/]+/M"}),
        ("{service: s.*, method: M, type: RegularExpression}", {"exact": "/s.*/M"}),
    ],
)
def test_grpc_methods_are_paths_and_their_type_is_not_looked_at(method: str, path: dict[str, str]) -> None:
    """``conversion.go:ConvertGRPCRouteToAgw``."""
    (route,) = grpc(f"matches: [{{method: {method}}}], backendRefs: [{{name: web, port: 80}}]").of("route").values()
    assert route["matches"] == [{"path": path}]


def test_a_grpc_route_without_matches_is_for_everything() -> None:
    assert grpc("backendRefs: [{name: web, port: 80}]").of("route")["default/r.0.http"]["matches"] == [
        {"path": {"pathPrefix": "/"}}
    ]


def test_header_changes_and_mirrors_come_last() -> None:
    """``conversion.go:BuildAgwTrafficPolicyFilters``."""
    change = "requestHeaderModifier: {set: [{name: a, value: b}]}"
    mirror = "requestMirror: {backendRef: {name: web, port: 80}, fraction: {numerator: 1, denominator: 3}}"
    rewrite = "urlRewrite: {path: {type: ReplacePrefixMatch, replacePrefixMatch: /}}"
    route = only(
        f"matches: [{{path: {{value: /p}}}}], filters: [{{type: RequestHeaderModifier, {change}}}, "
        f"{{type: RequestMirror, {mirror}}}, {{type: URLRewrite, {rewrite}}}], "
        "timeouts: {request: 1m30s, backendRequest: 0s}, retry: {attempts: 2, codes: [503], backoff: 250ms}"
    )
    assert route["trafficPolicies"] == [
        {"urlRewrite": {"prefix": ""}},
        {"requestHeaderModifier": {"set": [{"name": "a", "value": "b"}]}},
        {"requestMirror": {"mirrors": [{"backend": WEB, "percentage": 33.333333333333336}]}},
        {"timeout": {"request": "90s"}},
        {"retry": {"retryStatusCodes": [503], "attempts": 2, "backoff": "0.250s"}},
    ]


def test_a_mirror_of_no_requests_is_an_empty_entry() -> None:
    """``CreateAgwMirrorFilter`` returns nothing, which is appended all the same."""
    mirror = "{type: RequestMirror, requestMirror: {backendRef: {name: web, port: 80}, percent: 0}}"
    assert only(f"filters: [{mirror}]")["trafficPolicies"] == [{"requestMirror": {"mirrors": [{}]}}]


def test_zero_attempts_mean_no_retry_and_no_codes_none() -> None:
    """``builtin_helpers.go``: ``ApplyRetries``, ``ApplyTimeouts``."""
    assert "trafficPolicies" not in only("retry: {attempts: 0}, timeouts: {request: 0s}")
    assert only("retry: {}")["trafficPolicies"] == [{"retry": {}}]


def test_external_authorization_speaks_http_or_grpc() -> None:
    """``agw.go:CreateAgwExternalAuthFilter``."""
    base = "type: ExternalAuth, externalAuth: {backendRef: {name: web, port: 80}, "
    over_http = f"{{{base}protocol: HTTP, http: {{path: check}}, forwardBody: {{maxSize: 10}}}}}}"
    over_grpc = f"{{{base}protocol: GRPC, grpc: {{allowedHeaders: [x]}}}}}}"
    assert only(f"filters: [{over_http}]")["trafficPolicies"] == [
        {
            "extAuthz": {
                "target": WEB,
                "http": {"path": '"/check" + request.path'},
                "includeRequestHeaders": ["Authorization", ":authority"],
                "includeRequestBody": {"maxRequestBytes": 10},
            }
        }
    ]
    assert only(f"filters: [{over_grpc}]")["trafficPolicies"] == [
        {"extAuthz": {"target": WEB, "grpc": {}, "includeRequestHeaders": ["x"]}}
    ]


EXTENSION = "filters: [{type: ExtensionRef, extensionRef: {group: g, kind: K, name: one}}]"
REWRITING_BACKEND = (
    "backendRefs: [{name: web, port: 80, filters: [{type: URLRewrite, urlRewrite: {hostname: h.example.com}}]}]"
)


@pytest.mark.parametrize(
    ("rule", "reason", "message"),
    [
        (EXTENSION, "IncompatibleFilters", "unsupported ExtensionRef: g/K"),
        (
            REWRITING_BACKEND,
            "BackendError",
            "failed to build backend destination: &{Accepted False IncompatibleFilters "
            'unsupported filter type "URLRewrite"}',
        ),
        (
            "backendRefs: [{name: web.default, port: 80}]",
            "BackendError",
            "failed to build backend destination: &{Accepted False UnsupportedValue service name invalid; "
            "the name of the Service must be used, not the hostname.}",
        ),
        (
            "filters: [{type: RequestMirror, requestMirror: {backendRef: {name: none, port: 80}}}]",
            "BackendNotFound",
            "backend(none.default.svc.cluster.local) not found",
        ),
    ],
)
def test_one_rule_that_cannot_be_converted_takes_the_route_with_it(rule: str, reason: str, message: str) -> None:
    """``route_collections.go:computeRoute``: a hard error discards the routes of all rules."""
    made = http(rule, rules=", {backendRefs: [{name: web, port: 80}]}")
    assert made.of("route") == {}
    assert made.conditions("httpRoutes", "default/r") == {
        "Accepted": ("True", "Accepted", ""),
        "ResolvedRefs": ("False", reason, message),
    }


@pytest.mark.parametrize(
    ("ref", "sent", "reason", "message"),
    [
        (
            "{name: none, port: 80}",
            {
                "backend": {
                    "service": {"namespace": "default", "hostname": "none.default.svc.cluster.local"},
                    "port": 80,
                },
                "weight": 1,
            },
            "BackendNotFound",
            "backend(none.default.svc.cluster.local) not found",
        ),
        (
            "{name: web, namespace: far, port: 80}",
            {},
            "RefNotPermitted",
            'backendRef web/far not accessible to a HTTPRoute in namespace "default" (missing a ReferenceGrant?)',
        ),
        (
            "{group: inference.networking.k8s.io, kind: InferencePool, name: none}",
            {"weight": 1},
            "BackendNotFound",
            "backendRef default/none  not found",
        ),
        (
            "{group: agentgateway.dev, kind: AgentgatewayBackend, name: none}",
            {},
            "BackendNotFound",
            "kgateway Backend not found: default/none",
        ),
        (
            "{group: gateway.networking.k8s.io, kind: HTTPRoute, name: other}",
            {},
            "InvalidKind",
            'referencing unsupported backendRef: group "gateway.networking.k8s.io" kind "HTTPRoute"',
        ),
    ],
)
def test_a_backend_that_cannot_be_had_keeps_its_place(
    ref: str, sent: dict[str, Any], reason: str, message: str
) -> None:
    """``conversion.go:buildAgwDestination``."""
    made = http(f"backendRefs: [{ref}, {{name: web, port: 80, weight: 0}}]")
    assert made.of("route")["default/r.0.0.http"]["backends"] == [sent, {"backend": WEB}]
    assert made.conditions("httpRoutes", "default/r")["ResolvedRefs"] == ("False", reason, message)


def test_pools_and_hostnames_are_services() -> None:
    pool = "{group: inference.networking.k8s.io, kind: InferencePool, name: pool}"
    host = "{group: networking.istio.io, kind: Hostname, name: ext.example.com, port: 443}"
    assert only(f"backendRefs: [{pool}, {host}]")["backends"] == [
        {
            "backend": {
                "service": {"namespace": "default", "hostname": "pool.default.inference.cluster.local"},
                "port": 8000,
            },
            "weight": 1,
        },
        {
            "backend": {"service": {"namespace": "default", "hostname": "ext.example.com"}, "port": 443},
            "weight": 1,
        },
    ]


def test_a_grant_opens_services_of_another_namespace() -> None:
    grant = """\
apiVersion: gateway.networking.k8s.io/v1beta1
kind: ReferenceGrant
metadata: {name: open, namespace: far}
spec:
  from: [{group: gateway.networking.k8s.io, kind: HTTPRoute, namespace: default}]
  to: [{group: "", kind: Service}]
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: r, namespace: default}
spec: {parentRefs: [{name: gw}], rules: [{backendRefs: [{name: web, namespace: far, port: 80}]}]}
"""
    (backend,) = rendered(WORLD + grant).of("route")["default/r.0.0.http"]["backends"]
    assert backend["backend"]["service"] == {"namespace": "far", "hostname": "web.far.svc.cluster.local"}
