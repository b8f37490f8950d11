"""A policy that reaches more ancestors than a status may list."""

from __future__ import annotations

import pytest

from tests.envoy.rendering import SERVICE, http_route, rendered

SETTINGS = ("KGW_ENABLE_EXPERIMENTAL_GATEWAY_API_FEATURES=true",)
GATEWAY = """
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: gw, namespace: default}
spec:
  gatewayClassName: kgateway
  allowedListeners: {namespaces: {from: Same}}
  listeners: [{name: http, port: 80, protocol: HTTP}]
"""
POLICY = """
apiVersion: gateway.kgateway.dev/v1alpha1
kind: TrafficPolicy
metadata: {name: p, namespace: default}
spec:
  targetRefs: [{group: gateway.networking.k8s.io, kind: HTTPRoute, name: r}]
  csrf: {percentageEnabled: 1}
"""


def listener_set(number: int) -> str:
    return f"""
apiVersion: gateway.networking.x-k8s.io/v1alpha1
kind: XListenerSet
metadata: {{name: set-{number:02}, namespace: default}}
spec:
  parentRef: {{name: gw}}
  listeners: [{{name: http, port: {8000 + number}, protocol: HTTP}}]
"""


@pytest.mark.parametrize(("sets", "listed", "ignored"), [(15, 15, 0), (18, 16, 3)])
def test_the_sixteenth_ancestor_sums_up_the_rest(sets: int, listed: int, ignored: int) -> None:
    parents = ", ".join(
        f"{{group: gateway.networking.x-k8s.io, kind: XListenerSet, name: set-{number:02}}}" for number in range(sets)
    )
    route = http_route().replace("[{name: gw}]", f"[{parents}]")
    result = rendered(GATEWAY, SERVICE, POLICY, route, *map(listener_set, range(sets)), settings=SETTINGS)
    ancestors = result.statuses["policies"]["TrafficPolicy/default/p"]["ancestors"]
    assert [one["ancestorRef"]["name"] for one in ancestors[:15]] == [f"set-{number:02}" for number in range(15)]
    assert len(ancestors) == listed
    if ignored:
        assert ancestors[-1]["ancestorRef"] == {"group": "gateway.kgateway.dev", "name": "StatusSummary"}
        (summary,) = ancestors[-1]["conditions"]
        assert summary["message"] == f"{ignored} AncestorRefs ignored due to max status size"
