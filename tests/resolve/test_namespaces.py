"""Which namespaces the controller sees, and classes of Gateways that are ours."""

from __future__ import annotations

import pytest

from kgwctl.planes.agentgateway import AGENTGATEWAY
from kgwctl.planes.envoy import ENVOY
from kgwctl.settings import SettingsError
from tests.resolve.inputs import GATEWAY, SERVICE, only_gateway, planes, resolved

NAMESPACES = """
apiVersion: v1
kind: Namespace
metadata: {name: default, labels: {team: a}}
---
apiVersion: v1
kind: Namespace
metadata: {name: far, labels: {team: b}}
"""
FAR = SERVICE.replace("default", "far")


@pytest.mark.parametrize(
    ("selectors", "seen"),
    [
        ("[]", ["default", "far"]),
        ('[{"matchLabels": {"team": "a"}}]', ["default"]),
        ('[{"matchLabels": {"team": "a"}}, {"matchLabels": {"team": "b"}}]', ["default", "far"]),
        ('[{"matchLabels": {"team": "c"}}]', []),
        ('[{"matchLabels": {"kubernetes.io/metadata.name": "far"}}]', ["far"]),
        ('[{"matchExpressions": [{"key": "team", "operator": "In", "values": ["b", "c"]}]}]', ["far"]),
        ('[{"matchExpressions": [{"key": "team", "operator": "NotIn", "values": ["b"]}]}]', ["default"]),
        ('[{"matchExpressions": [{"key": "team", "operator": "Exists"}]}]', ["default", "far"]),
        ("[{}]", ["default", "far"]),
    ],
)
def test_discovery(selectors: str, seen: list[str]) -> None:
    found = resolved(NAMESPACES, SERVICE, FAR, settings=[f"KGW_DISCOVERY_NAMESPACE_SELECTORS={selectors}"])
    assert [one.key.namespace for one in found.backends] == seen


def test_objects_of_other_namespaces_do_not_exist() -> None:
    selectors = 'KGW_DISCOVERY_NAMESPACE_SELECTORS=[{"matchLabels": {"team": "b"}}]'
    assert resolved(NAMESPACES, GATEWAY, settings=[selectors]).gateways == ()


def test_an_unusable_selector_is_told_with_its_setting() -> None:
    setting = 'KGW_DISCOVERY_NAMESPACE_SELECTORS=[{"matchExpressions": [{"key": "a", "operator": "Is"}]}]'
    with pytest.raises(SettingsError) as refused:
        resolved(settings=[setting])
    assert str(refused.value) == (
        'setting KGW_DISCOVERY_NAMESPACE_SELECTORS: "Is" is not a valid label selector operator'
    )


def with_class(name: str) -> str:
    return GATEWAY.replace("gatewayClassName: kgateway", f"gatewayClassName: {name}")


CLASS = """
apiVersion: gateway.networking.k8s.io/v1
kind: GatewayClass
metadata: {{name: {name}}}
spec: {{controllerName: {controller}}}
"""


@pytest.mark.parametrize(
    ("name", "controller"),
    [
        ("kgateway", ENVOY.controller),
        ("kgateway-waypoint", ENVOY.controller),
        ("agentgateway", AGENTGATEWAY.controller),
    ],
)
def test_built_in_classes(name: str, controller: str) -> None:
    assert only_gateway(with_class(name)).controller == controller


def test_classes_of_the_input_and_of_the_caller() -> None:
    assert resolved(with_class("mine")).gateways == ()
    ours = CLASS.format(name="mine", controller=ENVOY.controller)
    assert only_gateway(with_class("mine"), ours).controller == ENVOY.controller
    (found,) = resolved(with_class("extra"), extra_classes={"extra": ENVOY.controller}).gateways
    assert found.controller == ENVOY.controller
    assert resolved(GATEWAY, extra_classes={"kgateway": "example.com/other"}).gateways == ()
    # The input decides, also over what the controllers create themselves.
    theirs = CLASS.format(name="kgateway", controller="example.com/other")
    assert resolved(with_class("kgateway"), theirs).gateways == ()


@pytest.mark.parametrize(("setting", "left"), [("ENVOY", "agentgateway"), ("AGENTGATEWAY", "kgateway")])
def test_a_data_plane_can_be_switched_off(setting: str, left: str) -> None:
    other = with_class("agentgateway").replace("name: gw,", "name: other,")
    found = planes(GATEWAY, other, settings=[f"KGW_ENABLE_{setting}=false"]).gateways
    assert [one.resource.object.spec.gateway_class_name for one in found] == [left]


def test_gateways_are_in_order_of_namespace_and_name() -> None:
    texts = [
        GATEWAY.replace("name: gw, namespace: default", place)
        for place in ("name: b, namespace: z", "name: c, namespace: a", "name: a, namespace: z")
    ]
    assert [one.key.namespaced_name for one in resolved(*texts).gateways] == ["a/c", "z/a", "z/b"]
