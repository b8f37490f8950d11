"""agentgateway.ai_backend"""

from typing import Annotated

from kgwctl.api.agentgateway.backend_policies import LLMProviderPolicies
from kgwctl.api.gateway_api.shared import SectionName
from kgwctl.api.markers import Default, Maximum, MaxItems, MaxLength, Minimum, MinItems, MinLength, Pattern, constraints
from kgwctl.api.meta import Int32, Spec
from kgwctl.api.rules import Has, Implies, Is, Not, all_or_none, both, exactly_one_of, unique_by


class OpenAIConfig(Spec):
    """OpenAIConfig."""

    model: Annotated[str | None, MinLength(1), MaxLength(256)] = None


@constraints(Implies(both(Has("apiVersion"), Not(Is("apiVersion", ("v1",)))), Has("deploymentName")))
class AzureOpenAIConfig(Spec):
    """AzureOpenAIConfig."""

    endpoint: Annotated[str, MinLength(1), MaxLength(256)]
    deployment_name: Annotated[str | None, MinLength(1), MaxLength(256)] = None
    api_version: Annotated[str | None, MinLength(1), MaxLength(64)] = None


class AnthropicConfig(Spec):
    """AnthropicConfig."""

    model: Annotated[str | None, MinLength(1), MaxLength(256)] = None


class GeminiConfig(Spec):
    """GeminiConfig."""

    model: Annotated[str | None, MinLength(1), MaxLength(256)] = None


class VertexAIConfig(Spec):
    """VertexAIConfig."""

    model: Annotated[str | None, MinLength(1), MaxLength(256)] = None
    project_id: Annotated[str, MinLength(1), MaxLength(64)]
    region: Annotated[str, MinLength(1), MaxLength(64)]


class AWSGuardrail(Spec):
    """AWSGuardrail."""

    identifier: Annotated[str, MinLength(1), MaxLength(256)]
    version: Annotated[str, MinLength(1), MaxLength(256)]


class BedrockConfig(Spec):
    """BedrockConfig."""

    region: Annotated[str | None, Default("us-east-1"), MinLength(1), MaxLength(63), Pattern("^[a-z0-9-]+$")] = None
    model: Annotated[str | None, MinLength(1), MaxLength(256)] = None
    guardrail: AWSGuardrail | None = None


@constraints(
    all_or_none("host", "port"), exactly_one_of("openai", "azureopenai", "anthropic", "gemini", "vertexai", "bedrock")
)
class LLMProvider(Spec):
    """LLMProvider."""

    openai: OpenAIConfig | None = None
    azureopenai: AzureOpenAIConfig | None = None
    anthropic: AnthropicConfig | None = None
    gemini: GeminiConfig | None = None
    vertexai: VertexAIConfig | None = None
    bedrock: BedrockConfig | None = None
    host: Annotated[str | None, MinLength(1), MaxLength(256)] = None
    port: Annotated[Int32 | None, Minimum(1), Maximum(65535)] = None
    path: Annotated[str | None, MinLength(1), MaxLength(1024)] = None


@constraints(
    all_or_none("host", "port"), exactly_one_of("openai", "azureopenai", "anthropic", "gemini", "vertexai", "bedrock")
)
class NamedLLMProvider(LLMProvider):
    """NamedLLMProvider."""

    name: SectionName
    policies: LLMProviderPolicies | None = None


class PriorityGroup(Spec):
    """PriorityGroup."""

    providers: Annotated[tuple[NamedLLMProvider, ...], MinItems(1), MaxItems(32), unique_by("name")]


@constraints(exactly_one_of("provider", "groups"))
class AIBackend(Spec):
    """AIBackend."""

    provider: LLMProvider | None = None
    groups: Annotated[tuple[PriorityGroup, ...] | None, MinItems(1), MaxItems(32)] = None
