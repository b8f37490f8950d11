"""ListenerSets: the handshake with the Gateway, precedence, ports."""

from __future__ import annotations

import pytest

from kgwctl.resolve.reasons import HostnameConflict, ListenerSetNotAllowed, ListenerSetsNotEnabled, PortRequired
from tests.resolve.inputs import only_gateway


def gateway(allowed: str | None = "{namespaces: {from: All}}") -> str:
    return f"""
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {{name: gw}}
spec:
  gatewayClassName: kgateway
  listeners: [{{name: own, port: 80, protocol: HTTP}}]
  {f"allowedListeners: {allowed}" if allowed is not None else ""}
"""


def listener_set(name: str, listeners: str, namespace: str = "default", created: int | None = None) -> str:
    timestamp = "" if created is None else f", creationTimestamp: {created}"
    return f"""
apiVersion: gateway.networking.x-k8s.io/v1alpha1
kind: XListenerSet
metadata: {{name: {name}, namespace: {namespace}{timestamp}}}
spec:
  parentRef: {{name: gw, namespace: default}}
  listeners: [{listeners}]
"""


LISTENER = "{name: l, port: 8080, protocol: HTTP}"


@pytest.mark.parametrize(
    ("allowed", "namespace", "denied"),
    [
        (None, "default", ListenerSetsNotEnabled()),
        ("{}", "default", ListenerSetNotAllowed()),
        ("{namespaces: {from: None}}", "default", ListenerSetNotAllowed()),
        ("{namespaces: {from: Same}}", "default", None),
        ("{namespaces: {from: Same}}", "other", ListenerSetNotAllowed()),
        ("{namespaces: {from: All}}", "other", None),
        ("{namespaces: {from: Selector, selector: {matchLabels: {a: b}}}}", "other", ListenerSetNotAllowed()),
        # Namespaces without manifest: only their name is known.
        (
            "{namespaces: {from: Selector, selector: {matchLabels: {kubernetes.io/metadata.name: other}}}}",
            "other",
            None,
        ),
        ("{namespaces: {from: Selector}}", "default", ListenerSetNotAllowed()),
    ],
)
def test_handshake(allowed: str | None, namespace: str, denied: object) -> None:
    found = only_gateway(gateway(allowed), listener_set("set", LISTENER, namespace))
    assert [one.denied for one in found.denied_listener_sets] == ([denied] if denied else [])
    assert [one.name for one in found.listeners] == (["own"] if denied else ["own", "l"])
    assert len(found.allowed_listener_sets) == (0 if denied else 1)


def test_precedence_is_age_then_name() -> None:
    found = only_gateway(
        gateway(),
        listener_set("young", LISTENER, created=30),
        listener_set("b", LISTENER, created=20),
        listener_set("a", LISTENER, created=20),
        listener_set("new", LISTENER),
    )
    assert [one.parent.name for one in found.listeners] == ["gw", "a", "b", "young", "new"]
    assert [one.problem for one in found.listeners] == [None, None, *[HostnameConflict("l")] * 3]
    assert [one.listeners[0].problem is None for one in found.allowed_listener_sets] == [True, False, False, False]


def test_ports_that_protocols_have_by_themselves() -> None:
    found = only_gateway(
        gateway(),
        listener_set(
            "set",
            "{name: a, port: 0, protocol: HTTP, hostname: a.com}, {name: b, protocol: HTTPS}, {name: c, protocol: TLS}",
        ),
    )
    assert [(one.name, one.port) for one in found.listeners] == [("own", 80), ("a", 80), ("b", 443), ("c", 0)]
    assert found.listeners[3].problem == PortRequired("TLS")


def test_routes_name_the_set_as_parent() -> None:
    found = only_gateway(
        gateway(),
        listener_set("set", LISTENER),
        """
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: r}
spec:
  parentRefs:
  - {name: set, kind: XListenerSet, group: gateway.networking.x-k8s.io}
  - {name: set, kind: XListenerSet, group: gateway.networking.x-k8s.io, sectionName: none}
  # Without the group it is no ListenerSet.
  - {name: set, kind: XListenerSet}
""",
    )
    assert [len(one.routes) for one in found.listeners] == [0, 1]
    assert [(one.reason, one.parent_ref.section_name) for one in found.route_problems] == [("NoMatchingParent", "none")]


def test_experimental_features_off_means_no_sets() -> None:
    found = only_gateway(
        gateway(None),
        listener_set("set", LISTENER),
        settings=["KGW_ENABLE_EXPERIMENTAL_GATEWAY_API_FEATURES=false"],
    )
    assert found.denied_listener_sets == ()
    assert len(found.listeners) == 1
