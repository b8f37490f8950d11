"""KGW0712: where the controller itself crashes, and where it does not."""

from __future__ import annotations

import pytest

from kgwctl.lint.check import check
from kgwctl.manifests import Source
from kgwctl.pipeline.options import Options

BASE = """\
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: web, namespace: default}
spec: {gatewayClassName: kgateway, listeners: [{name: http, port: 80, protocol: HTTP}]}
---
apiVersion: v1
kind: Service
metadata: {name: app, namespace: default}
spec: {ports: [{port: 80}]}
---
apiVersion: gateway.kgateway.dev/v1alpha1
kind: DirectResponse
metadata: {name: gone, namespace: default}
spec: {status: 410}
---
"""
REDIRECT = "filters: [{type: RequestRedirect, requestRedirect: {hostname: x.example.com}}]"
GONE = "filters: [{type: ExtensionRef, extensionRef: {group: gateway.kgateway.dev, kind: DirectResponse, name: gone}}]"
FORWARD = "backendRefs: [{name: app, port: 80}]"


def route(name: str, rule: str, parent: str = "{name: web}") -> str:
    return f"""\
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {{name: {name}, namespace: default}}
spec:
  parentRefs: [{parent}]
  rules:
  - matches: [{{path: {{type: PathPrefix, value: /a}}}}]
    {rule}
---
"""


def policy(spec: str, target: str = "r") -> str:
    return f"""\
apiVersion: gateway.kgateway.dev/v1alpha1
kind: TrafficPolicy
metadata: {{name: p, namespace: default}}
spec:
  targetRefs: [{{group: gateway.networking.k8s.io, kind: HTTPRoute, name: {target}}}]
  {spec}
---
"""


def found(text: str) -> list[tuple[str, str, str]]:
    findings = check([Source("in.yaml", (BASE + text).encode())], Options()).findings
    return [(one.subject, ".".join(map(str, one.path)), one.message) for one in findings if one.rule == "KGW0712"]


@pytest.mark.parametrize(
    ("spec", "field"),
    [
        ("timeouts: {request: 3s}", "timeouts"),
        ("retry: {attempts: 2, retryOn: [gateway-error]}", "retry"),
        ("autoHostRewrite: true", "autoHostRewrite"),
    ],
)
def test_what_is_written_to_the_action_of_a_redirect(spec: str, field: str) -> None:
    message = (
        f"the controller crashes: rule 0 of HTTPRoute default/r redirects, and {field} needs a route that forwards"
    )
    assert found(route("r", REDIRECT) + policy(spec)) == [("TrafficPolicy default/p", f"spec.{field}", message)]
    assert found(route("r", FORWARD) + policy(spec)) == []


@pytest.mark.parametrize("spec", ["autoHostRewrite: false", "csrf: {percentageEnabled: 100}"])
def test_what_is_not(spec: str) -> None:
    assert found(route("r", REDIRECT) + policy(spec)) == []


def test_at_direct_responses_by_chance() -> None:
    ((_, _, message),) = found(route("r", GONE) + policy("timeouts: {request: 3s}"))
    assert message.startswith("the controller crashes at times: rule 0 of HTTPRoute default/r answers directly")


def test_through_delegation() -> None:
    parent = route("r", "backendRefs: [{group: gateway.networking.k8s.io, kind: HTTPRoute, name: child}]")
    child = route("child", REDIRECT, "{group: gateway.networking.k8s.io, kind: HTTPRoute, name: r}")
    ((subject, _, message),) = found(parent + child + policy("timeouts: {request: 3s}"))
    assert subject == "TrafficPolicy default/p"
    assert "rule 0 of HTTPRoute default/child redirects" in message


def test_policies_of_the_gateway_are_not_written_to_routes() -> None:
    text = policy("timeouts: {request: 3s}").replace("kind: HTTPRoute, name: r", "kind: Gateway, name: web")
    assert found(route("r", REDIRECT) + text) == []


@pytest.mark.parametrize(
    ("url", "crashes"), [("https://x.example", 1), ("https://x.example:port", 1), ("http://x.example:8080", 0)]
)
def test_endpoints_of_functions(url: str, crashes: int) -> None:
    backend = f"""\
apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata: {{name: fn, namespace: default}}
spec: {{type: AWS, aws: {{accountId: "000000000000", lambda: {{functionName: f, endpointURL: "{url}"}}}}}}
"""
    places = [place[:2] for place in found(backend)]
    assert places == [("Backend default/fn", "spec.aws.lambda.endpointURL")] * crashes
