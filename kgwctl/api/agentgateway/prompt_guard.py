"""Checks of prompts and answers of language models."""

from typing import Annotated, Literal

import msgspec

from kgwctl.api.agentgateway.connection import BackendPolicies
from kgwctl.api.field_rules import at_least_one_of, exactly_one_of
from kgwctl.api.gateway_api.references import BackendObjectReference
from kgwctl.api.kgateway.shared import HTTPHeaderMatch
from kgwctl.api.markers import Default, Maximum, MaxItems, MaxLength, Minimum, MinItems, MinLength, constraints
from kgwctl.api.meta import Int32, Spec

#: What happens to what is found.
Action = Literal["Mask", "Reject"]
#: A ready-made pattern.
BuiltIn = Literal["Ssn", "CreditCard", "PhoneNumber", "Email", "CaSin"]


@constraints(at_least_one_of("message", "statusCode"))
class CustomResponse(Spec):
    """The answer to a rejected request."""

    message: Annotated[str | None, Default("The request was rejected due to inappropriate content")] = None
    """Its body."""
    status_code: Annotated[Int32 | None, Default(403), Minimum(200), Maximum(599)] = None
    """Its HTTP status."""


class RegexGuard(Spec):
    """A check by regular expressions."""

    matches: tuple[Annotated[str, MinLength(1), MaxLength(1024)], ...] | None = None
    """Expressions to look for."""
    builtins: tuple[BuiltIn, ...] | None = None
    """Ready-made patterns to look for, besides ``matches``."""
    action: Annotated[Action | None, Default("Mask")] = None
    """Mask what is found, or reject the request."""


class WebhookGuard(Spec):
    """A check by a service."""

    backend_ref: BackendObjectReference
    """The service."""
    forward_header_matches: tuple[HTTPHeaderMatch, ...] | None = None
    """Which headers the service sees; none if absent."""


class OpenAIModeration(Spec):
    """A check by OpenAI's moderation API."""

    model: str | None = None
    """Which moderation model decides."""
    policies: BackendPolicies | None = None
    """Settings for traffic to the API, such as its key."""


@constraints(exactly_one_of("regex", "webhook", "openAIModeration"))
class PromptGuardRequest(Spec):
    """One check of prompts."""

    response: CustomResponse | None = None
    """The answer to what is rejected."""
    regex: RegexGuard | None = None
    """By regular expressions."""
    webhook: WebhookGuard | None = None
    """By a service."""
    open_ai_moderation: OpenAIModeration | None = msgspec.field(name="openAIModeration", default=None)
    """By OpenAI's moderation API."""


@constraints(exactly_one_of("regex", "webhook"))
class PromptGuardResponse(Spec):
    """One check of answers."""

    response: CustomResponse | None = None
    """The answer instead of what is rejected."""
    regex: RegexGuard | None = None
    """By regular expressions."""
    webhook: WebhookGuard | None = None
    """By a service."""


@constraints(at_least_one_of("request", "response"))
class PromptGuard(Spec):
    """Checks in both directions."""

    request: Annotated[tuple[PromptGuardRequest, ...] | None, MinItems(1), MaxItems(8)] = None
    """Of prompts."""
    response: Annotated[tuple[PromptGuardResponse, ...] | None, MinItems(1), MaxItems(8)] = None
    """Of answers."""
