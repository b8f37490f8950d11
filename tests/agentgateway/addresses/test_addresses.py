"""Services and workloads: ports by name, protocols, and which entry of a hostname counts."""

from __future__ import annotations

from typing import Any

import pytest

from tests.agentgateway.rendered import rendered

GATEWAY = """\
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: gw, namespace: default}
spec: {gatewayClassName: agentgateway, listeners: [{name: http, port: 80, protocol: HTTP}]}
---
"""
SERVICE = """\
apiVersion: v1
kind: Service
metadata: {name: web, namespace: default}
spec: {%s}
---
"""
WEB = "default/web.default.svc.cluster.local"


def addresses(text: str) -> dict[str, Any]:
    return rendered(GATEWAY + text).addresses


@pytest.mark.parametrize(
    ("port", "protocol"),
    [
        ("name: http-web", "HTTP11"),
        ("name: grpc", "GRPC"),
        ("name: grpc-web", None),
        ("name: any, appProtocol: kubernetes.io/h2c", "HTTP2"),
        ("name: http, appProtocol: kubernetes.io/wss", None),
        ("name: http, appProtocol: tcp", None),
        ("name: http, protocol: UDP", None),
    ],
)
def test_protocols_are_told_by_app_protocol_or_name(port: str, protocol: str | None) -> None:
    """Istio's ``config/kube/conversion.go:ConvertProtocol``."""
    (made,) = addresses(SERVICE % f"ports: [{{port: 80, {port}}}]")[WEB]["ports"]
    assert made == {"servicePort": 80, "targetPort": 80, **({"appProtocol": protocol} if protocol else {})}


@pytest.mark.parametrize(
    ("spec", "balancing"),
    [
        ("trafficDistribution: PreferClose", {"routingPreference": ["NETWORK", "REGION", "ZONE"], "mode": "FAILOVER"}),
        ("internalTrafficPolicy: Local", {"routingPreference": ["NODE"], "mode": "STRICT"}),
        ("publishNotReadyAddresses: true", {"healthPolicy": "ALLOW_ALL"}),
    ],
)
def test_preferences_for_endpoints(spec: str, balancing: dict[str, Any]) -> None:
    """Istio's ``ambient/services.go:constructService``."""
    assert addresses(SERVICE % f"{spec}, ports: [{{port: 80}}]")[WEB]["loadBalancing"] == balancing


def test_an_alias_is_no_address() -> None:
    assert addresses(SERVICE % "type: ExternalName, externalName: x.example.com, ports: [{port: 80}]") == {}


SLICE = """\
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {name: web-1, namespace: default, labels: {kubernetes.io/service-name: web}}
addressType: IPv4
ports: [{name: http, port: 8080, protocol: TCP}, {name: other, port: 1, protocol: TCP}]
endpoints:
- {addresses: [10.0.0.1]}
- {addresses: [10.0.0.2], conditions: {ready: false}}
- {addresses: [10.0.0.1]}
- {addresses: [10.0.0.3], targetRef: {kind: Pod, name: p, namespace: default}}
"""


def test_endpoints_that_are_no_pods_are_workloads() -> None:
    """Istio's ``ambient/workloads.go:endpointSlicesBuilder``: repeated ones once, ports by name."""
    made = addresses(SERVICE % "ports: [{port: 80, name: http}]" + SLICE)
    of_slice = {
        "name": "web-1",
        "namespace": "default",
        "services": {WEB: {"ports": [{"servicePort": 80, "targetPort": 8080}]}},
        "clusterId": "Kubernetes",
        "networkMode": "HOST_NETWORK",
    }
    base = "Kubernetes/discovery.k8s.io/EndpointSlice/default/web-1"
    assert {name: one for name, one in made.items() if name != WEB} == {
        f"{base}/10.0.0.1": {**of_slice, "uid": f"{base}/10.0.0.1", "addresses": ["CgAAAQ=="]},
        f"{base}/10.0.0.2": {
            **of_slice,
            "uid": f"{base}/10.0.0.2",
            "addresses": ["CgAAAg=="],
            "status": "UNHEALTHY",
        },
    }


POD = """\
apiVersion: v1
kind: Pod
metadata:
  name: web-abc-1
  namespace: default
  generateName: web-abc-
  labels: {app: web, pod-template-hash: abc}
  ownerReferences: [{apiVersion: apps/v1, kind: ReplicaSet, name: web-abc, controller: true, uid: u}]
spec: {nodeName: one, containers: [{name: c, image: i, ports: [{name: web, containerPort: 8088, protocol: TCP}]}]}
status: {phase: %s, podIP: 10.0.0.9, conditions: [{type: Ready, status: "True"}]}
"""


def test_a_running_pod_is_a_workload_with_its_ports_by_name() -> None:
    """Istio's ``ambient/workloads.go``: ``podWorkloadBuilder``, ``constructServices``."""
    service = (
        SERVICE
        % "selector: {app: web}, ports: [{port: 80, name: a, targetPort: web}, {port: 81, name: b, targetPort: none}]"
    )
    made = addresses(service + POD % "Running")
    assert (
        made["Kubernetes//Pod/default/web-abc-1"]
        == {
            "uid": "Kubernetes//Pod/default/web-abc-1",
            "name": "web-abc-1",
            "namespace": "default",
            "addresses": ["CgAACQ=="],
            "clusterId": "Kubernetes",
            "node": "one",
            "services": {WEB: {"ports": [{"servicePort": 80, "targetPort": 8088}]}},
            "workloadName": "web",
            "workloadType": "POD",
            "canonicalName": "web",
            "canonicalRevision": "latest",
            "serviceAccount": "default",
        }
        or made["Kubernetes//Pod/default/web-abc-1"].get("serviceAccount") is None
    )
    assert set(addresses(service + POD % "Failed")) == {WEB}


ENTRY = """\
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: {name: %s, namespace: default, creationTimestamp: "%s"}
spec:
  hosts: [%s]
  resolution: DNS
  ports: [{number: 443, name: tls, protocol: TLS}]
---
"""


def test_a_host_of_a_service_or_of_an_older_entry_is_left_out_with_its_endpoints() -> None:
    """Istio's ``ambient/services.go:ServicesCollection``, ``serviceEntryWorkloadBuilder``."""
    made = addresses(
        SERVICE % "ports: [{port: 80}]"
        + ENTRY % ("younger", "2024-02-01T00:00:00Z", "ext.example.com")
        + ENTRY % ("older", "2024-01-01T00:00:00Z", "ext.example.com")
        + ENTRY % ("shadowed", "2024-01-01T00:00:00Z", "web.default.svc.cluster.local")
    )
    endpoint = "Kubernetes/networking.istio.io/ServiceEntry/default/older/ext.example.com"
    assert set(made) == {WEB, "default/ext.example.com", endpoint}
    assert made["default/ext.example.com"]["name"] == "older"
    assert made[endpoint]["hostname"] == "ext.example.com"
