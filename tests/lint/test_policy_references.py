"""References inside policies, extensions and backends: found, missing, and not allowed."""

from __future__ import annotations

import pytest

from kgwctl.diagnostics import format_path
from kgwctl.lint.check import check
from kgwctl.manifests import Source
from kgwctl.pipeline.options import Options
from kgwctl.settings import Settings

KGATEWAY = "apiVersion: gateway.kgateway.dev/v1alpha1\n"
SELECTOR = "targetSelectors: [{group: gateway.networking.k8s.io, kind: HTTPRoute, matchLabels: {a: b}}]"
HTTP_ROUTE = """\
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: web, labels: {a: b}}
spec: {rules: [{filters: [%s]}]}
"""
REDIRECT = "{type: RequestRedirect, requestRedirect: {scheme: https}}"
EXTENSION = KGATEWAY + "kind: GatewayExtension\nmetadata: {name: ext}\nspec: {%s}\n"


def policy(spec: str) -> str:
    text = f"{KGATEWAY}kind: TrafficPolicy\nmetadata: {{name: one}}\nspec: {{{SELECTOR}, {spec}}}\n"
    return f"{text}---\n{HTTP_ROUTE % REDIRECT}"


def backend_config(spec: str) -> str:
    target = 'targetRefs: [{group: "", kind: Service, name: svc}]'
    text = f"{KGATEWAY}kind: BackendConfigPolicy\nmetadata: {{name: one}}\nspec: {{{target}, {spec}}}\n"
    return text + "---\napiVersion: v1\nkind: Service\nmetadata: {name: svc}\nspec: {ports: [{port: 1}]}\n"


def agentgateway(spec: str) -> str:
    target = "targetRefs: [{group: gateway.networking.k8s.io, kind: HTTPRoute, name: web}]"
    head = "apiVersion: agentgateway.dev/v1alpha1\nkind: AgentgatewayPolicy\nmetadata: {name: one}\n"
    return f"{head}spec: {{{target}, {spec}}}\n---\n{HTTP_ROUTE % REDIRECT}"


def found(text: str) -> list[tuple[str, str]]:
    checked = check([Source("x.yaml", text.encode())], Options(Settings()))
    return [(one.rule, format_path(one.path)) for one in checked.findings if one.rule.startswith("KGW02")]


@pytest.mark.parametrize(
    ("text", "rule", "path"),
    [
        (policy("extAuth: {extensionRef: {name: x}}"), "KGW0207", "spec.extAuth.extensionRef.name"),
        (policy("rateLimit: {global: {extensionRef: {name: x}, descriptors: [{entries: [{type: Path}]}]}}"),
         "KGW0207", "spec.rateLimit.global.extensionRef.name"),
        (policy("basicAuth: {secretRef: {name: x}}"), "KGW0208", "spec.basicAuth.secretRef.name"),
        (policy("basicAuth: {secretRef: {name: x, namespace: other}}"),
         "KGW0202", "spec.basicAuth.secretRef.namespace"),
        (backend_config("tls: {secretRef: {name: x}}"), "KGW0208", "spec.tls.secretRef.name"),
        (EXTENSION % "extAuth: {grpcService: {backendRef: {name: x, port: 1}}}",
         "KGW0201", "spec.extAuth.grpcService.backendRef.name"),
        (EXTENSION % "extProc: {grpcService: {backendRef: {name: x, namespace: other, port: 1}}}",
         "KGW0202", "spec.extProc.grpcService.backendRef.namespace"),
        (EXTENSION % "jwt: {providers: [{name: p, issuer: i, jwks: {local: {configMapRef: {name: x}}}}]}",
         "KGW0208", "spec.jwt.providers[0].jwks.local.configMapRef.name"),
        (HTTP_ROUTE % "{type: RequestMirror, requestMirror: {backendRef: {name: x, port: 1}}}",
         "KGW0201", "spec.rules[0].filters[0].requestMirror.backendRef.name"),
        (agentgateway("traffic: {extProc: {backendRef: {name: x, port: 1}}}"),
         "KGW0201", "spec.traffic.extProc.backendRef.name"),
        (agentgateway("backend: {tls: {caCertificateRefs: [{name: x}]}}"),
         "KGW0208", "spec.backend.tls.caCertificateRefs[0].name"),
    ],
    ids=lambda value: value if isinstance(value, str) and "\n" not in value else "",
)  # fmt: skip
def test_what_is_missing_is_reported_at_its_field(text: str, rule: str, path: str) -> None:
    assert (rule, path) in found(text)


def test_an_extension_may_live_anywhere() -> None:
    text = policy("extAuth: {extensionRef: {name: ext, namespace: shared}}")
    extension = (EXTENSION % "extAuth: {grpcService: {backendRef: {name: x, port: 1}}}").replace(
        "{name: ext}", "{name: ext, namespace: shared}"
    )
    assert found(text) == [("KGW0207", "spec.extAuth.extensionRef.name")]
    assert ("KGW0207", "spec.extAuth.extensionRef.name") not in found(f"{text}---\n{extension}")


def test_a_grant_allows_a_secret() -> None:
    text = policy("basicAuth: {secretRef: {name: x, namespace: other}}")
    secret = "---\napiVersion: v1\nkind: Secret\nmetadata: {name: x, namespace: other}\n"
    grant = """\
---
apiVersion: gateway.networking.k8s.io/v1beta1
kind: ReferenceGrant
metadata: {name: one, namespace: other}
spec:
  from: [{group: gateway.kgateway.dev, kind: TrafficPolicy, namespace: default}]
  to: [{group: "", kind: Secret, name: x}]
"""
    assert [rule for rule, _ in found(text + secret)] == ["KGW0202"]
    assert found(text + secret + grant) == []


def test_agentgateway_asks_for_no_grant() -> None:
    service = "---\napiVersion: v1\nkind: Service\nmetadata: {name: x, namespace: other}\nspec: {ports: [{port: 1}]}\n"
    text = agentgateway("traffic: {extProc: {backendRef: {name: x, namespace: other, port: 1}}}")
    assert found(text) == [("KGW0201", "spec.traffic.extProc.backendRef.name")]
    assert found(text + service) == []
