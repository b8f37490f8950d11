"""Settings of ``spec.frontend`` and ``spec.backend`` that no golden covers."""

from __future__ import annotations

from typing import Any

import pytest

from tests.agentgateway.world import accepted, on_gateway, sent

SERVICE = {"service": {"hostname": "svc.default.svc.cluster.local", "namespace": "default"}, "port": 80}


def test_tracing() -> None:
    # As frontend_policies.go:translateFrontendTracing has it.
    tracing = {
        "backendRef": {"name": "svc", "port": 80},
        "protocol": "GRPC",
        "attributes": {"add": [{"name": "a", "expression": "request.path"}], "remove": ["b"]},
        "resources": [{"name": "r", "expression": "'x'"}],
        "randomSampling": "0.5",
        "clientSampling": "true",
    }
    assert sent(on_gateway({"frontend": {"tracing": tracing}})) == {
        "frontend-tracing": {
            "tracing": {
                "providerBackend": SERVICE,
                "attributes": [{"name": "a", "value": "request.path"}],
                "remove": ["b"],
                "resources": [{"name": "r", "value": "'x'"}],
                "protocol": "GRPC",
                "randomSampling": "0.5",
                "clientSampling": "true",
            }
        }
    }


def test_cipher_suites_and_versions() -> None:
    # As frontend_policies.go:translateFrontendTLS has it.
    tls = {
        "handshakeTimeout": "1s",
        "alpnProtocols": ["h2"],
        "minProtocolVersion": "1.2",
        "maxProtocolVersion": "1.3",
        "cipherSuites": ["TLS13_AES_256_GCM_SHA384", "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"],
    }
    assert sent(on_gateway({"frontend": {"tls": tls}}))["frontend-tls"] == {
        "tls": {
            "handshakeTimeout": "1s",
            "alpn": {"protocols": ["h2"]},
            "cipherSuites": ["TLS_AES_256_GCM_SHA384", "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"],
            "minVersion": "TLS_V1_2",
            "maxVersion": "TLS_V1_3",
        }
    }


def test_tls_without_the_certificates_that_are_meant() -> None:
    # As backend_policies.go:translateBackendTLS has it: sent all the same.
    tls = {"mtlsCertificateRef": [{"name": "no"}], "caCertificateRefs": [{"name": "no"}], "sni": "a.example"}
    made = on_gateway({"backend": {"tls": tls}})
    assert sent(made) == {"tls": {"backendTls": {"hostname": "a.example"}}}
    assert accepted(made) == ("PartiallyValid", "secret default/no not found\nConfigMap default/no not found")


@pytest.mark.parametrize(
    ("data", "expected", "message"),
    [
        ({"accessKey": "a", "secretKey": " s "}, {"accessKeyId": "a", "secretAccessKey": "s"}, "Policy accepted"),
        (
            {"accessKey": "a", "sessionToken": "t"},
            {"accessKeyId": "a", "sessionToken": "t"},
            "secretKey is missing or not a valid string",
        ),
    ],
)
def test_aws_credentials(data: dict[str, str], expected: dict[str, str], message: str) -> None:
    # As backend_policies.go:buildAwsAuthPolicy has it: half of them are sent, too.
    secret = f"apiVersion: v1\nkind: Secret\nmetadata: {{name: aws}}\nstringData: {data}\n"
    made = on_gateway({"backend": {"auth": {"aws": {"secretRef": {"name": "aws"}}}}}, secret)
    assert sent(made) == {"backend-auth": {"auth": {"aws": {"explicitConfig": expected}}}}
    assert accepted(made)[1] == message


def test_values_of_fields_are_json_as_go_writes_it() -> None:
    # As backend_policies.go:translateBackendAI has it: of two for one field the last counts.
    fields: list[tuple[str, Any]] = [
        *(("t", 0.5), ("t", 1.0), ("big", 1e30), ("small", 1e-7)),
        *(("o", {"b": 1, "a": "<"}), ("s", "x")),
    ]
    made = on_gateway({"backend": {"ai": {"defaults": [{"field": name, "value": value} for name, value in fields]}}})
    assert sent(made)["ai"]["ai"]["defaults"] == {
        "t": "1",
        "big": "1e+30",
        "small": "1e-7",
        "o": '{"a":"\\u003c","b":1}',
        "s": '"x"',
    }


def test_a_guard_without_its_service_takes_all_of_its_direction_along() -> None:
    # As ai_policies.go:processRequestGuard has it.
    webhook = {"webhook": {"backendRef": {"name": "no", "port": 1}}}
    guard = {"request": [{"regex": {"builtins": ["Ssn"]}}, webhook], "response": [{"regex": {"matches": ["x"]}}]}
    made = on_gateway({"backend": {"ai": {"promptGuard": guard}}})
    assert sent(made)["ai"]["ai"]["promptGuard"] == {
        "response": [{"regex": {"action": "MASK", "rules": [{"regex": "x"}]}}]
    }
    assert accepted(made) == ("PartiallyValid", "failed to build webhook: unable to find the Service default/no")


def test_settings_of_moderation_that_fail_are_left_out_in_silence() -> None:
    # As ai_policies.go:processModeration has it.
    moderation = {"model": "m", "policies": {"auth": {"secretRef": {"name": "no"}}}}
    made = on_gateway({"backend": {"ai": {"promptGuard": {"request": [{"openAIModeration": moderation}]}}}})
    assert sent(made)["ai"]["ai"]["promptGuard"] == {"request": [{"openaiModeration": {"model": "m"}}]}
    assert accepted(made)[0] == "Valid"
    (ignored,) = made.ignored
    assert ignored.path[-3:] == (0, "openAIModeration", "policies")


def test_tcp_settings_do_nothing() -> None:
    # As backend_policies.go:translateBackendTCP has it.
    made = on_gateway({"backend": {"tcp": {"connectTimeout": "1s"}}})
    assert (made.policies, [one.path for one in made.ignored]) == ((), [("spec", "backend", "tcp")])
    assert accepted(made) == ("Valid", "Policy accepted")


@pytest.mark.parametrize(
    ("mode", "expected"),
    [({}, {}), ({"mode": "Strict"}, {"mode": "STRICT"}), ({"mode": "Permissive"}, {"mode": "PERMISSIVE"})],
)
def test_mcp_authentication_is_optional_by_default(mode: dict[str, str], expected: dict[str, str]) -> None:
    # As backend_policies.go:translateBackendMCPAuthentication has it.
    authentication = {
        "issuer": "i",
        "audiences": ["a"],
        "jwks": {"jwksPath": "k", "backendRef": {"name": "svc", "port": 80}},
        "resourceMetadata": {"x": 1},
        "provider": "Auth0",
    }
    files = {"http://svc.default.svc.cluster.local:80/k": "{}"}
    made = on_gateway({"backend": {"mcp": {"authentication": {**authentication, **mode}}}}, files=files)
    assert sent(made)["mcp-authentication"]["mcpAuthentication"] == {
        "issuer": "i",
        "audiences": ["a"],
        "jwksInline": "{}",
        "provider": "AUTH0",
        "resourceMetadata": {"extra": {"x": 1}},
        **expected,
    }
