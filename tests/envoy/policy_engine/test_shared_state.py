"""Deep merges write into the policies that they merge, as upstream's do."""

from __future__ import annotations

import json

import pytest

from kgwctl.envoy.traffic_policy.transformation import FILTER
from kgwctl.manifests import Source
from kgwctl.pipeline.render import render

BASE = """\
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: gw, namespace: default}
spec:
  gatewayClassName: kgateway
  listeners:
  - {name: one, protocol: HTTP, port: 8080}
  - {name: two, protocol: HTTP, port: 8081}
---
apiVersion: v1
kind: Service
metadata: {name: svc, namespace: default}
spec: {ports: [{port: 80}]}
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: parent, namespace: default, annotations: {kgateway.dev/inherited-policy-priority: PRIORITY}}
spec:
  parentRefs: [{name: gw}]
  rules:
  - matches: [{path: {type: PathPrefix, value: /a}}]
    backendRefs: [{group: gateway.networking.k8s.io, kind: HTTPRoute, name: child}]
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: child, namespace: default}
spec:
  parentRefs: [{group: gateway.networking.k8s.io, kind: HTTPRoute, name: parent}]
  rules:
  - matches: [{path: {type: PathPrefix, value: /a/x}}, {path: {type: PathPrefix, value: /a/yy}}]
    backendRefs: [{name: svc, port: 80}]
---
apiVersion: gateway.kgateway.dev/v1alpha1
kind: TrafficPolicy
metadata: {name: of-parent, namespace: default}
spec:
  targetRefs: [{group: gateway.networking.k8s.io, kind: HTTPRoute, name: parent}]
  transformation: {response: {set: [{name: origin, value: p}]}}
---
apiVersion: gateway.kgateway.dev/v1alpha1
kind: TrafficPolicy
metadata: {name: of-child, namespace: default}
spec:
  targetRefs: [{group: gateway.networking.k8s.io, kind: HTTPRoute, name: child}]
  transformation: {response: {set: [{name: origin, value: c}]}}
"""


def origins(priority: str) -> list[str]:
    """What each route sets, in the order of translation, over both listeners."""
    source = Source("in.yaml", BASE.replace("PRIORITY", priority).encode())
    (result,) = render([source]).gateways
    configs = [
        json.loads(route.typed_per_filter_config[FILTER].filter_config.value)  # type: ignore[attr-defined]
        for config in result.resources.routes
        for host in config.virtual_hosts
        for route in sorted(host.routes, key=lambda one: one.name)
    ]
    return ["".join(header["value"] for header in config["response"]["set"]) for config in configs]


@pytest.mark.parametrize(
    ("priority", "expected"),
    [
        ("ShallowMergePreferChild", ["c", "c", "c", "c"]),
        ("ShallowMergePreferParent", ["p", "p", "p", "p"]),
    ],
)
def test_shallow_merges_leave_policies_alone(priority: str, expected: list[str]) -> None:
    assert origins(priority) == expected


def test_deep_merges_accumulate_from_route_to_route_and_listener_to_listener() -> None:
    assert sorted(origins("DeepMergePreferChild"), key=len) == ["pc", "ppc", "pppc", "ppppc"]
