"""Clusters and endpoints of every kind of backend."""

from __future__ import annotations

from base64 import b64encode
from typing import Any

import pytest

from tests.envoy.rendering import GATEWAY, http_route, rendered

ADS = {"ads": {}, "resourceApiVersion": "V3"}


def service(port: str = "port: 80", spec: str = "", annotations: str = "") -> str:
    return f"""
apiVersion: v1
kind: Service
metadata: {{name: s, namespace: default, annotations: {{{annotations}}}}}
spec: {{ports: [{{{port}}}]{", " * bool(spec)}{spec}}}
"""


def backend(spec: str, annotations: str = "") -> str:
    return f"""
apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata: {{name: b, namespace: default, annotations: {{{annotations}}}}}
spec: {{{spec}}}
"""


def cluster(text: str, *others: str, settings: tuple[str, ...] = ()) -> dict[str, Any]:
    (made,) = rendered(GATEWAY, text, *others, settings=settings).clusters.values()
    found: dict[str, Any] = made
    return found


def test_service_is_referenced_or_not() -> None:
    assert cluster(service()) == {
        "name": "kube_default_s_80",
        "type": "EDS",
        "edsClusterConfig": {"edsConfig": ADS},
        "connectTimeout": "5s",
        "metadata": {},
        "ignoreHealthOnHostRemoval": True,
    }


@pytest.mark.parametrize(
    ("port", "http2"),
    [
        ("port: 80, appProtocol: kubernetes.io/h2c", True),
        ("port: 80, name: grpc", True),
        ("port: 80, name: grpc, appProtocol: http", False),
        ("port: 80", False),
    ],
)
def test_application_protocol(port: str, http2: bool) -> None:
    options = cluster(service(port)).get("typedExtensionProtocolOptions", {})
    found = options.get("envoy.extensions.upstreams.http.v3.HttpProtocolOptions")
    assert (found is not None) == http2
    assert found is None or found["explicitHttpConfig"] == {"http2ProtocolOptions": {}}


@pytest.mark.parametrize(
    ("spec", "annotations", "weighted"),
    [
        ("trafficDistribution: PreferClose", "", True),
        ("", "networking.istio.io/traffic-distribution: preferNetwork", True),
        ("trafficDistribution: other", "networking.istio.io/traffic-distribution: PreferClose", False),
        ("", "", False),
    ],
)
def test_traffic_distribution(spec: str, annotations: str, weighted: bool) -> None:
    made = cluster(service(spec=spec, annotations=annotations))
    assert made.get("commonLbConfig") == ({"localityWeightedLbConfig": {}} if weighted else None)


def test_static_addresses() -> None:
    made = cluster(backend("type: Static, static: {hosts: [{host: 10.0.0.1, port: 81}, {host: '::1', port: 82}]}"))
    assert made["type"] == "STATIC"
    assert made["dnsLookupFamily"] == "V4_PREFERRED"
    endpoints = made["loadAssignment"]["endpoints"][0]["lbEndpoints"]
    assert endpoints[0]["endpoint"] == {
        "address": {"socketAddress": {"address": "10.0.0.1", "portValue": 81}},
        "healthCheckConfig": {"hostname": "10.0.0.1"},
        "hostname": "10.0.0.1",
    }


def test_one_name_makes_envoy_look_all_up() -> None:
    text = backend("type: Static, static: {hosts: [{host: 10.0.0.1, port: 81}, {host: a.example.com, port: 82}]}")
    made = cluster(text, settings=("KGW_DNS_LOOKUP_FAMILY=ALL",))
    assert (made["type"], made["dnsLookupFamily"]) == ("STRICT_DNS", "ALL")


@pytest.mark.parametrize(
    "text",
    [
        backend("type: Static, static: {hosts: [{host: '', port: 81}]}"),
        backend("type: Static, static: {hosts: [{host: a, port: 0}]}"),
        backend("type: Static, static: {hosts: [{host: a, port: 1}]}", "kgateway.dev/disable-istio-auto-mtls: maybe"),
    ],
)
def test_backend_with_errors_leads_nowhere(text: str) -> None:
    assert cluster(text) == {
        "name": "backend_default_b_0",
        "type": "STATIC",
        "metadata": {},
        "loadAssignment": {"clusterName": "backend_default_b_0"},
    }


def test_dynamic_forward_proxy_puts_its_filter_where_routes_lead_to_it() -> None:
    text = backend("type: DynamicForwardProxy, dynamicForwardProxy: {enableTls: true}")
    route = http_route("backendRefs: [{group: gateway.kgateway.dev, kind: Backend, name: b}]")
    result = rendered(GATEWAY, text, route)
    made = result.clusters["backend_default_b_0"]
    assert made["lbPolicy"] == "CLUSTER_PROVIDED"
    assert made["clusterType"]["name"] == "envoy.clusters.dynamic_forward_proxy"
    assert made["transportSocket"]["name"] == "envoy.transport_sockets.tls"
    assert result.filters() == ["envoy.filters.http.dynamic_forward_proxy", "envoy.filters.http.router"]
    assert rendered(GATEWAY, text).filters() == ["envoy.filters.http.router"]


AWS = (
    "type: AWS, aws: {{accountId: '000000000000', region: eu-x, "
    "lambda: {{functionName: f, qualifier: prod{rest}}}{auth}}}"
)


def aws_secret(**data: bytes) -> str:
    encoded = ", ".join(f"{key}: {b64encode(value).decode()!r}" for key, value in data.items())
    return f"\napiVersion: v1\nkind: Secret\nmetadata: {{name: keys, namespace: default}}\ndata: {{{encoded}}}\n"


def lambda_filters(made: dict[str, Any]) -> list[dict[str, Any]]:
    options = made["typedExtensionProtocolOptions"]["envoy.extensions.upstreams.http.v3.HttpProtocolOptions"]
    return [one["typedConfig"] for one in options["httpFilters"]]


def test_lambda_with_keys_of_a_secret() -> None:
    text = backend(
        AWS.format(
            rest=", invocationMode: Async, payloadTransformMode: None",
            auth=", auth: {type: Secret, secretRef: {name: keys}}",
        )
    )
    made = cluster(text, aws_secret(accessKey=b"A", secretKey=b"S"))
    function, signing, _ = lambda_filters(made)
    assert function["arn"] == "arn:aws:lambda:eu-x:000000000000:function:f:prod"
    assert (function["invocationMode"], function["payloadPassthrough"]) == ("ASYNCHRONOUS", True)
    assert signing["credentialProvider"]["inlineCredential"] == {"accessKeyId": "A", "secretAccessKey": "S"}
    assert made["transportSocket"]["typedConfig"]["sni"] == "lambda.eu-x.amazonaws.com"


def test_lambda_at_another_endpoint() -> None:
    made = cluster(backend(AWS.format(rest=", endpointURL: 'http://local:31000'", auth="")))
    address = made["loadAssignment"]["endpoints"][0]["lbEndpoints"][0]["endpoint"]["address"]["socketAddress"]
    assert address == {"address": "local", "portValue": 31000}
    assert "transportSocket" not in made
    assert "credentialProvider" not in lambda_filters(made)[1]


@pytest.mark.parametrize("secret", ["", aws_secret(accessKey=b"A"), aws_secret(accessKey=b"A", secretKey=b"\xff")])
def test_lambda_without_usable_keys_leads_nowhere(secret: str) -> None:
    text = backend(AWS.format(rest="", auth=", auth: {type: Secret, secretRef: {name: keys}}"))
    assert cluster(text, secret)["type"] == "STATIC"


def test_lambda_endpoint_without_port_leads_nowhere() -> None:
    assert cluster(backend(AWS.format(rest=", endpointURL: 'https://local'", auth="")))["type"] == "STATIC"


SLICE = """
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {name: s-1, namespace: default, labels: {kubernetes.io/service-name: s}}
addressType: IPv4
ports: [{port: 8080}]
endpoints:
- {addresses: [10.1.0.1], targetRef: {kind: Pod, name: p1}}
- {addresses: [10.1.0.2]}
- {addresses: [10.1.0.1]}
- {addresses: [10.1.0.9], conditions: {ready: false}}
"""
POD = """
apiVersion: v1
kind: Pod
metadata: {name: p1, namespace: default}
spec: {nodeName: n1}
---
apiVersion: v1
kind: Node
metadata: {name: n1, labels: {topology.kubernetes.io/region: r, topology.kubernetes.io/zone: z}}
"""


def test_endpoints_by_locality() -> None:
    (assignment,) = rendered(GATEWAY, service(), SLICE, POD).endpoints
    assert assignment["clusterName"] == "kube_default_s_80"
    without, with_place = assignment["endpoints"]
    assert "locality" not in without
    assert with_place["locality"] == {"region": "r", "zone": "z"}
    assert with_place["loadBalancingWeight"] == 1
    address = with_place["lbEndpoints"][0]["endpoint"]["address"]["socketAddress"]
    assert address == {"address": "10.1.0.1", "portValue": 8080}


@pytest.mark.parametrize(
    ("distribution", "priorities"),
    [("PreferSameZone", [0, 1]), ("PreferSameNode", [0, 3]), ("PreferNetwork", [0, 0]), ("any", [0, 0])],
)
def test_priorities_of_a_proxy_without_a_place(distribution: str, priorities: list[int]) -> None:
    result = rendered(GATEWAY, service(spec=f"trafficDistribution: {distribution}"), SLICE, POD)
    assert [one.get("priority", 0) for one in result.endpoints[0]["endpoints"]] == priorities


def test_no_assignment_without_slices() -> None:
    assert rendered(GATEWAY, service()).endpoints == []
