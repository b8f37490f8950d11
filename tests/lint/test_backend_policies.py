"""BackendConfigPolicies that are accepted and do nothing, collide, or are refused by the proxy."""

from __future__ import annotations

from pathlib import Path

import pytest

from kgwctl.diagnostics import format_path
from kgwctl.envoy.binary import validate
from kgwctl.envoy.bootstrap import build_bootstrap
from kgwctl.envoy.render import render
from kgwctl.lint.check import check
from kgwctl.manifests import Source, read_source
from kgwctl.objects.typing import type_documents
from kgwctl.output.json_writer import to_json
from kgwctl.pipeline.options import Options
from kgwctl.resolve.resolved import resolve
from kgwctl.settings import Settings

SERVICES = """\
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: gw}
spec: {gatewayClassName: kgateway, listeners: [{name: http, port: 80, protocol: HTTP}]}
---
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {ports: [{port: 80}]}
---
apiVersion: v1
kind: Service
metadata: {name: calls}
spec: {ports: [{port: 90, appProtocol: kubernetes.io/h2c}]}
---
apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata: {name: named}
spec: {type: Static, static: {hosts: [{host: 10.0.0.1, port: 80}, {host: api.example.com, port: 80}]}}
---
apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata: {name: numbered}
spec: {type: Static, static: {hosts: [{host: 10.0.0.1, port: 80}]}}
"""
TRUST = """\
---
apiVersion: gateway.networking.k8s.io/v1
kind: BackendTLSPolicy
metadata: {name: trust}
spec:
  targetRefs: [{group: "", kind: Service, name: web}]
  validation: {hostname: web.example.com, wellKnownCACertificates: System}
"""
BY_HOSTNAME = "loadBalancer: {%s: {useHostnameForHashing: true}}"


def policy(spec: str, *targets: str, name: str = "p") -> str:
    backends = {"named", "numbered"}
    refs = ", ".join(
        f"{{group: gateway.kgateway.dev, kind: Backend, name: {target}}}"
        if target in backends
        else f"{{group: '', kind: Service, name: {target}}}"
        for target in targets or ("web",)
    )
    return (
        f"---\napiVersion: gateway.kgateway.dev/v1alpha1\nkind: BackendConfigPolicy\nmetadata: {{name: {name}}}\n"
        f"spec: {{targetRefs: [{refs}], {spec}}}\n"
    )


def found(*policies: str) -> list[tuple[str, str, str]]:
    checked = check([Source("x.yaml", (SERVICES + "".join(policies)).encode())], Options(Settings()))
    return [(one.rule, one.subject.rpartition("/")[2], format_path(one.path)) for one in checked.findings]


@pytest.mark.parametrize(
    ("spec", "targets", "ignored"),
    [
        ("http1ProtocolOptions: {enableTrailers: true}", ("calls",), "http1ProtocolOptions"),
        ("http1ProtocolOptions: {enableTrailers: true}", ("calls", "web"), ""),
        ("http2ProtocolOptions: {maxConcurrentStreams: 1}", ("web",), "http2ProtocolOptions"),
        ("http2ProtocolOptions: {maxConcurrentStreams: 1}", ("web", "calls"), ""),
        (BY_HOSTNAME % "ringHash", ("web",), "loadBalancer.ringHash.useHostnameForHashing"),
        (BY_HOSTNAME % "ringHash", ("named", "numbered"), "loadBalancer.ringHash.useHostnameForHashing"),
        (BY_HOSTNAME % "maglev", ("numbered",), "loadBalancer.maglev.useHostnameForHashing"),
        (BY_HOSTNAME % "maglev", ("named",), ""),
        ("tls: {insecureSkipVerify: true, verifySubjectAltNames: [a]}", ("web",), "tls.verifySubjectAltNames"),
        ("tls: {wellKnownCACertificates: System, verifySubjectAltNames: [a]}", ("web",), ""),
    ],
)
def test_settings_without_effect(spec: str, targets: tuple[str, ...], ignored: str) -> None:
    expected = [("KGW0506", "p", f"spec.{ignored}")] if ignored else []
    assert found(policy(spec, *targets)) == expected


def test_hash_by_name_that_may_be_lost() -> None:
    text = SERVICES + policy(BY_HOSTNAME % "ringHash", "named", "web")
    (one,) = check([Source("x.yaml", text.encode())], Options(Settings())).findings
    assert "may then ignore it for all" in one.message


def test_targets_that_are_missing_are_not_judged() -> None:
    assert {rule for rule, *_ in found(policy(BY_HOSTNAME % "ringHash", "gone"))} == {"KGW0305"}


def test_two_policies_set_one_thing_for_one_backend() -> None:
    old = policy("connectTimeout: 1s, tcpKeepalive: {}", "web", "calls", name="old")
    young = policy("connectTimeout: 2s, circuitBreakers: {maxRequests: 1}", "web", "calls", name="young")
    assert found(old, young) == [("KGW0507", "young", "spec.connectTimeout")]
    assert found(old, policy("connectTimeout: 2s", "numbered", name="young")) == []


def test_two_policies_ask_for_tls() -> None:
    assert found(TRUST, policy("tls: {insecureSkipVerify: true}")) == [("KGW0507", "p", "spec.tls")]
    assert found(TRUST, policy("tls: {insecureSkipVerify: true}", "calls")) == []
    assert found(TRUST, policy("connectTimeout: 1s")) == []


def probe(http: str = "path: /", timeout: str = "1s", interval: str = "1s") -> str:
    thresholds = "unhealthyThreshold: 1, healthyThreshold: 1"
    return f"healthCheck: {{timeout: {timeout}, interval: {interval}, {thresholds}, http: {{{http}}}}}"


GRPC = probe().replace("http: {path: /}", "grpc: {}")


@pytest.mark.parametrize(
    ("spec", "targets", "refused"),
    [
        ("connectTimeout: 0s", ("web",), "connectTimeout"),
        ("connectTimeout: 1ms", ("web",), ""),
        (probe(timeout="0s"), ("web",), "healthCheck.timeout"),
        (probe(interval="0s"), ("web",), "healthCheck.interval"),
        (probe(http="path: ''"), ("web",), "healthCheck.http.path"),
        (probe(), ("web",), ""),
        (GRPC, ("web",), "healthCheck.grpc"),
        (GRPC, ("calls", "web"), "healthCheck.grpc"),
        (GRPC, ("calls",), ""),
        ("commonHttpProtocolOptions: {maxHeadersCount: 0}", ("web",), "commonHttpProtocolOptions.maxHeadersCount"),
        ("commonHttpProtocolOptions: {maxRequestsPerConnection: 0, idleTimeout: 0s}", ("web",), ""),
        ("http2ProtocolOptions: {maxConcurrentStreams: 0}", ("calls",), "http2ProtocolOptions.maxConcurrentStreams"),
        ("http2ProtocolOptions: {maxConcurrentStreams: 1}", ("calls",), ""),
        ("loadBalancer: {ringHash: {minimumRingSize: 8388609}}", ("web",), "loadBalancer.ringHash"),
        ("loadBalancer: {ringHash: {maximumRingSize: 1023}}", ("web",), "loadBalancer.ringHash"),
        ("loadBalancer: {ringHash: {minimumRingSize: 5, maximumRingSize: 4}}", ("web",), "loadBalancer.ringHash"),
        ("loadBalancer: {ringHash: {minimumRingSize: 0, maximumRingSize: 0}}", ("web",), ""),
        (f"tls: {{insecureSkipVerify: true, sni: {'a' * 256}}}", ("web",), "tls.sni"),
        (f"tls: {{insecureSkipVerify: true, sni: {'a' * 255}}}", ("web",), ""),
        ("loadBalancer: {leastRequest: {choiceCount: 0}}", ("web",), ""),
    ],
)
def test_envoy_refuses_what_we_say_it_does(spec: str, targets: tuple[str, ...], refused: str, envoy: Path) -> None:
    expected = [("KGW0801", "p", f"spec.{refused}")] if refused else []
    text = policy(spec, *targets)
    assert found(text) == expected
    documents, _ = read_source(Source("x.yaml", (SERVICES + text).encode()))
    (result,) = render(resolve(type_documents(documents).objects, Settings()))
    verdict = validate(to_json(build_bootstrap(result.served).bootstrap, show_secrets=True), envoy)
    assert verdict.ok == (not refused), verdict.message
