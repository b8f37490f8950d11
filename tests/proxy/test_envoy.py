"""What GatewayParameters make of the objects of an Envoy proxy, where no recorded output shows it."""

from __future__ import annotations

from typing import Any

import yaml

from tests.proxy.inputs import GATEWAY, KGATEWAY, REFERS, deployed_of, envoy_of, parameters


def pod_of(made: dict[str, Any]) -> dict[str, Any]:
    pod: dict[str, Any] = made["Deployment"]["spec"]["template"]["spec"]
    return pod


def envoy_container(made: dict[str, Any]) -> dict[str, Any]:
    container: dict[str, Any] = pod_of(made)["containers"][0]
    return container


def test_probes_keep_one_action() -> None:
    container = envoy_container(envoy_of("{podTemplate: {readinessProbe: {tcpSocket: {port: 8082}}}}"))
    assert container["readinessProbe"] == {"tcpSocket": {"port": 8082}, "periodSeconds": 10}


def test_zero_replicas_count_as_none_said() -> None:
    assert "replicas" not in envoy_of("{deployment: {replicas: 0}}")["Deployment"]["spec"]


def test_low_ports_are_opened_unless_security_contexts_are_left_out() -> None:
    low = KGATEWAY.replace("8080", "80")
    sysctl = [{"name": "net.ipv4.ip_unprivileged_port_start", "value": "0"}]
    made = deployed_of(low + parameters("GatewayParameters", "{kube: {}}"))
    assert pod_of(made)["securityContext"] == {"sysctls": sysctl}
    left_out = parameters("GatewayParameters", "{kube: {omitDefaultSecurityContext: true}}")
    assert "securityContext" not in pod_of(deployed_of(low + left_out))


def test_node_ports_only_of_such_services() -> None:
    ports = "ports: [{port: 8080, nodePort: 30080}, {port: 9000}]"
    exposed = envoy_of(f"{{service: {{type: NodePort, {ports}}}}}")["Service"]["spec"]["ports"]
    assert [(one["port"], one.get("nodePort")) for one in exposed] == [(8080, 30080), (9000, None)]
    hidden = envoy_of(f"{{service: {{type: ClusterIP, {ports}}}}}")["Service"]["spec"]["ports"]
    assert [(one["port"], one.get("nodePort")) for one in hidden] == [(8080, None), (9000, None)]


def test_annotations_of_accounts_and_services_spread_beside_those_of_the_infrastructure() -> None:
    spec = (
        "{kube: {service: {extraAnnotations: {of: service, s: x}}, "
        "serviceAccount: {extraAnnotations: {of: account, a: x}}}}"
    )
    plain = deployed_of(KGATEWAY + parameters("GatewayParameters", spec))
    assert plain["Service"]["metadata"]["annotations"] == {"of": "service", "s": "x"}
    assert "annotations" not in plain["ConfigMap"]["metadata"]
    ref = REFERS % ("gateway.kgateway.dev", "GatewayParameters")
    infrastructure = ref.replace("infrastructure: {", "infrastructure: {annotations: {i: x}, ")
    made = deployed_of(GATEWAY % ("kgateway", infrastructure) + parameters("GatewayParameters", spec))
    assert made["ServiceAccount"]["metadata"]["annotations"] == {"i": "x", "of": "account", "a": "x"}
    everything = {"i": "x", "of": "account", "a": "x", "s": "x"}
    assert made["Service"]["metadata"]["annotations"] == everything
    assert made["ConfigMap"]["metadata"]["annotations"] == everything


def test_quantities_are_written_canonically() -> None:
    container = envoy_container(envoy_of("{envoyContainer: {resources: {limits: {cpu: '0.5', memory: 1024Mi}}}}"))
    assert container["resources"] == {"limits": {"cpu": "500m", "memory": "1Gi"}}


def test_zero_values_are_left_out_as_upstreams_types_do() -> None:
    made = envoy_of(
        "{envoyContainer: {securityContext: {runAsNonRoot: false}, "
        "extraVolumeMounts: [{name: v, mountPath: /v, readOnly: false}]}}"
    )
    container = envoy_container(made)
    assert container["securityContext"]["runAsNonRoot"] is False
    assert container["volumeMounts"][-1] == {"name": "v", "mountPath": "/v"}


def test_custom_metrics_paths_are_in_the_bootstrap() -> None:
    made = envoy_of("{stats: {routePrefixRewrite: /stats/own, enableStatsRoute: false}}")
    bootstrap = yaml.safe_load(made["ConfigMap"]["data"]["envoy.yaml"])
    chain = bootstrap["static_resources"]["listeners"][1]["filter_chains"][0]["filters"][0]["typed_config"]
    routes = chain["route_config"]["virtual_hosts"][0]["routes"]
    assert [one["match"].get("prefix") for one in routes] == [None, "/metrics"]
    assert routes[1]["route"] == {"prefix_rewrite": "/stats/own", "cluster": "admin_port_cluster"}


def test_without_statistics_nothing_is_scraped() -> None:
    made = envoy_of("{stats: {enabled: false}}")
    template = made["Deployment"]["spec"]["template"]
    assert "annotations" not in template["metadata"]
    assert [one["name"] for one in envoy_container(made)["ports"]] == ["listener-8080"]


def test_the_class_and_the_gateway_both_speak() -> None:
    own_class = """---
apiVersion: gateway.networking.k8s.io/v1
kind: GatewayClass
metadata: {name: kgateway}
spec:
  controllerName: kgateway.dev/kgateway
  parametersRef: {group: gateway.kgateway.dev, kind: GatewayParameters, name: shared, namespace: web}
"""
    shared = parameters(
        "GatewayParameters", "{kube: {deployment: {replicas: 3}, podTemplate: {tolerations: [{key: a}]}}}", "shared"
    )
    own = parameters("GatewayParameters", "{kube: {podTemplate: {tolerations: [{key: b}]}}}")
    made = deployed_of(KGATEWAY + own_class + shared + own)
    assert made["Deployment"]["spec"]["replicas"] == 3
    assert pod_of(made)["tolerations"] == [{"key": "a"}, {"key": "b"}]


def test_parameters_of_a_class_may_come_from_settings() -> None:
    text = GATEWAY % ("kgateway", "") + parameters("GatewayParameters", "{kube: {deployment: {replicas: 4}}}")
    setting = 'KGW_GATEWAY_CLASS_PARAMETERS_REFS={"kgateway": {"name": "own", "namespace": "web"}}'
    assert deployed_of(text, setting)["Deployment"]["spec"]["replicas"] == 4


def test_a_self_managed_proxy_is_not_deployed() -> None:
    assert deployed_of(KGATEWAY + parameters("GatewayParameters", "{selfManaged: {}}")) == {}


def test_overlays_of_agentgateway_change_envoys_objects_too() -> None:
    text = GATEWAY % ("kgateway", REFERS % ("agentgateway.dev", "AgentgatewayParameters"))
    overlay = parameters("AgentgatewayParameters", "{deployment: {spec: {replicas: 5}}}")
    assert deployed_of(text + overlay)["Deployment"]["spec"]["replicas"] == 5
