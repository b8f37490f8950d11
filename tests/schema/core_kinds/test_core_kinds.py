"""Core kinds as an API server checks them: each rule broken once, at its field; healthy objects say nothing."""

from __future__ import annotations

import pytest

from kgwctl.manifests import Source, read_source
from kgwctl.objects.typing import type_documents


def found(text: str) -> list[tuple[str, str]]:
    """Rule and field of every finding about the objects in ``text``."""
    documents, problems = read_source(Source("x.yaml", text.encode()))
    assert not problems
    return [(one.rule, one.message.partition(": ")[0]) for one in type_documents(documents).findings]


def service(spec: str) -> str:
    return f"apiVersion: v1\nkind: Service\nmetadata: {{name: web}}\nspec: {{{spec}}}\n"


@pytest.mark.parametrize(
    "spec",
    [
        "ports: [{port: 80}]",
        "ports: [{name: a, port: 80, targetPort: http}, {name: b, port: 80, protocol: UDP}]",
        "clusterIP: None",
        "clusterIP: None, selector: {app.kubernetes.io/name: web}, ports: null",
        "type: ExternalName, externalName: db.example.com.",
        "type: LoadBalancer, externalTrafficPolicy: Local, loadBalancerClass: a/b, ports: [{port: 443, nodePort: 9}]",
        "sessionAffinity: ClientIP, sessionAffinityConfig: {clientIP: {timeoutSeconds: 3}}, ports: [{port: 80}]",
        "ipFamilies: [IPv4, IPv6], ipFamilyPolicy: PreferDualStack, trafficDistribution: PreferClose, clusterIP: None",
    ],
)
def test_healthy_services(spec: str) -> None:
    assert found(service(spec)) == []


@pytest.mark.parametrize(
    ("spec", "rule", "field"),
    [
        ("selector: {app: web}", "KGW0103", "spec.ports"),
        ("ports: [{port: 80}, {name: b, port: 81}]", "KGW0103", "spec.ports[0].name"),
        ("ports: [{name: a, port: 80}, {name: a, port: 81}]", "KGW0106", "spec.ports[1].name"),
        ("ports: [{name: a, port: 80}, {name: b, port: 80}]", "KGW0106", "spec.ports[1]"),
        ("ports: [{name: A_b, port: 80}]", "KGW0105", "spec.ports[0].name"),
        ("ports: [{port: 0}]", "KGW0105", "spec.ports[0].port"),
        ("ports: [{port: 65536}]", "KGW0105", "spec.ports[0].port"),
        ("ports: [{port: 80, protocol: HTTP}]", "KGW0104", "spec.ports[0].protocol"),
        ("ports: [{port: 80, targetPort: http_main}]", "KGW0105", "spec.ports[0].targetPort"),
        ("ports: [{port: 80, targetPort: a-name-that-is-long}]", "KGW0105", "spec.ports[0].targetPort"),
        ("ports: [{port: 80, targetPort: 70000}]", "KGW0105", "spec.ports[0].targetPort"),
        ("ports: [{port: 80, appProtocol: 'a b'}]", "KGW0105", "spec.ports[0].appProtocol"),
        ("ports: [{port: 80, nodePort: 30080}]", "KGW0105", "spec.ports[0].nodePort"),
        ("type: External, ports: [{port: 80}]", "KGW0104", "spec.type"),
        ("type: ExternalName", "KGW0103", "spec.externalName"),
        ("type: ExternalName, externalName: 'a_b!'", "KGW0105", "spec.externalName"),
        ("type: NodePort, clusterIP: None, ports: [{port: 80}]", "KGW0105", "spec.clusterIP"),
        ("type: LoadBalancer, ports: [{port: 10250}]", "KGW0105", "spec.ports[0].port"),
        ("clusterIP: here, ports: [{port: 80}]", "KGW0105", "spec.clusterIP"),
        ("externalIPs: [a], ports: [{port: 80}]", "KGW0105", "spec.externalIPs[0]"),
        ("externalTrafficPolicy: Local, ports: [{port: 80}]", "KGW0105", "spec.externalTrafficPolicy"),
        ("loadBalancerClass: a/b, ports: [{port: 80}]", "KGW0105", "spec.loadBalancerClass"),
        ("ipFamilies: [IPv5], ports: [{port: 80}]", "KGW0104", "spec.ipFamilies[0]"),
        ("selector: {app: 'a b'}, ports: [{port: 80}]", "KGW0105", "spec.selector.app"),
        ("port: 80, ports: [{port: 80}]", "KGW0101", "spec.port"),
    ],
)
def test_services_that_are_refused(spec: str, rule: str, field: str) -> None:
    assert found(service(spec)) == [(rule, field)]


def endpoint_slice(body: str) -> str:
    return f"apiVersion: discovery.k8s.io/v1\nkind: EndpointSlice\nmetadata: {{name: web}}\n{body}\n"


def test_a_healthy_slice() -> None:
    body = "addressType: IPv4\nendpoints: [{addresses: [10.0.0.1], hints: {forZones: [{name: a}]}}]\nports: [{port: 1}]"
    assert found(endpoint_slice(body)) == []


@pytest.mark.parametrize(
    ("body", "rule", "field"),
    [
        ("endpoints: []", "KGW0103", "addressType"),
        ("addressType: ipv4", "KGW0104", "addressType"),
        ("addressType: IPv4\nendpoints: [{addresses: []}]", "KGW0103", "endpoints[0].addresses"),
        ("addressType: IPv4\nendpoints: [{addresses: ['::1']}]", "KGW0105", "endpoints[0].addresses[0]"),
        ("addressType: IPv6\nendpoints: [{addresses: [10.0.0.1]}]", "KGW0105", "endpoints[0].addresses[0]"),
        ("addressType: FQDN\nendpoints: [{addresses: ['a b']}]", "KGW0105", "endpoints[0].addresses[0]"),
        ("addressType: IPv4\nports: [{port: 1}, {port: 2}]", "KGW0106", "ports[1].name"),
        ("addressType: IPv4\nports: [{port: 1, protocol: tcp}]", "KGW0104", "ports[0].protocol"),
    ],
)
def test_slices_that_are_refused(body: str, rule: str, field: str) -> None:
    assert found(endpoint_slice(body)) == [(rule, field)]


def config(kind: str, body: str) -> str:
    return f"apiVersion: v1\nkind: {kind}\nmetadata: {{name: web}}\n{body}\n"


@pytest.mark.parametrize(
    "text",
    [
        config("Secret", "type: kubernetes.io/tls\nstringData: {tls.crt: a, tls.key: b}"),
        config("Secret", "data: {a: YWJj, b: null, c: ''}"),
        config("Secret", "data:\n  a: |\n    YWJj\n    ZGVm"),
        config("Secret", "type: kubernetes.io/basic-auth\nstringData: {username: a}"),
        config("ConfigMap", "data: {a.b_c-D: text}\nbinaryData: {b: AAE=}"),
    ],
)
def test_healthy_data(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "rule", "field"),
    [
        (config("Secret", "type: kubernetes.io/tls\ndata: {tls.crt: YQ==}"), "KGW0103", "data.tls.key"),
        (config("Secret", "type: kubernetes.io/basic-auth\ndata: {user: YQ==}"), "KGW0103", "data"),
        (config("Secret", "data: {a: plain text}"), "KGW0105", "data.a"),
        (config("Secret", "data: {'a b': YQ==}"), "KGW0105", "data.a b"),
        (config("Secret", "data: {a: 1}"), "KGW0102", "data.a"),
        (config("ConfigMap", "data: {'a/b': text}"), "KGW0105", "data.a/b"),
        (config("ConfigMap", "data: {a: text}\nbinaryData: {a: AAE=}"), "KGW0105", "data.a"),
        (config("ConfigMap", "data: {a: 1}"), "KGW0102", "data.a"),
    ],
)
def test_data_that_is_refused(text: str, rule: str, field: str) -> None:
    assert found(text) == [(rule, field)]


def test_no_value_of_a_secret_is_said() -> None:
    documents, _ = read_source(Source("x.yaml", config("Secret", "data: {key: 'hunter2 is plain'}").encode()))
    assert all("hunter2" not in one.message for one in type_documents(documents).findings)
