"""The outputs of kgateway's own backend tests, whose inputs are Go: ours are made to come to the same."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import pytest
import yaml

from kgwctl.agentgateway.backends.translate import translate_backend
from kgwctl.agentgateway.environment import AGENTGATEWAY_GROUP
from kgwctl.objects.resource import Resource
from tests.agentgateway.world import environment, plain
from tests.conftest import upstream_root

FOLDER = (upstream_root() or Path("absent")) / "pkg/kgateway/agentgatewaysyncer/backend/testdata"

_SERVICES = """\
apiVersion: v1
kind: Service
metadata: {name: mcp-service, namespace: test-ns, labels: {app: tools}}
spec: {ports: [{name: mcp, port: 8080, appProtocol: kgateway.dev/mcp}]}
---
apiVersion: v1
kind: Service
metadata: {name: other, namespace: other-ns, labels: {app: tools, type: mcp}}
spec: {ports: [{name: mcp, port: 8080, appProtocol: kgateway.dev/mcp}]}
---
apiVersion: v1
kind: Service
metadata: {name: prod, namespace: prod-ns, labels: {type: mcp}}
spec: {ports: [{name: mcp, port: 8080, appProtocol: kgateway.dev/mcp}, {name: web, port: 80}]}
---
apiVersion: v1
kind: Namespace
metadata: {name: prod-ns, labels: {stage: prod}}
---
apiVersion: v1
kind: Namespace
metadata: {name: other-ns, labels: {stage: dev}}
---
apiVersion: v1
kind: Secret
metadata: {name: token, namespace: test-ns}
stringData: {Authorization: Bearer sk-secret-token}
"""
_ROUTES = {
    "Completions": "/v1/chat/completions",
    "Embeddings": "/v1/embeddings",
    "Messages": "/v1/messages",
    "AnthropicTokenCount": "/v1/messages/count_tokens",
    "Models": "/v1/models",
    "Realtime": "/v1/realtime",
    "Responses": "/v1/responses",
}


def _keyed(name: str, token: str, **provider: Any) -> dict[str, Any]:
    """A provider of a group with a key."""
    return {"name": name, **provider, "policies": {"auth": {"key": token}}}


def _alone(**provider: Any) -> dict[str, Any]:
    return {"ai": {"provider": provider}}


#: Name of the output, name of the backend, and its spec.
CASES: tuple[tuple[str, str, dict[str, Any]], ...] = (
    (
        "Bedrock_backend_with_new_route_types_(responses_and_anthropic_token_count)",
        "bedrock-with-new-routes",
        {
            **_alone(bedrock={"region": "us-east-1"}),
            "policies": {"ai": {"routes": {path: kind for kind, path in _ROUTES.items()}}},
        },
    ),
    (
        "MultiPool_backend_-_translates_all_providers_for_failover",
        "multipool-backend",
        {
            "ai": {
                "groups": [
                    {
                        "providers": [
                            _keyed("openai", "first-token", openai={"model": "gpt-4"}),
                            _keyed("anthropic", "second-token", anthropic={"model": "claude-3"}),
                        ]
                    }
                ]
            }
        },
    ),
    (
        "MultiPool_backend_with_multiple_priority_levels_-_creates_separate_provider_groups",
        "multipool-priority-backend",
        {
            "ai": {
                "groups": [
                    {
                        "providers": [
                            _keyed("openai", "openai-primary", openai={"model": "gpt-4"}),
                            _keyed("anthropic", "anthropic-primary", anthropic={"model": "claude-3-opus"}),
                        ]
                    },
                    {"providers": [_keyed("gemini", "gemini-fallback", gemini={"model": "gemini-pro"})]},
                ]
            }
        },
    ),
    (
        "Namespace_selector_MCPBackend_backend",
        "namespace-mcp-backend",
        {
            "mcp": {
                "targets": [
                    {
                        "name": "all",
                        "selector": {
                            "namespaces": {"matchLabels": {"stage": "prod"}},
                            "services": {"matchLabels": {"type": "mcp"}},
                        },
                    }
                ]
            }
        },
    ),
    (
        "OpenAI_backend_with_routes_configuration",
        "openai-with-routes",
        {
            **_alone(openai={"model": "gpt-4o-mini"}),
            "policies": {
                "ai": {
                    "routes": {
                        "*": "Passthrough",
                        **{_ROUTES[kind]: kind for kind in ("Completions", "Messages", "Models")},
                    }
                }
            },
        },
    ),
    (
        "OpenAI_backend_with_secret_reference_auth",
        "openai-secret-backend",
        {**_alone(openai={"model": "gpt-3.5-turbo"}), "policies": {"auth": {"secretRef": {"name": "token"}}}},
    ),
    (
        "Service_selector_MCPBackend_backend_-_same_namespace",
        "service-mcp-backend",
        {"mcp": {"targets": [{"name": "all", "selector": {"services": {"matchLabels": {"app": "tools"}}}}]}},
    ),
    (
        "Static_MCPBackend_target_backend",
        "static-mcp-backend",
        {
            "mcp": {
                "targets": [
                    {
                        "name": "static-target",
                        "static": {
                            "host": "mcp-server.example.com",
                            "port": 8080,
                            "path": "override-sse",
                            "protocol": "SSE",
                        },
                    }
                ]
            }
        },
    ),
    ("Valid_Anthropic_backend_with_model", "anthropic-backend", _alone(anthropic={"model": "claude-3-sonnet"})),
    (
        "Valid_Azure_OpenAI_backend",
        "azure-openai-backend",
        _alone(
            azureopenai={
                "endpoint": "endpoint-123.openai.azure.com",
                "deploymentName": "my-deployment",
                "apiVersion": "2024-02-15-preview",
            }
        ),
    ),
    (
        "Valid_Bedrock_backend_with_custom_region_and_guardrail",
        "bedrock-backend-custom",
        _alone(
            bedrock={
                "model": "anthropic.claude-3-haiku-20240307-v1:0",
                "region": "eu-west-1",
                "guardrail": {"identifier": "test-guardrail", "version": "1.0"},
            }
        ),
    ),
    ("Valid_Gemini_backend", "gemini-backend", _alone(gemini={"model": "gemini-pro"})),
    (
        "Valid_OpenAI_backend_with_inline_auth",
        "openai-backend",
        {**_alone(openai={"model": "gpt-4"}), "policies": {"auth": {"key": "sk-test-token"}}},
    ),
    (
        "Valid_VertexAI_backend",
        "vertex-backend",
        _alone(vertexai={"model": "gemini-pro", "projectId": "", "region": ""}),
    ),
)


@pytest.mark.skipif(not FOLDER.is_dir(), reason="no kgateway v2.2.0 data: set KGWCTL_UPSTREAM")
@pytest.mark.parametrize(("output", "name", "spec"), [pytest.param(*case, id=case[0]) for case in CASES])
def test_output_is_upstreams(output: str, name: str, spec: dict[str, Any]) -> None:
    backend = {"apiVersion": "agentgateway.dev/v1alpha1", "kind": "AgentgatewayBackend"}
    # The type knows only what an API server lets through, so what it does not is put in later.
    routes = (spec.get("policies") or {}).get("ai", {}).pop("routes", None)
    named = {**backend, "metadata": {"name": name, "namespace": "test-ns"}, "spec": spec}
    objects, env = environment(f"{_SERVICES}---\n{yaml.safe_dump(_storable(named))}")
    (resource,) = (one for one in objects.of((AGENTGATEWAY_GROUP, "AgentgatewayBackend")) if one.name == name)
    made = plain(translate_backend(_changed(resource, spec, routes), env).backends)
    expected = yaml.load((FOLDER / f"{output}.yaml").read_bytes(), yaml.CSafeLoader)
    assert made == (expected if isinstance(expected, list) else [expected])


def _storable(backend: dict[str, Any]) -> dict[str, Any]:
    """What an API server would take: some value where it wants one."""
    vertex = backend["spec"].get("ai", {}).get("provider", {}).get("vertexai")
    spec = backend["spec"]
    if vertex is not None:
        spec = {"ai": {"provider": {"vertexai": {**vertex, "projectId": "p", "region": "r"}}}}
    policies = {key: value for key, value in (spec.get("policies") or {}).items() if value}
    return {**backend, "spec": {**{k: v for k, v in spec.items() if k != "policies"}, "policies": policies or None}}


def _changed(resource: Resource[Any], spec: dict[str, Any], routes: dict[str, str] | None) -> Resource[Any]:
    """The backend with what Go's own types allow, too."""
    from kgwctl.api.agentgateway.ai_policy import AIPolicy
    from kgwctl.api.agentgateway.backend_policies import BackendAllPolicies

    found = resource.object.spec
    if routes is not None:
        wanted: Any = dict(routes)
        found = msgspec.structs.replace(found, policies=BackendAllPolicies(ai=AIPolicy(routes=wanted)))
    vertex = found.ai.provider.vertexai if found.ai is not None and found.ai.provider is not None else None
    if vertex is not None:
        empty = msgspec.structs.replace(vertex, project_id="", region="")
        provider = msgspec.structs.replace(found.ai.provider, vertexai=empty)
        found = msgspec.structs.replace(found, ai=msgspec.structs.replace(found.ai, provider=provider))
    whole = msgspec.structs.replace(resource.object, spec=found)
    return Resource(resource.key, whole, resource.document, resource.age, resource.labels, resource.annotations)
