"""What happens to requests for language models."""

from typing import Annotated, Literal

from kgwctl.api.agentgateway.prompt_guard import PromptGuard
from kgwctl.api.field_rules import at_least_one_of
from kgwctl.api.markers import Default, MaxItems, MaxLength, MaxProperties, Minimum, MinItems, MinLength, constraints
from kgwctl.api.meta import JSONValue, Spec

#: What API a path speaks.
RouteType = Literal[
    "Completions", "Messages", "Models", "Passthrough", "Responses", "AnthropicTokenCount", "Embeddings"
]


class Message(Spec):
    """A message of a prompt."""

    role: str
    """Who speaks, in the provider's words."""
    content: str
    """What is said."""


class PromptEnrichment(Spec):
    """Messages added to every prompt."""

    prepend: tuple[Message, ...] | None = None
    """Messages before the client's."""
    append: tuple[Message, ...] | None = None
    """Messages after the client's."""


class FieldDefault(Spec):
    """A field of the request's JSON body and a value for it."""

    field: Annotated[str, MinLength(1), MaxLength(256)]
    """Name of the field."""
    value: JSONValue
    """The value, any JSON."""


class PromptCaching(Spec):
    """Cache points set in requests to Bedrock."""

    cache_system: Annotated[bool | None, Default(True)] = None
    """After the system messages."""
    cache_messages: Annotated[bool | None, Default(True)] = None
    """After the conversation's messages."""
    cache_tools: Annotated[bool | None, Default(False)] = None
    """After the tool definitions."""
    min_tokens: Annotated[int | None, Default(1024), Minimum(0)] = None
    """Estimated tokens from which caching is worth it."""


@constraints(
    at_least_one_of("prompt", "promptGuard", "defaults", "overrides", "modelAliases", "promptCaching", "routes")
)
class AIPolicy(Spec):
    """Handling of requests for language models."""

    prompt: PromptEnrichment | None = None
    """Messages added to prompts."""
    prompt_guard: PromptGuard | None = None
    """Checks of what goes in and comes out."""
    defaults: Annotated[tuple[FieldDefault, ...] | None, MinItems(1), MaxItems(64)] = None
    """Values for fields that the request leaves out."""
    overrides: Annotated[tuple[FieldDefault, ...] | None, MinItems(1), MaxItems(64)] = None
    """Values for fields whatever the request says."""
    model_aliases: Annotated[dict[str, str] | None, MaxProperties(64)] = None
    """Model names that clients may use, and what they stand for."""
    prompt_caching: PromptCaching | None = None
    """Cache points in requests."""
    routes: dict[str, RouteType] | None = None
    """What API a path speaks, by the path's ending; ``*`` for all others."""
