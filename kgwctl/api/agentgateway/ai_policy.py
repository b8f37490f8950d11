"""agentgateway.ai_policy"""

from typing import Annotated, Literal

from kgwctl.api.agentgateway.prompt_guard import PromptGuard
from kgwctl.api.markers import Default, MaxItems, MaxLength, MaxProperties, Minimum, MinItems, MinLength, constraints
from kgwctl.api.meta import JSONValue, Spec
from kgwctl.api.rules import at_least_one_of

RouteType = Literal[
    "Completions", "Messages", "Models", "Passthrough", "Responses", "AnthropicTokenCount", "Embeddings"
]


class Message(Spec):
    """Message."""

    role: str
    content: str


class PromptEnrichment(Spec):
    """PromptEnrichment."""

    prepend: tuple[Message, ...] | None = None
    append: tuple[Message, ...] | None = None


class FieldDefault(Spec):
    """FieldDefault."""

    field: Annotated[str, MinLength(1), MaxLength(256)]
    value: JSONValue


class PromptCaching(Spec):
    """PromptCaching."""

    cache_system: Annotated[bool | None, Default(True)] = None
    cache_messages: Annotated[bool | None, Default(True)] = None
    cache_tools: Annotated[bool | None, Default(False)] = None
    min_tokens: Annotated[int | None, Default(1024), Minimum(0)] = None


@constraints(
    at_least_one_of("prompt", "promptGuard", "defaults", "overrides", "modelAliases", "promptCaching", "routes")
)
class AIPolicy(Spec):
    """AIPolicy."""

    prompt: PromptEnrichment | None = None
    prompt_guard: PromptGuard | None = None
    defaults: Annotated[tuple[FieldDefault, ...] | None, MinItems(1), MaxItems(64)] = None
    overrides: Annotated[tuple[FieldDefault, ...] | None, MinItems(1), MaxItems(64)] = None
    model_aliases: Annotated[dict[str, str] | None, MaxProperties(64)] = None
    prompt_caching: PromptCaching | None = None
    routes: dict[str, RouteType] | None = None
