"""What is said about policies that are not rendered whole, or not accepted, and where."""

from __future__ import annotations

import pytest

from kgwctl.diagnostics import Finding, Severity
from kgwctl.envoy.not_rendered import TRAFFIC_POLICY
from kgwctl.envoy.policy_engine.findings import policy_findings
from kgwctl.envoy.render import render
from kgwctl.manifests import Source, read_source
from kgwctl.objects.typing import type_documents
from kgwctl.resolve.resolved import resolve
from kgwctl.settings import Settings
from tests.envoy.rendering import GATEWAY, SERVICE, http_route

ON_ROUTE = "targetRefs: [{group: gateway.networking.k8s.io, kind: HTTPRoute, name: r}]"
ON_SERVICE = "targetRefs: [{group: '', kind: Service, name: web}]"


def findings(*texts: str) -> list[Finding]:
    source = Source("policies.yaml", "\n---\n".join(text.strip("\n") for text in texts).encode())
    typed = type_documents(read_source(source)[0])
    assert not typed.findings
    results = list(render(resolve(typed.objects, Settings())))
    return policy_findings(results[-1].policies)


def policy(kind: str, spec: str, group: str = "gateway.kgateway.dev/v1alpha1") -> str:
    return f"apiVersion: {group}\nkind: {kind}\nmetadata:\n  name: p\nspec:\n  " + spec.replace("\n", "\n  ")


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (("spec", "buffer"), "buffer: {maxRequestSize: 1Ki}"),
        (("spec", "rateLimit", "local"), "rateLimit: {local: {}}"),
    ],
)
def test_fields_that_are_not_rendered(path: tuple[str, ...], text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kgwctl.envoy.policy_engine.findings.FIELDS", {TRAFFIC_POLICY: {path: "needs more"}})
    (found,) = findings(policy("TrafficPolicy", f"{text}\n{ON_ROUTE}"), GATEWAY, SERVICE, http_route())
    assert (found.rule, found.severity) == ("KGW0903", Severity.WARNING)
    assert found.message == f"{'.'.join(path)} is not rendered yet: it needs more"
    assert found.subject == "TrafficPolicy default/p"
    column = 3 if len(path) == 2 else text.index("local") + 3
    assert str(found.location) == f"policies.yaml:6:{column}"


def test_rendered_fields_and_policies_that_apply_nowhere_are_not_mentioned() -> None:
    assert not findings(policy("TrafficPolicy", f"csrf: {{}}\n{ON_ROUTE}"), GATEWAY, SERVICE, http_route())
    nowhere = policy(
        "TrafficPolicy", "basicAuth: {secretRef: {name: gone}}\n" + ON_ROUTE.replace("name: r", "name: other")
    )
    assert not findings(nowhere, GATEWAY, SERVICE, http_route())


def test_why_a_policy_is_not_accepted_and_where() -> None:
    text = policy(
        "TrafficPolicy",
        f"{ON_ROUTE}\nbasicAuth:\n  secretRef: {{name: gone}}\n"
        "urlRewrite: {pathRegex: {pattern: '(', substitution: x}}",
    ).replace("  name: p", "  name: p\n  annotations: {kgateway.dev/policy-weight: heavy}")
    found = findings(text, GATEWAY, SERVICE, http_route())
    assert {one.rule for one in found} == {"KGW0904"}
    assert [(str(one.location), one.message.partition(": ")[2]) for one in found] == [
        ("policies.yaml:8:3", "basic auth: Secret default/gone not found"),
        ("policies.yaml:10:3", "invalid regex pattern: error parsing regexp: missing closing ): `(`"),
        (
            "policies.yaml:5:17",
            "invalid value for annotation kgateway.dev/policy-weight: heavy; must be a valid integer",
        ),
    ]


def test_why_a_policy_of_backends_is_not_accepted_and_where() -> None:
    config = policy("BackendConfigPolicy", f"tls: {{secretRef: {{name: gone}}}}\n{ON_SERVICE}")
    trust = policy(
        "BackendTLSPolicy",
        f"validation: {{hostname: a.com, caCertificateRefs: [{{group: '', kind: Bundle, name: ca}}]}}\n{ON_SERVICE}",
        "gateway.networking.k8s.io/v1",
    )
    found = findings(config, trust, GATEWAY, SERVICE, http_route())
    assert [(one.rule, one.path) for one in found] == [
        ("KGW0904", ("spec", "tls", "secretRef", "name")),
        ("KGW0904", ("spec", "validation", "caCertificateRefs", 0, "kind")),
    ]
    files = config.replace("secretRef: {name: gone}", "files: {tlsCertificate: a, tlsKey: b}")
    assert [one.hint for one in findings(files, GATEWAY, SERVICE)] == [
        "kgateway 2.2 accepts no client certificates in files: put them into a Secret"
    ]
    nowhere = config.replace("name: web", "name: other")
    assert not findings(nowhere, GATEWAY, SERVICE, http_route())


def test_a_policy_is_mentioned_once_however_often_it_applies() -> None:
    text = policy("TrafficPolicy", f"basicAuth: {{secretRef: {{name: gone}}}}\n{ON_ROUTE}")
    second = GATEWAY.replace("name: gw", "name: second")
    route = http_route().replace("[{name: gw}]", "[{name: gw}, {name: second}]")
    assert len(findings(text, GATEWAY, second, SERVICE, route)) == 1
