"""ServiceEntries, DestinationRules, localities and mutual TLS of a mesh, beyond what recorded dumps show."""

from __future__ import annotations

import json
from typing import Any

from kgwctl.envoy.render import render
from kgwctl.objects.typing import type_documents
from kgwctl.output.json_writer import to_json
from kgwctl.resolve.resolved import resolve
from kgwctl.settings import Settings
from tests.documents import documents

GATEWAY = """
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: gw, namespace: web}
spec: {gatewayClassName: kgateway, listeners: [{name: http, port: 8080, protocol: HTTP}]}
"""
PROXY = """---
apiVersion: v1
kind: Pod
metadata: {name: gw-1, namespace: web, labels: {gateway.networking.k8s.io/gateway-name: gw, tier: edge}}
spec: {nodeName: near, containers: [{name: envoy}]}
"""
NODES = """---
apiVersion: v1
kind: Node
metadata: {name: near, labels: {topology.kubernetes.io/region: a, topology.kubernetes.io/zone: a1}}
---
apiVersion: v1
kind: Node
metadata: {name: far, labels: {topology.kubernetes.io/region: b, topology.kubernetes.io/zone: b1}}
"""
ISTIO = "KGW_ENABLE_ISTIO_INTEGRATION=true"
MTLS = "KGW_ENABLE_ISTIO_AUTO_MTLS=true"


def entry(spec: str, hosts: str = "[api.example.com]", name: str = "api", annotations: str = "{}") -> str:
    ports = "ports: [{number: 80, name: http, protocol: HTTP, targetPort: 8080}]"
    metadata = f"metadata: {{name: {name}, namespace: web, annotations: {annotations}}}"
    head = "apiVersion: networking.istio.io/v1\nkind: ServiceEntry"
    return f"---\n{head}\n{metadata}\nspec: {{hosts: {hosts}, {ports}, {spec}}}\n"


def rule(policy: str, more: str = "", host: str = "api.example.com") -> str:
    head = "apiVersion: networking.istio.io/v1\nkind: DestinationRule\nmetadata: {name: r, namespace: web}"
    return f"---\n{head}\nspec: {{host: {host}, trafficPolicy: {policy}, {more}}}\n"


def rendered(text: str, *settings: str) -> dict[str, Any]:
    typed = type_documents(documents(GATEWAY + text))
    assert not typed.findings
    (result,) = render(resolve(typed.objects, Settings.from_pairs(settings)))
    found: dict[str, Any] = json.loads(to_json(result.resources))
    return found


def cluster(text: str, *settings: str) -> dict[str, Any]:
    (only,) = rendered(text, *settings)["clusters"]
    made: dict[str, Any] = only
    return made


def addresses(assignment: dict[str, Any]) -> dict[str, tuple[int, str, int]]:
    """Of each endpoint: its port, the region it is in, and its priority."""
    found = {}
    for locality in assignment["endpoints"]:
        for one in locality.get("lbEndpoints", ()):
            address = one["endpoint"]["address"]["socketAddress"]
            region = locality.get("locality", {}).get("region", "")
            found[address["address"]] = (address["portValue"], region, locality.get("priority", 0))
    return found


INLINE = "resolution: STATIC, endpoints: [{address: 10.0.0.1, locality: a/a1}, {address: 10.0.0.2, locality: b/b1}]"


def test_kinds_of_resolution() -> None:
    assert cluster(entry("resolution: DNS_ROUND_ROBIN"))["type"] == "LOGICAL_DNS"
    dns = cluster(entry("resolution: DNS"))
    assert dns["type"] == "STRICT_DNS"
    assert addresses(dns["loadAssignment"]) == {"api.example.com": (8080, "", 0)}
    assert rendered(entry("resolution: NONE")).get("clusters") is None


def test_each_host_and_port_is_a_cluster() -> None:
    found = rendered(entry(INLINE, "[a.example.com, b.example.com]"))["clusters"]
    assert [one["name"] for one in found] == [
        "istio-se_web_api_a.example.com_80",
        "istio-se_web_api_b.example.com_80",
    ]


def test_a_static_entry_takes_addresses_only() -> None:
    text = entry("resolution: STATIC, endpoints: [{address: a.example.com}, {address: 10.0.0.1, ports: {http: 9090}}]")
    assert addresses(cluster(text)["loadAssignment"]) == {"10.0.0.1": (9090, "", 0)}


def test_selected_workloads_are_pods_and_entries_of_the_namespace() -> None:
    selecting = entry("resolution: STATIC, workloadSelector: {labels: {app: api}}")
    pods = "".join(
        f"---\napiVersion: v1\nkind: Pod\nmetadata: {{name: p, namespace: {namespace}, labels: {{app: api}}}}\n"
        f"spec: {{nodeName: far, containers: []}}\nstatus: {{podIP: {ip}}}\n"
        for namespace, ip in (("web", "10.0.0.1"), ("other", "10.0.0.2"))
    )
    workload = (
        "---\napiVersion: networking.istio.io/v1\nkind: WorkloadEntry\n"
        "metadata: {name: w, namespace: web, labels: {app: api}}\nspec: {address: 10.0.0.3, weight: 5}\n"
    )
    made = rendered(NODES + selecting + pods + workload)
    (assignment,) = made["endpoints"]
    assert addresses(assignment) == {"10.0.0.1": (8080, "b", 0), "10.0.0.3": (8080, "", 0)}
    weights = [one["loadBalancingWeight"] for one in assignment["endpoints"]]
    assert sorted(weights) == [1, 5]


def test_distance_ranks_endpoints_unless_it_is_switched_off() -> None:
    near = PROXY + NODES + entry(INLINE)
    ranked = cluster(near + rule("{loadBalancer: {localityLbSetting: {enabled: true}}}"), ISTIO)
    assert addresses(ranked["loadAssignment"]) == {"10.0.0.1": (8080, "a", 0), "10.0.0.2": (8080, "b", 1)}
    off = cluster(near + rule("{loadBalancer: {localityLbSetting: {enabled: false}}}"), ISTIO)
    assert addresses(off["loadAssignment"]) == {"10.0.0.1": (8080, "a", 0), "10.0.0.2": (8080, "b", 0)}
    unread = cluster(near + rule("{loadBalancer: {localityLbSetting: {enabled: true}}}"))
    assert unread == off


def test_a_failover_leads_to_one_region() -> None:
    three = INLINE.replace("]", ", {address: 10.0.0.3, locality: c}]")
    policy = "{loadBalancer: {localityLbSetting: {failover: [{from: a, to: c}]}}}"
    found = addresses(cluster(PROXY + NODES + entry(three) + rule(policy), ISTIO)["loadAssignment"])
    assert {address: priority for address, (_, _, priority) in found.items()} == {
        "10.0.0.1": 0,
        "10.0.0.3": 1,
        "10.0.0.2": 2,
    }


def test_labels_rank_endpoints_with_values_of_their_own() -> None:
    policy = "{loadBalancer: {localityLbSetting: {failoverPriority: [topology.kubernetes.io/region=b]}}}"
    found = addresses(cluster(PROXY + NODES + entry(INLINE) + rule(policy), ISTIO)["loadAssignment"])
    assert found == {"10.0.0.1": (8080, "a", 1), "10.0.0.2": (8080, "b", 0)}


def test_settings_of_a_port_stand_instead_of_those_of_the_host() -> None:
    policy = "{outlierDetection: {interval: 1s}, portLevelSettings: [{port: {number: 80}}]}"
    assert "outlierDetection" not in cluster(entry(INLINE) + rule(policy), ISTIO)
    other = policy.replace("number: 80", "number: 81")
    assert cluster(entry(INLINE) + rule(other), ISTIO)["outlierDetection"] == {"interval": "1s"}


def test_whom_a_rule_is_for() -> None:
    policy = "{outlierDetection: {interval: 1s}}"

    def applies(more: str, text: str = "") -> bool:
        return "outlierDetection" in cluster(text + entry(INLINE) + rule(policy, more), ISTIO)

    assert applies("exportTo: ['.']")
    assert not applies("exportTo: [other]")
    assert applies("exportTo: [web]")
    assert applies("workloadSelector: {matchLabels: {gateway.networking.k8s.io/gateway-name: gw}}")
    assert not applies("workloadSelector: {matchLabels: {tier: edge}}")
    assert applies("workloadSelector: {matchLabels: {tier: edge}}", PROXY)


def test_a_rule_that_cannot_be_read_is_not_seen() -> None:
    assert "outlierDetection" not in cluster(entry(INLINE) + rule("{outlierDetection: {interval: soon}}"), ISTIO)


def test_traffic_distribution_of_an_entry() -> None:
    near = entry(INLINE, annotations="{networking.istio.io/traffic-distribution: PreferClose}")
    made = cluster(PROXY + NODES + near)
    assert made["commonLbConfig"] == {"localityWeightedLbConfig": {}}
    assert addresses(made["loadAssignment"]) == {"10.0.0.1": (8080, "a", 0), "10.0.0.2": (8080, "b", 1)}


def test_endpoints_of_the_mesh_are_marked() -> None:
    text = entry(
        "resolution: STATIC, location: MESH_INTERNAL, "
        "endpoints: [{address: 10.0.0.1, labels: {security.istio.io/tlsMode: istio}}]"
    )
    made = cluster(text, MTLS)
    (locality,) = made["loadAssignment"]["endpoints"]
    marked = {"filterMetadata": {"envoy.transport_socket_match": {"tlsMode": "istio"}}}
    assert locality["lbEndpoints"][0]["metadata"] == marked
    names = [one["name"] for one in made["transportSocketMatches"]]
    assert names == ["tlsMode-istio", "tlsMode-disabled"]
    out = entry("resolution: DNS", annotations="{kgateway.dev/disable-istio-auto-mtls: 'true'}")
    assert "transportSocketMatches" not in cluster(out, MTLS)


def test_a_hostname_means_the_oldest_entry_and_its_first_host() -> None:
    route = """---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: r, namespace: web}
spec:
  parentRefs: [{name: gw}]
  rules: [{backendRefs: [{group: networking.istio.io, kind: Hostname, name: b.example.com, port: 80}]}]
"""
    hosts = entry(INLINE, "[b.example.com, a.example.com]")
    (config,) = rendered(hosts + route)["routes"]
    (made,) = config["virtualHosts"][0]["routes"]
    assert made["route"]["cluster"] == "istio-se_web_api_a.example.com_80"
