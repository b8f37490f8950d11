"""What AgentgatewayParameters make of the objects of a proxy, where no recorded output shows it."""

from __future__ import annotations

from typing import Any

import yaml

from tests.proxy.inputs import agentgateway_of


def container_of(made: dict[str, Any]) -> dict[str, Any]:
    container: dict[str, Any] = made["Deployment"]["spec"]["template"]["spec"]["containers"][0]
    return container


def test_variables_of_parameters_replace_the_own_but_for_the_xds_address() -> None:
    environment = container_of(
        agentgateway_of("{env: [{name: RUST_LOG, value: debug}, {name: XDS_ADDRESS, value: 'http://x'}]}")
    )["env"]
    values = [(one["name"], one.get("value")) for one in environment]
    assert [value for name, value in values if name == "RUST_LOG"] == ["debug"]
    assert [value for name, value in values if name == "XDS_ADDRESS"] == [
        "http://kgateway.kgateway-system.svc.cluster.local:9978",
        "http://x",
    ]


def test_typed_fields_win_over_the_raw_configuration() -> None:
    made = agentgateway_of("{logging: {format: json}, rawConfig: {config: {logging: {format: text, level: x}}}}")
    configuration = yaml.safe_load(made["ConfigMap"]["data"]["config.yaml"])
    assert configuration == {"config": {"logging": {"format": "json", "level": "x"}}}


def test_another_configuration_makes_another_checksum() -> None:
    checksums = {
        agentgateway_of(spec)["Deployment"]["spec"]["template"]["metadata"]["annotations"]["checksum/config"]
        for spec in ("{}", "{rawConfig: {a: 1}}", "{rawConfig: {a: 2}}")
    }
    assert len(checksums) == 3


def test_an_autoscaler_keeps_its_aim_beside_an_overlay() -> None:
    made = agentgateway_of("{horizontalPodAutoscaler: {spec: {maxReplicas: 3}}, podDisruptionBudget: {}}")
    assert made["HorizontalPodAutoscaler"]["spec"] == {
        "scaleTargetRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": "edge"},
        "maxReplicas": 3,
    }
    assert made["PodDisruptionBudget"]["spec"]["selector"] == made["Deployment"]["spec"]["selector"]


def test_unknown_fields_of_an_overlay_are_dropped() -> None:
    made = agentgateway_of("{service: {spec: {type: ClusterIP, colour: blue}}}")
    assert made["Service"]["spec"]["type"] == "ClusterIP"
    assert "colour" not in made["Service"]["spec"]
