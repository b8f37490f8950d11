"""Language models as a backend (``backend/translate.go@v2.2.0``: ``translateAIBackends``, ``translateLLMProvider``)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kgwctl.agentgateway.policies.contract import Ignored, Problem
from kgwctl.agentgateway.policies.inline import inline_policies
from kgwctl.agentgateway.resources.generated.resource import AIBackend

if TYPE_CHECKING:
    from kgwctl.agentgateway.environment import Environment
    from kgwctl.api.agentgateway.ai_backend import AIBackend as AIBackendSpec
    from kgwctl.api.agentgateway.ai_backend import BedrockConfig, LLMProvider, NamedLLMProvider

#: The name of a provider that stands alone; policies can refer to it as a section.
ONLY_PROVIDER = "backend"
_DEFAULT_PORT = 443


class _NoProviderError(Exception):
    """None of the known providers is configured."""


def ai_backend(
    spec: AIBackendSpec, namespace: str, env: Environment, problems: list[Problem], ignored: list[Ignored]
) -> AIBackend:
    """One provider, or groups of them in order of priority."""
    backend = AIBackend()
    try:
        if spec.provider is not None:
            group = AIBackend.ProviderGroup(providers=[_provider(spec.provider, ONLY_PROVIDER)])
            backend.provider_groups = [group]
            return backend
        for at, one in enumerate(spec.groups or ()):
            providers = []
            for place, provider in enumerate(one.providers):
                path = ("spec", "ai", "groups", at, "providers", place)
                providers.append(_named(provider, namespace, env, ignored, path))
            if providers:
                backend.provider_groups.append(AIBackend.ProviderGroup(providers=providers))
    except _NoProviderError:
        text = "failed to translate LLM provider: no supported LLM provider configured"
        problems.append(Problem(text, ("spec", "ai")))
    return backend


def _named(
    spec: NamedLLMProvider, namespace: str, env: Environment, ignored: list[Ignored], path: tuple[str | int, ...]
) -> AIBackend.Provider:
    """A provider of a group. What is wrong with its settings is left out without a word in the status."""
    provider = _provider(spec, spec.name)
    if spec.policies is not None:
        inline = inline_policies(spec.policies, namespace, env)
        provider.inline_policies = inline.specs
        ignored += (one.below(*path, "policies") for one in inline.ignored)
        for problem in inline.problems:
            why = f"left out, and the status does not say so: {problem.text}"
            ignored.append(Ignored(why, (*path, "policies", *problem.path)))
    return provider


def _provider(spec: LLMProvider, name: str) -> AIBackend.Provider:
    """Raises :class:`_NoProviderError`."""
    provider = AIBackend.Provider(name=name, path_override=spec.path)
    if spec.host:
        provider.host_override = AIBackend.HostOverride(host=spec.host, port=spec.port or _DEFAULT_PORT)
    if spec.openai is not None:
        provider.openai = AIBackend.OpenAI(model=spec.openai.model)
    elif spec.azureopenai is not None:
        azure = spec.azureopenai
        provider.azureopenai = AIBackend.AzureOpenAI(
            model=azure.deployment_name, host=azure.endpoint, api_version=azure.api_version
        )
    elif spec.anthropic is not None:
        provider.anthropic = AIBackend.Anthropic(model=spec.anthropic.model)
    elif spec.gemini is not None:
        provider.gemini = AIBackend.Gemini(model=spec.gemini.model)
    elif spec.vertexai is not None:
        vertex = spec.vertexai
        provider.vertex = AIBackend.Vertex(model=vertex.model, region=vertex.region, project_id=vertex.project_id)
    elif spec.bedrock is not None:
        provider.bedrock = _bedrock(spec.bedrock)
    else:
        raise _NoProviderError
    return provider


def _bedrock(spec: BedrockConfig) -> AIBackend.Bedrock:
    bedrock = AIBackend.Bedrock(model=spec.model, region=spec.region or "")
    if spec.guardrail is not None:
        bedrock.guardrail_identifier = spec.guardrail.identifier
        bedrock.guardrail_version = spec.guardrail.version
    return bedrock
