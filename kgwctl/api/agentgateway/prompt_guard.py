"""agentgateway.prompt_guard"""

from typing import Annotated, Literal

import msgspec

from kgwctl.api.agentgateway.connection import BackendPolicies
from kgwctl.api.gateway_api.references import BackendObjectReference
from kgwctl.api.kgateway.shared import HTTPHeaderMatch
from kgwctl.api.markers import Default, Maximum, MaxItems, MaxLength, Minimum, MinItems, MinLength, constraints
from kgwctl.api.meta import Int32, Spec
from kgwctl.api.rules import at_least_one_of, exactly_one_of

Action = Literal["Mask", "Reject"]
BuiltIn = Literal["Ssn", "CreditCard", "PhoneNumber", "Email", "CaSin"]


@constraints(at_least_one_of("message", "statusCode"))
class CustomResponse(Spec):
    """CustomResponse."""

    message: Annotated[str | None, Default("The request was rejected due to inappropriate content")] = None
    status_code: Annotated[Int32 | None, Default(403), Minimum(200), Maximum(599)] = None


class RegexGuard(Spec):
    """RegexGuard."""

    matches: tuple[Annotated[str, MinLength(1), MaxLength(1024)], ...] | None = None
    builtins: tuple[BuiltIn, ...] | None = None
    action: Annotated[Action | None, Default("Mask")] = None


class WebhookGuard(Spec):
    """WebhookGuard."""

    backend_ref: BackendObjectReference
    forward_header_matches: tuple[HTTPHeaderMatch, ...] | None = None


class OpenAIModeration(Spec):
    """OpenAIModeration."""

    model: str | None = None
    policies: BackendPolicies | None = None


@constraints(exactly_one_of("regex", "webhook", "openAIModeration"))
class PromptGuardRequest(Spec):
    """PromptGuardRequest."""

    response: CustomResponse | None = None
    regex: RegexGuard | None = None
    webhook: WebhookGuard | None = None
    open_ai_moderation: OpenAIModeration | None = msgspec.field(name="openAIModeration", default=None)


@constraints(exactly_one_of("regex", "webhook"))
class PromptGuardResponse(Spec):
    """PromptGuardResponse."""

    response: CustomResponse | None = None
    regex: RegexGuard | None = None
    webhook: WebhookGuard | None = None


@constraints(at_least_one_of("request", "response"))
class PromptGuard(Spec):
    """PromptGuard."""

    request: Annotated[tuple[PromptGuardRequest, ...] | None, MinItems(1), MaxItems(8)] = None
    response: Annotated[tuple[PromptGuardResponse, ...] | None, MinItems(1), MaxItems(8)] = None
