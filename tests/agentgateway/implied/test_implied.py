"""Policies of BackendTLSPolicies, InferencePools and Services."""

from __future__ import annotations

from base64 import b64encode

from tests.agentgateway.rendered import rendered
from tests.envoy.tls_data import ca_config_map

GATEWAY = """\
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: gw, namespace: default}
spec: {gatewayClassName: agentgateway, listeners: [{name: http, port: 80, protocol: HTTP}]}
---
"""
TLS = """\
apiVersion: gateway.networking.k8s.io/v1
kind: BackendTLSPolicy
metadata: {name: tls, namespace: default}
spec:
  targetRefs: [%s]
  validation: {hostname: web.example.com, %s}
---
"""
POOL = """\
apiVersion: inference.networking.k8s.io/v1
kind: InferencePool
metadata: {name: pool, namespace: default}
spec:
  selector: {matchLabels: {app: model}}
  targetPorts: [{number: 8000}]
  endpointPickerRef: {%s}
"""
SYSTEM = "wellKnownCACertificates: System"


def test_tls_to_a_port_that_is_told_by_name_is_for_port_zero() -> None:
    """``plugins/backend_tls_plugin.go``; ``utils.go:ServiceTargetWithHostname`` ignores that it is no number."""
    made = rendered(GATEWAY + TLS % ('{group: "", kind: Service, name: web, sectionName: https}', SYSTEM))
    assert made.of("policy") == {
        "default/tls:backend-tls:default/web.default.svc.cluster.local/0": {
            "key": "default/tls:backend-tls:default/web.default.svc.cluster.local/0",
            "name": {"name": "tls", "namespace": "default", "kind": "BackendTLSPolicy"},
            "target": {"service": {"namespace": "default", "hostname": "web.default.svc.cluster.local", "port": 0}},
            "backend": {"backendTls": {"hostname": "web.example.com"}},
        }
    }
    assert "policies" not in made.statuses


def test_tls_to_a_backend_that_is_not_there_is_left_out() -> None:
    target = "{group: agentgateway.dev, kind: AgentgatewayBackend, name: none}"
    assert rendered(GATEWAY + TLS % (target, SYSTEM)).of("policy") == {}


def test_a_ca_that_is_not_there_discards_all_targets() -> None:
    ca = "caCertificateRefs: [{group: '', kind: ConfigMap, name: none}]"
    assert rendered(GATEWAY + TLS % ("{group: '', kind: Service, name: web}", ca)).of("policy") == {}


def test_two_cas_are_joined() -> None:
    refs = "{group: '', kind: ConfigMap, name: one}, {group: '', kind: ConfigMap, name: two}"
    cas = "---\n".join(ca_config_map(name, name) for name in ("one", "two"))
    made = rendered(GATEWAY + TLS % ("{group: '', kind: Service, name: web}", f"caCertificateRefs: [{refs}]") + cas)
    (policy,) = made.of("policy").values()
    single = []
    for name in ("one", "two"):
        ca = f"caCertificateRefs: [{{group: '', kind: ConfigMap, name: {name}}}]"
        (one,) = rendered(GATEWAY + TLS % ("{group: '', kind: Service, name: web}", ca) + cas).of("policy").values()
        single.append(one["backend"]["backendTls"]["root"])
    from base64 import b64decode

    joined = b"\n".join(map(b64decode, single))
    assert policy["backend"]["backendTls"]["root"] == b64encode(joined).decode()


def test_a_pool_without_a_picker_that_is_a_service_has_no_policies() -> None:
    """``plugins/inference_plugin.go``."""
    assert (
        rendered(GATEWAY + POOL % "group: x.example.com, kind: Service, name: p, port: {number: 1}").of("policy") == {}
    )
    made = rendered(GATEWAY + POOL % "name: p, port: {number: 9002}, failureMode: FailOpen")
    assert {key: one["backend"] for key, one in made.of("policy").items()} == {
        "default/pool:inference": {
            "inferenceRouting": {
                "endpointPicker": {
                    "service": {"namespace": "default", "hostname": "p.default.svc.cluster.local"},
                    "port": 9002,
                },
                "failureMode": "FAIL_OPEN",
            }
        },
        "default/pool:inferencetls": {"backendTls": {"verification": "INSECURE_ALL"}},
    }


def test_pools_are_not_seen_where_their_support_is_switched_off() -> None:
    """``plugins/collection.go:NewAgwCollections``: a collection without InferencePools."""
    pool = GATEWAY + POOL % "name: p, port: {number: 9002}"
    assert set(rendered(pool).addresses) == {"default/pool.default.inference.cluster.local"}
    off = rendered(pool, "KGW_ENABLE_INFER_EXT=false")
    assert (off.of("policy"), off.addresses) == ({}, {})
    assert rendered(pool, "KGW_ENABLE_INFER_EXT=true") == rendered(pool)
