"""Gateways that get no proxy, and the words of their condition."""

from __future__ import annotations

import pytest

from kgwctl.envoy.render import render
from kgwctl.proxy.verdict import deployment_refusal
from tests.proxy.inputs import AGENTGATEWAY, GATEWAY, KGATEWAY, parameters, resolved_of

_VALUES = "failed to get helm values for object /, Kind= web/edge: "
_CLASS = """---
apiVersion: gateway.networking.k8s.io/v1
kind: GatewayClass
metadata: {name: %s}
spec:
  controllerName: %s
  parametersRef: {group: gateway.kgateway.dev, kind: GatewayParameters, name: own%s}
"""
CASES = {
    "two addresses": (
        GATEWAY % ("kgateway", "addresses: [{value: 192.0.2.1}, {value: 192.0.2.2}]"),
        _VALUES + "multiple addresses given, only one address is supported: gateway web/edge has 2 addresses",
    ),
    "a name": (
        GATEWAY % ("agentgateway", "addresses: [{type: Hostname, value: a.example}]"),
        _VALUES + "IP address in Gateway.spec.addresses not valid: gateway web/edge has no valid IP address",
    ),
    "no parameters": (
        KGATEWAY,
        _VALUES + "(web.own) for Gateway (web.edge): could not retrieve GatewayParameters: resource not found",
    ),
    "no parameters of the class": (
        GATEWAY % ("kgateway", "") + _CLASS % ("kgateway", "kgateway.dev/kgateway", ""),
        _VALUES + "(.own) for GatewayClass (kgateway): could not retrieve GatewayParameters: resource not found",
    ),
    "another kind": (
        KGATEWAY.replace("kind: GatewayParameters", "kind: ConfigMap"),
        _VALUES + "invalid kind ConfigMap for GatewayParameters",
    ),
    "another group": (
        KGATEWAY.replace("group: gateway.kgateway.dev", "group: example.com"),
        _VALUES + "invalid group example.com for GatewayParameters",
    ),
    "parameters of the other plane": (
        AGENTGATEWAY.replace("agentgateway.dev, kind: Agentgateway", "gateway.kgateway.dev, kind: Gateway"),
        _VALUES + "infrastructure.parametersRef on Gateway web/edge references unsupported type: "
        "group=gateway.kgateway.dev kind=GatewayParameters; use AgentgatewayParameters instead",
    ),
    "a class with those": (
        GATEWAY % ("agentgateway", "") + _CLASS % ("agentgateway", "agentgateway.dev/agentgateway", ", namespace: web"),
        _VALUES + "the GatewayClass agentgateway references parameters of a type other than "
        "AgentgatewayParameters: own",
    ),
    "an empty log level": (
        KGATEWAY
        + parameters("GatewayParameters", "{kube: {envoyContainer: {bootstrap: {componentLogLevels: {x: ''}}}}}"),
        _VALUES + "an empty key or value was provided in componentLogLevels: key=x, value=",
    ),
    "an overlay of the wrong type": (
        AGENTGATEWAY + parameters("AgentgatewayParameters", "{deployment: {spec: {replicas: many}}}"),
        "failed to post-process objects for web.edge: failed to apply overlay to Deployment/edge: "
        "failed to deserialize patched object: failed to unmarshal patched object: "
        "json: cannot unmarshal string into Go struct field DeploymentSpec.spec.replicas of type int32",
    ),
    "an overlay without key": (
        AGENTGATEWAY + parameters("AgentgatewayParameters", "{service: {spec: {ports: [{nodePort: 1}]}}}"),
        "failed to post-process objects for web.edge: failed to apply overlay to Service/edge: failed to apply "
        "strategic merge patch: map: {'nodePort': 1} does not contain declared merge key: port",
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_refusals(name: str) -> None:
    text, words = CASES[name]
    resolved = resolved_of(text)
    (gateway,) = resolved.gateways
    refusal = deployment_refusal(gateway, resolved)
    assert str(refusal) == words


def test_a_long_name_is_no_release_of_helm() -> None:
    name = "e" * 54
    resolved = resolved_of((GATEWAY % ("kgateway", "")).replace("name: edge", f"name: {name}"))
    refusal = deployment_refusal(resolved.gateways[0], resolved)
    assert refusal is not None
    assert str(refusal).startswith(f"failed to get objects to deploy web.{name}: failed to render helm chart")


def test_the_condition_of_the_gateway() -> None:
    text, words = CASES["two addresses"]
    (result,) = render(resolved_of(text))
    conditions = {one["type"]: one for one in result.statuses["gateways"]["web/edge"]["conditions"]}
    accepted = conditions["Accepted"]
    assert (accepted["status"], accepted["reason"], accepted["message"]) == ("False", "InvalidParameters", words)
    assert conditions["Programmed"]["status"] == "True"


@pytest.mark.parametrize("spec", ["", "addresses: [{value: '2001:db8::1'}]"])
def test_nothing_is_wrong(spec: str) -> None:
    resolved = resolved_of(GATEWAY % ("kgateway", spec))
    assert deployment_refusal(resolved.gateways[0], resolved) is None


def test_addresses_do_not_matter_to_services_that_are_no_load_balancers() -> None:
    text = KGATEWAY.replace("infrastructure", "addresses: [{type: Hostname, value: a.example}]\n  infrastructure")
    resolved = resolved_of(text + parameters("GatewayParameters", "{kube: {service: {type: ClusterIP}}}"))
    assert deployment_refusal(resolved.gateways[0], resolved) is None
