"""Extensions that are refused, by kgateway or by Envoy alone, and services that cannot be called."""

from __future__ import annotations

from pathlib import Path

import pytest

from kgwctl.diagnostics import Finding, format_path
from kgwctl.envoy.binary import validate
from kgwctl.envoy.bootstrap import build_bootstrap
from kgwctl.lint.check import check
from kgwctl.manifests import Source
from kgwctl.output.json_writer import to_json
from kgwctl.pipeline.options import Options
from kgwctl.settings import Settings
from tests.e2e.manifests import at, rendered, route, services, traffic_policy

GATEWAY = (
    "apiVersion: gateway.networking.k8s.io/v1\nkind: Gateway\nmetadata: {name: gw}\n"
    "spec: {gatewayClassName: kgateway, listeners: [{name: http, port: 80, protocol: HTTP}]}\n"
    "---\napiVersion: v1\nkind: Service\nmetadata: {name: ext}\n"
    "spec: {ports: [{port: 80, appProtocol: kubernetes.io/h2c}]}\n" + services("web") + route("shop", at("/shop"))
)
USES = {
    "extAuth": "extAuth: {extensionRef: {name: x}}",
    "extProc": "extProc: {extensionRef: {name: x}}",
    "rateLimit": "rateLimit: {global: {extensionRef: {name: x}, descriptors: [{entries: [{type: Path}]}]}}",
}
GRPC = "grpcService: {backendRef: {name: ext, port: 80}}"
HTTP = "httpService: {backendRef: {name: ext, port: 80}"


def extension(spec: str) -> str:
    return (
        "---\napiVersion: gateway.kgateway.dev/v1alpha1\nkind: GatewayExtension\nmetadata: {name: x}\n"
        f"spec: {{{spec}}}\n"
    )


def everything(spec: str) -> str:
    use = USES[spec.partition(":")[0]]
    return GATEWAY + extension(spec) + traffic_policy("p", "kind: HTTPRoute, name: shop", use)


def findings(text: str) -> list[Finding]:
    return check([Source("x.yaml", text.encode())], Options(Settings())).findings


def found(text: str) -> list[tuple[str, str]]:
    """What is said of anything but services that let requests pass when they are down."""
    told = (one for one in findings(text) if one.rule not in ("KGW0602", "KGW0604"))
    return [(one.rule, format_path(one.path)) for one in told]


ENVOYS = [
    (f"extAuth: {{{HTTP}, pathPrefix: check}}}}", "extAuth.httpService.pathPrefix"),
    (f"extAuth: {{{HTTP}, pathPrefix: /check}}}}", ""),
    (
        f"extAuth: {{{HTTP}, authorizationRequest: {{headersToAdd: {{Host: x}}}}}}}}",
        "extAuth.httpService.authorizationRequest.headersToAdd.Host",
    ),
    (
        f"extAuth: {{{HTTP}, authorizationRequest: {{headersToAdd: {{':path': x}}}}}}}}",
        "extAuth.httpService.authorizationRequest.headersToAdd.:path",
    ),
    (f"extAuth: {{{HTTP}, authorizationRequest: {{headersToAdd: {{x-host: x}}}}}}}}", ""),
    (f"extProc: {{{GRPC}, messageTimeout: 1h, maxMessageTimeout: 1h}}", ""),
    (f"extProc: {{{GRPC}, messageTimeout: 1h1ms}}", "extProc.messageTimeout"),
    (f"extProc: {{{GRPC}, maxMessageTimeout: 2h}}", "extProc.maxMessageTimeout"),
    (
        f"extProc: {{{GRPC}, processingMode: {{requestBodyMode: FULL_DUPLEX_STREAMED}}}}",
        "extProc.processingMode.requestBodyMode",
    ),
    (
        f"extProc: {{{GRPC}, processingMode: {{responseBodyMode: FULL_DUPLEX_STREAMED, requestTrailerMode: SEND}}}}",
        "extProc.processingMode.responseBodyMode",
    ),
    (
        f"extProc: {{{GRPC}, processingMode: {{responseBodyMode: FULL_DUPLEX_STREAMED, responseTrailerMode: SEND}}}}",
        "",
    ),
    (
        'extProc: {grpcService: {backendRef: {name: ext, port: 80}, authority: "a\\rb"}}',
        "extProc.grpcService.authority",
    ),
    (f"rateLimit: {{domain: shop, {GRPC}, timeout: 0s}}", ""),
]


@pytest.mark.parametrize(("spec", "path"), ENVOYS)
def test_what_envoy_refuses(spec: str, path: str) -> None:
    assert found(everything(spec)) == ([("KGW0803", f"spec.{path}")] if path else [])


@pytest.mark.parametrize(("spec", "path"), ENVOYS)
def test_envoy_says_the_same(spec: str, path: str, envoy: Path) -> None:
    result = rendered(everything(spec))
    verdict = validate(to_json(build_bootstrap(result.resources).bootstrap, show_secrets=True), envoy)
    assert verdict.ok == (not path), verdict.message


@pytest.mark.parametrize(
    ("spec", "path"),
    [
        (f"extAuth: {{{GRPC}, statusOnError: 418}}", "extAuth.statusOnError"),
        (
            f'extAuth: {{{HTTP}, authorizationRequest: {{headersToAdd: {{a: "b\\nc"}}}}}}}}',
            "extAuth.httpService.authorizationRequest.headersToAdd.a",
        ),
        (
            'extAuth: {grpcService: {backendRef: {name: ext, port: 80}, authority: "a\\nb"}}',
            "extAuth.grpcService.authority",
        ),
        (f"rateLimit: {{domain: '', {GRPC}}}", "rateLimit.domain"),
    ],
)
def test_what_kgateway_refuses_is_said_once_and_at_the_extension(spec: str, path: str) -> None:
    second = traffic_policy("q", "kind: Gateway, name: gw", USES[spec.partition(":")[0]])
    told = [one for one in findings(everything(spec) + second) if one.rule not in ("KGW0602", "KGW0604")]
    assert [(one.rule, one.subject, format_path(one.path)) for one in told] == [
        ("KGW0701", "GatewayExtension default/x", f"spec.{path}")
    ]


@pytest.mark.parametrize(
    ("spec", "rule", "path"),
    [
        (f"extAuth: {{{GRPC}}}", "KGW0201", "extAuth.grpcService.backendRef.name"),
        (f"extAuth: {{{HTTP}}}}}", "KGW0201", "extAuth.httpService.backendRef.name"),
        (f"extProc: {{{GRPC}}}", "KGW0201", "extProc.grpcService.backendRef.name"),
        (f"rateLimit: {{domain: shop, {GRPC}}}", "KGW0201", "rateLimit.grpcService.backendRef.name"),
    ],
)
def test_a_missing_service_is_said_once(spec: str, rule: str, path: str) -> None:
    assert found(everything(spec).replace("{name: ext, port", "{name: gone, port")) == [(rule, f"spec.{path}")]


@pytest.mark.parametrize("name", USES)
def test_a_missing_extension_and_one_of_another_type_are_said_at_the_policy(name: str) -> None:
    policy = traffic_policy("p", "kind: HTTPRoute, name: shop", USES[name])
    field = "spec.rateLimit.global.extensionRef" if name == "rateLimit" else f"spec.{name}.extensionRef"
    assert found(GATEWAY + policy) == [("KGW0207", f"{field}.name")]
    jwt = extension("jwt: {providers: [{name: a, jwks: {remote: {url: http://a, backendRef: {name: ext, port: 80}}}}]}")
    assert found(GATEWAY + jwt + policy) == [("KGW0701", field)]


def test_what_the_policy_itself_says_wrong() -> None:
    limit = extension(f"rateLimit: {{domain: shop, {GRPC}}}")
    header = USES["rateLimit"].replace("{type: Path}", '{type: Path}, {type: Header, header: "a\\nb"}')
    policy = traffic_policy("p", "kind: HTTPRoute, name: shop", header)
    assert found(GATEWAY + limit + policy) == [("KGW0701", "spec.rateLimit.global.descriptors[0].entries[1].header")]


@pytest.mark.parametrize(
    ("spec", "told"),
    [
        (f"extAuth: {{{GRPC}}}", True),
        (f"extProc: {{{GRPC}}}", True),
        (f"rateLimit: {{domain: shop, {GRPC}}}", True),
        (f"extAuth: {{{HTTP}}}}}", False),
    ],
)
def test_services_that_do_not_speak_http2(spec: str, told: bool) -> None:
    text = everything(spec).replace(", appProtocol: kubernetes.io/h2c", "")
    path = f"spec.{spec.partition(':')[0]}.grpcService.backendRef.name"
    assert found(text) == ([("KGW0510", path)] if told else [])
    # A Backend says its protocol itself.
    backend = (
        "---\napiVersion: gateway.kgateway.dev/v1alpha1\nkind: Backend\nmetadata: {name: ext}\n"
        "spec: {type: Static, static: {hosts: [{host: a.example.com, port: 80}], appProtocol: kubernetes.io/h2c}}\n"
    )
    as_backend = "{name: ext, kind: Backend, group: gateway.kgateway.dev}"
    assert found(text.replace("{name: ext, port: 80}", as_backend) + backend) == []


@pytest.mark.parametrize(
    ("spec", "rule"),
    [
        (f"extAuth: {{{GRPC}, failOpen: true}}", "KGW0601"),
        (f"extProc: {{{GRPC}}}", "KGW0604"),
        (f"rateLimit: {{domain: shop, {GRPC}}}", "KGW0602"),
    ],
)
def test_services_that_let_requests_pass(spec: str, rule: str) -> None:
    assert rule in {one.rule for one in findings(everything(spec))}
    closed = f"{spec.removesuffix('}').replace(', failOpen: true', '')}, failOpen: false}}"
    assert not findings(everything(closed))


def test_descriptors_become_one() -> None:
    limit = extension(f"rateLimit: {{domain: shop, {GRPC}}}")
    several = USES["rateLimit"].replace("{entries: [{type: Path}]}", "{entries: [{type: Path}]}, " * 3)
    policy = traffic_policy("p", "kind: HTTPRoute, name: shop", several)
    assert found(GATEWAY + limit + policy) == [("KGW0511", "spec.rateLimit.global.descriptors[1]")]


@pytest.mark.parametrize(
    ("spec", "weight", "told"),
    [
        (f"extAuth: {{{GRPC}}}", "-5", False),
        (f"extProc: {{{GRPC}}}", "+2147483647", False),
        (f"extAuth: {{{GRPC}}}", "heavy", True),
        (f"extProc: {{{GRPC}}}", "2147483648", True),
        (f"rateLimit: {{domain: shop, {GRPC}}}", "5", True),
    ],
)
def test_weights(spec: str, weight: str, told: bool) -> None:
    annotated = f"metadata: {{name: x, annotations: {{kgateway.dev/policy-weight: '{weight}'}}}}"
    text = everything(spec).replace("metadata: {name: x}", annotated)
    assert found(text) == ([("KGW0505", "metadata.annotations.kgateway.dev/policy-weight")] if told else [])
