"""Settings of ``spec.traffic`` that no golden covers, each from ``plugins/traffic_plugin.go@v2.2.0``."""

from __future__ import annotations

from typing import Any

import pytest

from tests.agentgateway.world import accepted, on_gateway, sent

SERVICE = {"service": {"hostname": "svc.default.svc.cluster.local", "namespace": "default"}, "port": 80}
REF = {"name": "svc", "port": 80}


def limit(most: str, each: str, interval: str, **more: str) -> dict[str, Any]:
    values = {"maxTokens": most, "tokensPerFill": each, "fillInterval": interval, **more}
    return {"rl-local": {"localRateLimit": values}}


@pytest.mark.parametrize(
    ("setting", "expected"),
    [
        # As processDirectResponse has it.
        ({"directResponse": {"status": 503}}, {"direct-response": {"directResponse": {"status": 503}}}),
        (
            {"directResponse": {"status": 200, "body": "hi"}},
            {"direct-response": {"directResponse": {"status": 200, "body": "aGk="}}},
        ),
        # As processLocalRateLimitPolicy has it: the burst comes on top, and wraps around below 0.
        (
            {"rateLimit": {"local": [{"tokens": 10, "unit": "Minutes", "burst": 5}]}},
            limit("15", "10", "60s", type="TOKEN"),
        ),
        (
            {"rateLimit": {"local": [{"requests": 1, "unit": "Hours", "burst": -2}]}},
            limit("18446744073709551615", "1", "3600s"),
        ),
        # As processBasicAuthenticationPolicy has it.
        (
            {"basicAuthentication": {"users": ["a:x", "b:y"], "realm": "r", "mode": "Optional"}},
            {"basicauth": {"basicAuth": {"htpasswdContent": "a:x\nb:y", "realm": "r", "mode": "OPTIONAL"}}},
        ),
        (
            {"basicAuthentication": {"secretRef": {"name": "keys"}}},
            {"basicauth": {"basicAuth": {"htpasswdContent": "ada:{SHA}x"}}},
        ),
        # As processJWTAuthenticationPolicy has it: strict by the CRD's default.
        (
            {"jwtAuthentication": {"providers": [{"issuer": "i", "audiences": ["a"], "jwks": {"inline": "{}"}}]}},
            {"jwt": {"jwt": {"mode": "STRICT", "providers": [{"issuer": "i", "audiences": ["a"], "inline": "{}"}]}}},
        ),
        # As processExtProcPolicy has it.
        (
            {"phase": "PreRouting", "extProc": {"backendRef": REF}},
            {"extproc": {"phase": "GATEWAY", "extProc": {"target": SERVICE}}},
        ),
        # As processRetriesPolicy has it.
        (
            {"retry": {"attempts": 0, "codes": [503], "backoff": "250ms"}},
            {"retry": {"retry": {"retryStatusCodes": [503], "backoff": "0.250s"}}},
        ),
        # As processExtAuthPolicy has it.
        (
            {"extAuth": {"backendRef": REF, "http": {"path": "'/x'", "allowedRequestHeaders": ["h"]}}},
            {"extauth": {"extAuthz": {"target": SERVICE, "http": {"path": "'/x'"}, "includeRequestHeaders": ["h"]}}},
        ),
        (
            {"extAuth": {"backendRef": REF, "grpc": {}, "forwardBody": {"maxSize": 9}}},
            {
                "extauth": {
                    "extAuthz": {
                        "target": SERVICE,
                        "grpc": {},
                        "includeRequestBody": {"maxRequestBytes": 9, "allowPartialMessage": True},
                    }
                }
            },
        ),
    ],
)
def test_settings(setting: dict[str, Any], expected: dict[str, Any]) -> None:
    made = on_gateway({"traffic": setting})
    assert sent(made) == expected
    assert accepted(made) == ("Valid", "Policy accepted")


def test_api_keys_are_the_values_of_a_secret() -> None:
    # As processAPIKeyAuthenticationPolicy has it: keys alone have empty metadata; .htaccess is a key like others.
    made = on_gateway({"traffic": {"apiKeyAuthentication": {"secretSelector": {"matchLabels": {"team": "a"}}}}})
    assert sent(made)["apikeyauth"]["apiKeyAuth"]["apiKeys"] == [
        {"key": "ada:{SHA}x", "metadata": {}},
        {"key": "one", "metadata": {}},
        {"key": "two", "metadata": {"group": "x"}},
    ]


def test_api_keys_by_labels_that_nothing_has() -> None:
    made = on_gateway({"traffic": {"apiKeyAuthentication": {"secretSelector": {"matchLabels": {"team": "z"}}}}})
    assert sent(made) == {"apikeyauth": {"apiKeyAuth": {}}}
    assert accepted(made) == ("Valid", "Policy accepted")


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        ("{x", "invalid character 'x' looking for beginning of object key string"),
        ('{"key": 5}', "json: cannot unmarshal number into Go struct field APIKeyEntry.key of type string"),
        (
            '{"key": "k", "metadata": [1]}',
            "bad StructValue: json: cannot unmarshal array into Go value of type map[string]json.RawMessage",
        ),
    ],
)
def test_api_keys_that_cannot_be_read(value: str, problem: str) -> None:
    secret = f"apiVersion: v1\nkind: Secret\nmetadata: {{name: bad}}\nstringData: {{k: '{value}'}}\n"
    made = on_gateway({"traffic": {"apiKeyAuthentication": {"secretRef": {"name": "bad"}}}}, secret)
    assert sent(made) == {"apikeyauth": {"apiKeyAuth": {}}}
    assert accepted(made) == ("PartiallyValid", f"secret bad contains invalid key k: {problem}")


@pytest.mark.parametrize(
    ("setting", "message", "left"),
    [
        (
            {"extProc": {"backendRef": {"name": "no", "port": 1}}},
            "failed to build extProc: unable to find the Service default/no",
            [],
        ),
        ({"basicAuthentication": {"secretRef": {"name": "no"}}}, "basic authentication secret no not found", []),
        ({"apiKeyAuthentication": {"secretRef": {"name": "no"}}}, "API Key secret no not found", []),
        (
            {"extAuth": {"backendRef": {"name": "svc.x", "port": 1}, "grpc": {}}},
            "failed to build extAuth: service name invalid; the name of the Service, not the hostname",
            ["extauth"],
        ),
        (
            {"extAuth": {"backendRef": {"group": "x.io", "kind": "Foo", "name": "a"}, "grpc": {}}},
            "failed to build extAuth: unsupported backend Foo.x.io",
            ["extauth"],
        ),
    ],
)
def test_refusals(setting: dict[str, Any], message: str, left: list[str]) -> None:
    made = on_gateway({"traffic": setting})
    assert list(sent(made)) == left
    assert accepted(made) == ("PartiallyValid" if left else "Invalid", message)


@pytest.mark.parametrize(
    ("setting", "ignored"),
    [
        ({"phase": "PreRouting", "directResponse": {"status": 200}}, ("directResponse",)),
        ({"headerModifiers": {"request": {"remove": ["a"]}, "response": {}}}, ("headerModifiers", "request")),
        (
            {"rateLimit": {"local": [{"requests": 1, "unit": "Hours"}, {"requests": 2, "unit": "Hours"}]}},
            ("rateLimit", "local", 1),
        ),
    ],
)
def test_what_does_nothing(setting: dict[str, Any], ignored: tuple[str | int, ...]) -> None:
    made = on_gateway({"traffic": setting})
    assert [one.path for one in made.ignored] == [("spec", "traffic", *ignored)]


@pytest.mark.parametrize("setting", ["retry", "timeouts"])
def test_what_the_controller_does_not_survive(setting: str) -> None:
    (problem,) = on_gateway({"traffic": {setting: {}}}).problems
    assert (problem.panics, problem.path) == (True, ("spec", "traffic", setting))


def test_remote_keys_come_from_a_file() -> None:
    # As jwks_url has it: a static backend with TLS is asked by https.
    ref = {"group": "agentgateway.dev", "kind": "AgentgatewayBackend", "name": "host"}
    jwks = {"remote": {"jwksPath": "/keys", "backendRef": ref}}
    spec = {"traffic": {"jwtAuthentication": {"mode": "Permissive", "providers": [{"issuer": "i", "jwks": jwks}]}}}
    made = on_gateway(spec, files={"https://keys.example:443/keys": '{"keys":[]}'})
    assert sent(made) == {
        "jwt": {"jwt": {"mode": "PERMISSIVE", "providers": [{"issuer": "i", "inline": '{"keys":[]}'}]}}
    }


def test_remote_keys_that_nobody_gave_are_a_placeholder() -> None:
    jwks = {"remote": {"jwksPath": "keys", "backendRef": {"name": "svc", "port": 80}}}
    made = on_gateway({"traffic": {"jwtAuthentication": {"providers": [{"issuer": "i", "jwks": jwks}]}}})
    (provider,) = sent(made)["jwt"]["jwt"]["providers"]
    url = "http://svc.default.svc.cluster.local:80/keys"
    assert provider["inline"] == f'{{"keys":[],"kgwctl.dev/placeholder":"the keys of {url}"}}'
