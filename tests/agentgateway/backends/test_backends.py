"""Backends that no golden covers (``agentgatewaysyncer/backend/translate.go@v2.2.0``)."""

from __future__ import annotations

from typing import Any

import pytest

from tests.agentgateway.world import backend, plain

NAME = {"name": "b", "namespace": "default"}


@pytest.mark.parametrize(
    ("provider", "expected"),
    [
        ({"openai": {"model": "m"}}, {"openai": {"model": "m"}}),
        ({"openai": {}}, {"openai": {}}),
        (
            {"azureopenai": {"endpoint": "a.example", "deploymentName": "d", "apiVersion": "v1"}},
            {"azureopenai": {"host": "a.example", "model": "d", "apiVersion": "v1"}},
        ),
        ({"anthropic": {"model": "m"}}, {"anthropic": {"model": "m"}}),
        ({"gemini": {"model": "m"}}, {"gemini": {"model": "m"}}),
        (
            {"vertexai": {"model": "m", "projectId": "p", "region": "r"}},
            {"vertex": {"model": "m", "projectId": "p", "region": "r"}},
        ),
        ({"bedrock": {}}, {"bedrock": {"region": "us-east-1"}}),
        (
            {"bedrock": {"region": "eu-west-1", "guardrail": {"identifier": "g", "version": "1"}}},
            {"bedrock": {"region": "eu-west-1", "guardrailIdentifier": "g", "guardrailVersion": "1"}},
        ),
        (
            {"openai": {}, "host": "h.example", "port": 8443, "path": "/p"},
            {"openai": {}, "hostOverride": {"host": "h.example", "port": 8443}, "pathOverride": "/p"},
        ),
    ],
)
def test_providers(provider: dict[str, Any], expected: dict[str, Any]) -> None:
    # As translateLLMProvider has it.
    (made,) = plain(backend({"ai": {"provider": provider}}).backends)
    groups = [{"providers": [{"name": "backend", **expected}]}]
    assert made == {"key": "default/b", "name": NAME, "ai": {"providerGroups": groups}}


def test_providers_of_groups_lose_what_is_wrong_in_silence() -> None:
    # As translateAIBackends has it.
    policies = {"auth": {"secretRef": {"name": "no"}}, "http": {"version": "HTTP2"}}
    made = backend({"ai": {"groups": [{"providers": [{"name": "x", "openai": {}, "policies": policies}]}]}})
    (whole,) = plain(made.backends)
    (provider,) = whole["ai"]["providerGroups"][0]["providers"]
    assert provider["inlinePolicies"] == [{"backendHttp": {"version": "HTTP2"}}]
    assert made.status["conditions"][0]["reason"] == "Accepted"
    (ignored,) = made.ignored
    assert ignored.path == ("spec", "ai", "groups", 0, "providers", 0, "policies", "auth", "secretRef")


def test_a_backend_with_anything_wrong_is_nothing() -> None:
    # As TranslateAgwBackend has it.
    made = backend({"static": {"host": "h", "port": 80}, "policies": {"auth": {"secretRef": {"name": "no"}}}})
    assert made.backends == ()
    assert made.status["conditions"] == [
        {
            "type": "Accepted",
            "status": "False",
            "reason": "TranslationError",
            "message": "failed to translate backend: secret default/no not found",
        }
    ]


def test_mcp_servers_by_label() -> None:
    # As translateMCPBackends has it: ports by appProtocol, in all namespaces that have the labels.
    services = """\
apiVersion: v1
kind: Namespace
metadata: {name: far, labels: {env: x}}
---
apiVersion: v1
kind: Service
metadata: {name: tools, namespace: far, annotations: {kgateway.dev/mcp-path: /t}}
spec:
  ports:
  - {port: 1, name: one, appProtocol: kgateway.dev/mcp}
  - {port: 2, name: two, appProtocol: kgateway.dev/mcp-sse}
  - {port: 3, name: three, appProtocol: http}
"""
    spec = {"mcp": {"targets": [{"name": "t", "selector": {"namespaces": {"matchLabels": {"env": "x"}}}}]}}
    (made,) = plain(backend(spec, services).backends)
    service = {"hostname": "tools.far.svc.cluster.local", "namespace": "far"}
    assert made["mcp"]["targets"] == [
        {"name": "tools-one", "backend": {"service": service, "port": 1}, "path": "/t", "protocol": "STREAMABLE_HTTP"},
        {"name": "tools-two", "backend": {"service": service, "port": 2}, "path": "/t", "protocol": "SSE"},
    ]


def test_stateless_sessions() -> None:
    target = {"name": "t", "static": {"host": "h", "port": 80}}
    first, whole = plain(backend({"mcp": {"sessionRouting": "Stateless", "targets": [target]}}).backends)
    assert first == {"key": "default/b/t", "name": NAME, "static": {"host": "h", "port": 80}}
    assert whole["mcp"] == {
        "targets": [{"name": "t", "backend": {"backend": "default/b/t"}}],
        "statefulMode": "STATELESS",
    }
