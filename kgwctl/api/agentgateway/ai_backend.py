"""Language models as a backend."""

from typing import Annotated

from kgwctl.api.agentgateway.backend_policies import LLMProviderPolicies
from kgwctl.api.field_rules import Has, Implies, Is, Not, all_or_none, both, exactly_one_of, unique_by
from kgwctl.api.gateway_api.shared import SectionName
from kgwctl.api.markers import Default, Maximum, MaxItems, MaxLength, Minimum, MinItems, MinLength, Pattern, constraints
from kgwctl.api.meta import Int32, Spec


class OpenAIConfig(Spec):
    """OpenAI."""

    model: Annotated[str | None, MinLength(1), MaxLength(256)] = None
    """Model to use whatever the request says; absent leaves it to the request."""


@constraints(Implies(both(Has("apiVersion"), Not(Is("apiVersion", ("v1",)))), Has("deploymentName")))
class AzureOpenAIConfig(Spec):
    """OpenAI on Azure."""

    endpoint: Annotated[str, MinLength(1), MaxLength(256)]
    """Host of the Azure resource."""
    deployment_name: Annotated[str | None, MinLength(1), MaxLength(256)] = None
    """Name of the model's deployment; needed for every API version but ``v1``."""
    api_version: Annotated[str | None, MinLength(1), MaxLength(64)] = None
    """Version of Azure's API; ``v1`` if absent."""


class AnthropicConfig(Spec):
    """Anthropic."""

    model: Annotated[str | None, MinLength(1), MaxLength(256)] = None
    """Model to use whatever the request says; absent leaves it to the request."""


class GeminiConfig(Spec):
    """Google Gemini."""

    model: Annotated[str | None, MinLength(1), MaxLength(256)] = None
    """Model to use whatever the request says; absent leaves it to the request."""


class VertexAIConfig(Spec):
    """Google Vertex AI."""

    model: Annotated[str | None, MinLength(1), MaxLength(256)] = None
    """Model to use whatever the request says; absent leaves it to the request."""
    project_id: Annotated[str, MinLength(1), MaxLength(64)]
    """Google Cloud project."""
    region: Annotated[str, MinLength(1), MaxLength(64)]
    """Google Cloud region."""


class AWSGuardrail(Spec):
    """A guardrail that Bedrock applies."""

    identifier: Annotated[str, MinLength(1), MaxLength(256)]
    """Id of the guardrail."""
    version: Annotated[str, MinLength(1), MaxLength(256)]
    """Version of the guardrail."""


class BedrockConfig(Spec):
    """Amazon Bedrock."""

    region: Annotated[str | None, Default("us-east-1"), MinLength(1), MaxLength(63), Pattern("^[a-z0-9-]+$")] = None
    """AWS region."""
    model: Annotated[str | None, MinLength(1), MaxLength(256)] = None
    """Model to use whatever the request says; absent leaves it to the request."""
    guardrail: AWSGuardrail | None = None
    """A guardrail to apply."""


@constraints(
    all_or_none("host", "port"), exactly_one_of("openai", "azureopenai", "anthropic", "gemini", "vertexai", "bedrock")
)
class LLMProvider(Spec):
    """A provider of language models, and where to reach it."""

    openai: OpenAIConfig | None = None
    """OpenAI."""
    azureopenai: AzureOpenAIConfig | None = None
    """OpenAI on Azure."""
    anthropic: AnthropicConfig | None = None
    """Anthropic."""
    gemini: GeminiConfig | None = None
    """Google Gemini."""
    vertexai: VertexAIConfig | None = None
    """Google Vertex AI."""
    bedrock: BedrockConfig | None = None
    """Amazon Bedrock."""
    host: Annotated[str | None, MinLength(1), MaxLength(256)] = None
    """Host to use instead of the provider's."""
    port: Annotated[Int32 | None, Minimum(1), Maximum(65535)] = None
    """Port to use instead of the provider's."""
    path: Annotated[str | None, MinLength(1), MaxLength(1024)] = None
    """Path to use instead of the provider's."""


@constraints(
    all_or_none("host", "port"), exactly_one_of("openai", "azureopenai", "anthropic", "gemini", "vertexai", "bedrock")
)
class NamedLLMProvider(LLMProvider):
    """A provider in a group, with policies of its own."""

    name: SectionName
    """Name of the provider; policies can refer to it."""
    policies: LLMProviderPolicies | None = None
    """Settings for traffic to this provider."""


class PriorityGroup(Spec):
    """Providers of the same rank, between which traffic is balanced."""

    providers: Annotated[tuple[NamedLLMProvider, ...], MinItems(1), MaxItems(32), unique_by("name")]
    """The providers."""


@constraints(exactly_one_of("provider", "groups"))
class AIBackend(Spec):
    """One provider, or groups to fall back on."""

    provider: LLMProvider | None = None
    """The one provider."""
    groups: Annotated[tuple[PriorityGroup, ...] | None, MinItems(1), MaxItems(32)] = None
    """Groups by rank; a group is used while those before it are unhealthy."""
