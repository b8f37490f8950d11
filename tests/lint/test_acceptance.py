"""Rules, policies and listeners that kgateway refuses; fields that nothing reads; checks that let requests pass."""

from __future__ import annotations

import pytest

from kgwctl.diagnostics import format_path
from kgwctl.lint.check import check
from kgwctl.manifests import Source
from kgwctl.pipeline.options import Options
from kgwctl.settings import Settings

GATEWAY = """\
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: edge}
spec:
  gatewayClassName: kgateway
  listeners: [{name: http, port: 80, protocol: HTTP}]
---
apiVersion: v1
kind: Service
metadata: {name: svc}
spec: {ports: [{port: 80}]}
---
apiVersion: gateway.kgateway.dev/v1alpha1
kind: DirectResponse
metadata: {name: gone}
spec: {status: 410}
---
"""
BACKENDS = "backendRefs: [{name: svc, port: 80}]"
GONE = "{type: ExtensionRef, extensionRef: {group: gateway.kgateway.dev, kind: DirectResponse, name: gone}}"
REWRITE = "path: {type: ReplacePrefixMatch, replacePrefixMatch: '/a['}"


def route(rule: str, annotations: str = "") -> str:
    return (
        "apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\n"
        f"metadata: {{name: web, annotations: {{{annotations}}}}}\n"
        f"spec: {{parentRefs: [{{name: edge}}], rules: [{{{rule}}}]}}\n"
    )


def found(text: str, settings: Settings | None = None) -> list[tuple[str, str]]:
    checked = check([Source("x.yaml", text.encode())], Options(settings or Settings()))
    return [(one.rule, format_path(one.path)) for one in checked.findings]


def redirect(spec: str) -> str:
    return f"filters: [{{type: RequestRedirect, requestRedirect: {{{spec}}}}}]"


@pytest.mark.parametrize(
    ("rule", "path"),
    [
        ("name: nothing", "spec.rules[0]"),
        (
            "backendRefs: [{name: svc, port: 80, weight: 0}, {name: svc, port: 80, weight: 0}]",
            "spec.rules[0].backendRefs",
        ),
        (f"matches: [{{path: {{value: /a//../b}}}}], {BACKENDS}", "spec.rules[0].matches[0].path.value"),
        (f"filters: [{GONE}], {BACKENDS}", "spec.rules[0].filters"),
        (f"filters: [{GONE}, {{type: RequestRedirect, requestRedirect: {{scheme: https}}}}]", "spec.rules[0].filters"),
        (
            redirect("path: {type: ReplaceFullPath, replaceFullPath: /a#b}"),
            "spec.rules[0].filters[0].requestRedirect.path",
        ),
        (
            f"filters: [{{type: URLRewrite, urlRewrite: {{{REWRITE}}}}}], {BACKENDS}",
            "spec.rules[0].filters[0].urlRewrite.path.replacePrefixMatch",
        ),
    ],
)
def test_rules_that_are_replaced(rule: str, path: str) -> None:
    replaced = [where for which, where in found(GATEWAY + route(rule)) if which == "KGW0702"]
    assert replaced == [path]


@pytest.mark.parametrize(
    "rule",
    [
        BACKENDS,
        "backendRefs: [{name: svc, port: 80, weight: 0}]",
        redirect("scheme: https"),
        f"filters: [{GONE}]",
        f"matches: [{{path: {{type: RegularExpression, value: '/a//[b'}}}}], {BACKENDS}",
    ],
)
def test_rules_that_stay(rule: str) -> None:
    assert [which for which, _ in found(GATEWAY + route(rule)) if which == "KGW0702"] == []


def test_a_status_code_annotation_is_checked() -> None:
    annotations = "kgateway.dev/http-redirect-status-code: '200'"
    assert found(GATEWAY + route(redirect("scheme: https"), annotations)) == [
        ("KGW0702", "spec.rules[0].filters[0].requestRedirect")
    ]


def test_only_what_envoy_serves_is_measured() -> None:
    assert (
        found(GATEWAY.replace("gatewayClassName: kgateway", "gatewayClassName: agentgateway") + route("name: a")) == []
    )
    assert ("KGW0702", "spec.rules[0]") not in found(route("name: a"))


def test_a_missing_secret_is_said_once() -> None:
    policy = (
        "---\napiVersion: gateway.kgateway.dev/v1alpha1\nkind: TrafficPolicy\nmetadata: {name: one}\nspec:\n"
        "  targetRefs: [{group: gateway.networking.k8s.io, kind: HTTPRoute, name: web}]\n"
        "  basicAuth: {secretRef: {name: absent}}\n"
    )
    assert found(GATEWAY + route(BACKENDS) + policy) == [("KGW0208", "spec.basicAuth.secretRef.name")]


def test_an_expression_that_is_no_cel_is_named_in_one_line() -> None:
    policy = (
        "---\napiVersion: gateway.kgateway.dev/v1alpha1\nkind: TrafficPolicy\nmetadata: {name: one}\nspec:\n"
        "  targetRefs: [{group: gateway.networking.k8s.io, kind: HTTPRoute, name: web}]\n"
        "  rbac: {policy: {matchExpressions: ['true', 'a = b', ')']}}\n"
    )
    source = Source("x.yaml", (GATEWAY + route(BACKENDS) + policy).encode())
    (one,) = check([source], Options(Settings())).findings
    assert (one.rule, format_path(one.path)) == ("KGW0701", "spec.rbac.policy.matchExpressions[1]")
    assert one.message == (
        "kgateway does not accept this policy: "
        "failed to parse CEL expression: 1:3: Syntax error: token recognition error at: '= '"
    )


def backend_policy(kind: str, spec: str, group: str = "gateway.kgateway.dev/v1alpha1") -> str:
    target = 'targetRefs: [{group: "", kind: Service, name: svc}]'
    return f"---\napiVersion: {group}\nkind: {kind}\nmetadata: {{name: one}}\nspec: {{{target}, {spec}}}\n"


@pytest.mark.parametrize(
    ("spec", "expected"),
    [
        ("tls: {files: {tlsCertificate: /a, tlsKey: /b}}", [("KGW0701", "spec.tls.files")]),
        ("tls: {insecureSkipVerify: false, verifySubjectAltNames: [a]}",
         [("KGW0701", "spec.tls.verifySubjectAltNames")]),
        ("tls: {secretRef: {name: absent}}", [("KGW0208", "spec.tls.secretRef.name")]),
        ("tls: {wellKnownCACertificates: System}", []),
    ],
)  # fmt: skip
def test_settings_of_backends(spec: str, expected: list[tuple[str, str]]) -> None:
    assert found(GATEWAY + route(BACKENDS) + backend_policy("BackendConfigPolicy", spec)) == expected


@pytest.mark.parametrize("kind", ["Secret", "ConfigMap"])
def test_what_is_there_with_errors_is_not_called_missing(kind: str) -> None:
    wrong = f"---\napiVersion: v1\nkind: {kind}\nmetadata: {{name: ca}}\ndata: 3\n"
    spec = f"validation: {{hostname: a.example.com, caCertificateRefs: [{{group: '', kind: {kind}, name: ca}}]}}"
    trust = backend_policy("BackendTLSPolicy", spec, "gateway.networking.k8s.io/v1")
    assert {rule for rule, _ in found(GATEWAY + route(BACKENDS) + wrong + trust)} == {"KGW0102"}
    if kind == "Secret":
        settings = backend_policy("BackendConfigPolicy", "tls: {secretRef: {name: ca}}")
        assert {rule for rule, _ in found(GATEWAY + route(BACKENDS) + wrong + settings)} == {"KGW0102"}


def test_files_that_are_never_accepted_come_with_a_hint() -> None:
    policy = backend_policy("BackendConfigPolicy", "tls: {files: {tlsCertificate: /a, tlsKey: /b}}")
    (one,) = check([Source("x.yaml", (GATEWAY + route(BACKENDS) + policy).encode())], Options(Settings())).findings
    assert one.message.endswith("tls: failed to find any PEM data in certificate input")
    assert one.hint == "kgateway 2.2 accepts no client certificates in files: put them into a Secret"


@pytest.mark.parametrize(
    ("reference", "expected"),
    [
        ("kind: ConfigMap, name: absent", [("KGW0208", "spec.validation.caCertificateRefs[0].name")]),
        ("kind: Secret, name: absent", [("KGW0208", "spec.validation.caCertificateRefs[0].name")]),
        ("kind: ConfigMap, name: empty", [("KGW0701", "spec.validation.caCertificateRefs[0]")]),
    ],
)
def test_trust_in_backends(reference: str, expected: list[tuple[str, str]]) -> None:
    spec = f"validation: {{hostname: a.example.com, caCertificateRefs: [{{group: '', {reference}}}]}}"
    policy = backend_policy("BackendTLSPolicy", spec, "gateway.networking.k8s.io/v1")
    empty = "---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: empty}\n"
    assert found(GATEWAY + route(BACKENDS) + empty + policy) == expected


def jwt_policy(name: str, spec: str) -> str:
    return (
        f"---\napiVersion: gateway.kgateway.dev/v1alpha1\nkind: TrafficPolicy\nmetadata: {{name: {name}}}\nspec:\n"
        f"  targetRefs: [{{group: gateway.networking.k8s.io, kind: HTTPRoute, name: web}}]\n  jwtAuth: {spec}\n"
    )


def jwt_extension(jwks: str) -> str:
    return (
        "---\napiVersion: gateway.kgateway.dev/v1alpha1\nkind: GatewayExtension\nmetadata: {name: tokens}\n"
        f"spec: {{jwt: {{providers: [{{name: fine, jwks: {{remote: {{url: 'https://a/keys', "
        f"backendRef: {{name: svc, port: 80}}}}}}}}, {{name: one, jwks: {jwks}}}]}}}}\n"
    )


@pytest.mark.parametrize(
    ("jwks", "expected"),
    [
        ("{local: {inline: 'secret'}}", ("KGW0701", "spec.jwt.providers[1].jwks.local.inline")),
        ("{local: {configMapRef: {name: keys}}}", ("KGW0701", "spec.jwt.providers[1].jwks.local.configMapRef")),
        ("{local: {configMapRef: {name: absent}}}", ("KGW0208", "spec.jwt.providers[1].jwks.local.configMapRef.name")),
        (
            "{remote: {url: 'https://a/keys', backendRef: {name: absent, port: 80}}}",
            ("KGW0201", "spec.jwt.providers[1].jwks.remote.backendRef.name"),
        ),
    ],
)
def test_what_is_wrong_with_an_extension_is_said_once_and_there(jwks: str, expected: tuple[str, str]) -> None:
    config_map = "---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: keys}\ndata: {other: '{}'}\n"
    policies = jwt_policy("one", "{extensionRef: {name: tokens}}") + jwt_policy("two", "{extensionRef: {name: tokens}}")
    assert found(GATEWAY + route(BACKENDS) + config_map + jwt_extension(jwks) + policies) == [expected]


def test_a_broken_extension_is_said_without_policies() -> None:
    text = jwt_extension("{local: {inline: 'secret'}}")
    assert found(GATEWAY + route(BACKENDS) + text) == [("KGW0701", "spec.jwt.providers[1].jwks.local.inline")]


def test_what_has_errors_is_not_missing() -> None:
    policy = jwt_policy("one", "{extensionRef: {name: tokens}}")
    broken = jwt_extension("{local: {inline: 5}}")
    assert {rule for rule, _ in found(GATEWAY + route(BACKENDS) + broken + policy)} == {"KGW0102"}
    config_map = "---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: keys}\ndata: {jwks: [5]}\n"
    extension = jwt_extension("{local: {configMapRef: {name: keys}}}")
    assert {rule for rule, _ in found(GATEWAY + route(BACKENDS) + config_map + extension + policy)} == {"KGW0102"}


def test_a_wrong_extension_is_said_at_the_reference() -> None:
    other = (
        "---\napiVersion: gateway.kgateway.dev/v1alpha1\nkind: GatewayExtension\nmetadata: {name: tokens}\n"
        "spec: {extAuth: {httpService: {backendRef: {name: svc, port: 80}}}}\n"
    )
    policy = jwt_policy("one", "{extensionRef: {name: tokens}}")
    text = GATEWAY + route(BACKENDS) + policy
    assert found(text + other) == [("KGW0701", "spec.jwtAuth.extensionRef")]
    assert found(text) == [("KGW0207", "spec.jwtAuth.extensionRef.name")]


@pytest.mark.parametrize(
    ("spec", "expected"),
    [
        ("authorizationEndpoint: https://a.example.com/a, tokenEndpoint: https://a.example.com/t", []),
        # What an issuer publishes cannot be known here.
        ("issuerURI: https://a.example.com", []),
        (
            "authorizationEndpoint: https://a.example.com/a, tokenEndpoint: https://a.example.com/t, redirectURI: a",
            [("KGW0701", "spec.oauth2.redirectURI")],
        ),
    ],
)
def test_logins(spec: str, expected: list[tuple[str, str]]) -> None:
    policy = jwt_policy("one", "{extensionRef: {name: login}}").replace("jwtAuth", "oauth2")
    secret = "---\napiVersion: v1\nkind: Secret\nmetadata: {name: client}\nstringData: {client-secret: a}\n"
    login = (
        "---\napiVersion: gateway.kgateway.dev/v1alpha1\nkind: GatewayExtension\nmetadata: {name: login}\n"
        f"spec: {{oauth2: {{backendRef: {{name: svc, port: 80}}, {spec}, "
        "credentials: {clientID: a, clientSecretRef: {name: client}}}}\n"
    )
    assert found(GATEWAY + route(BACKENDS) + login + secret + policy) == expected
    missing = [*expected, ("KGW0208", "spec.oauth2.credentials.clientSecretRef.name")]
    assert set(found(GATEWAY + route(BACKENDS) + login + policy)) <= set(missing)


def test_weights_of_routes_need_a_setting() -> None:
    text = GATEWAY + route(BACKENDS, "kgateway.dev/route-weight: '5'")
    assert found(text) == [("KGW0505", "metadata.annotations.kgateway.dev/route-weight")]
    assert found(text, Settings(weighted_route_precedence=True)) == []


def agentgateway(spec: str) -> str:
    head = "apiVersion: agentgateway.dev/v1alpha1\nkind: AgentgatewayPolicy\nmetadata: {name: one}\n"
    target = "targetRefs: [{group: gateway.networking.k8s.io, kind: HTTPRoute, name: web}]"
    gateway = GATEWAY.replace("Name: kgateway", "Name: agentgateway")
    return f"{gateway}{route(BACKENDS)}---\n{head}spec: {{{target}, {spec}}}\n"


@pytest.mark.parametrize(
    ("spec", "expected"),
    [
        ("traffic: {rateLimit: {local: [{requests: 1, unit: Seconds}, {requests: 2, unit: Hours}]}}",
         [("KGW0505", "spec.traffic.rateLimit.local[1]")]),
        ("traffic: {rateLimit: {local: [{requests: 1, unit: Seconds}]}}", []),
        ("traffic: {basicAuthentication: {mode: Optional, users: ['a:b']}}",
         [("KGW0603", "spec.traffic.basicAuthentication.mode")]),
        ("traffic: {basicAuthentication: {users: ['a:b']}}", []),
    ],
)  # fmt: skip
def test_settings_of_agentgateway(spec: str, expected: list[tuple[str, str]]) -> None:
    assert found(agentgateway(spec)) == expected
