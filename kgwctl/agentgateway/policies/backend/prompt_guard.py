"""``backend.ai.promptGuard``: checks of prompts and answers (``plugins/ai_policies.go@v2.2.0``)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from kgwctl.agentgateway.policies.backend import auth, http, tcp, tls
from kgwctl.agentgateway.policies.backend_references import ReferenceProblem, backend_reference
from kgwctl.agentgateway.policies.contract import Ignored, section_made
from kgwctl.agentgateway.resources.generated.resource import BackendPolicySpec, HeaderMatch
from kgwctl.golang.forms import proto_bytes

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kgwctl.agentgateway.environment import Environment
    from kgwctl.agentgateway.policies.contract import Origin
    from kgwctl.api.agentgateway.prompt_guard import (
        CustomResponse,
        OpenAIModeration,
        PromptGuardRequest,
        PromptGuardResponse,
        RegexGuard,
        WebhookGuard,
    )

_Ai = BackendPolicySpec.Ai
#: The settings that the moderation API has, a backend like others.
_CONNECTION = (http.FEATURE, tls.FEATURE, tcp.FEATURE, auth.FEATURE)
_Builtin = Literal["SSN", "CREDIT_CARD", "PHONE_NUMBER", "EMAIL", "CA_SIN"]
_BUILTINS: dict[str, _Builtin] = {
    "Ssn": "SSN",
    "CreditCard": "CREDIT_CARD",
    "PhoneNumber": "PHONE_NUMBER",
    "Email": "EMAIL",
    "CaSin": "CA_SIN",
}
_Action = Literal["ACTION_UNSPECIFIED", "MASK", "REJECT"]
_ACTIONS: dict[str | None, _Action] = {None: "ACTION_UNSPECIFIED", "Mask": "MASK", "Reject": "REJECT"}


def request_guards(
    specs: Iterable[PromptGuardRequest], origin: Origin, env: Environment, ignored: list[Ignored]
) -> list[BackendPolicySpec.Ai.RequestGuard]:
    """Checks of prompts. Raises :class:`ReferenceProblem` where a service to ask is missing."""
    guards = []
    for at, spec in enumerate(specs):
        guard = _Ai.RequestGuard(rejection=_rejection(spec.response))
        if spec.webhook is not None:
            guard.webhook = _webhook(spec.webhook, origin, env)
        elif spec.regex is not None:
            guard.regex = _regex(spec.regex)
        elif spec.open_ai_moderation is not None:
            path = ("promptGuard", "request", at, "openAIModeration")
            guard.openai_moderation = _moderation(spec.open_ai_moderation, origin, env, ignored, path)
        guards.append(guard)
    return guards


def response_guards(
    specs: Iterable[PromptGuardResponse], origin: Origin, env: Environment
) -> list[BackendPolicySpec.Ai.ResponseGuard]:
    """Checks of answers. Raises :class:`ReferenceProblem` where a service to ask is missing."""
    guards = []
    for spec in specs:
        guard = _Ai.ResponseGuard(rejection=_rejection(spec.response))
        if spec.webhook is not None:
            guard.webhook = _webhook(spec.webhook, origin, env)
        elif spec.regex is not None:
            guard.regex = _regex(spec.regex)
        guards.append(guard)
    return guards


def _rejection(spec: CustomResponse | None) -> BackendPolicySpec.Ai.RequestRejection | None:
    if spec is None:
        return None
    return _Ai.RequestRejection(body=proto_bytes((spec.message or "").encode()), status=spec.status_code or 0)


def _regex(spec: RegexGuard) -> BackendPolicySpec.Ai.RegexRules:
    """The user's own expressions come before the ready-made ones."""
    own = [_Ai.RegexRule(regex=one) for one in spec.matches or ()]
    ready = [_Ai.RegexRule(builtin=_BUILTINS[one]) for one in spec.builtins or ()]
    return _Ai.RegexRules(action=_ACTIONS[spec.action], rules=own + ready)


def _webhook(spec: WebhookGuard, origin: Origin, env: Environment) -> BackendPolicySpec.Ai.Webhook:
    try:
        service = backend_reference(spec.backend_ref, origin.namespace, env)
    except ReferenceProblem as problem:
        raise ReferenceProblem(f"failed to build webhook: {problem}") from None
    headers = []
    for match in spec.forward_header_matches or ():
        if match.type == "RegularExpression":
            headers.append(HeaderMatch(name=match.name, regex=match.value))
        else:
            headers.append(HeaderMatch(name=match.name, exact=match.value))
    return _Ai.Webhook(backend=service, forward_header_matches=headers)


def _moderation(
    spec: OpenAIModeration, origin: Origin, env: Environment, ignored: list[Ignored], path: tuple[str | int, ...]
) -> BackendPolicySpec.Ai.Moderation:
    """Settings with which something is wrong are left out without a word in the status."""
    moderation = _Ai.Moderation(model=spec.model)
    if spec.policies is not None:
        made = section_made(_CONNECTION, spec.policies, origin, env)
        if made.problems:
            reasons = "; ".join(one.text for one in made.problems)
            ignored.append(Ignored(f"these settings are left out: {reasons}", (*path, "policies")))
        else:
            moderation.inline_policies = [part.spec for part in made.parts if isinstance(part.spec, BackendPolicySpec)]
            ignored += (one.below(*path, "policies") for one in made.ignored)
    return moderation
