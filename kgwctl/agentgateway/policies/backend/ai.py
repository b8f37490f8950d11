"""``backend.ai``: prompts, defaults, model names, caching and paths of language models."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from kgwctl.agentgateway.policies.backend.prompt_guard import request_guards, response_guards
from kgwctl.agentgateway.policies.backend_references import ReferenceProblem
from kgwctl.agentgateway.policies.contract import Feature, Made, Origin, Part, Problem
from kgwctl.agentgateway.resources.generated.resource import BackendPolicySpec
from kgwctl.golang.json_text import json_text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kgwctl.agentgateway.environment import Environment
    from kgwctl.agentgateway.policies.contract import Ignored
    from kgwctl.api.agentgateway.ai_policy import AIPolicy, FieldDefault, Message, PromptCaching, PromptEnrichment
    from kgwctl.api.agentgateway.prompt_guard import PromptGuard

_Ai = BackendPolicySpec.Ai
_RouteType = Literal[
    "COMPLETIONS",
    "MESSAGES",
    "MODELS",
    "PASSTHROUGH",
    "RESPONSES",
    "ANTHROPIC_TOKEN_COUNT",
    "EMBEDDINGS",
    "REALTIME",
]
#: What a path speaks. The CRD does not know ``Realtime``, the controller does.
_ROUTE_TYPES: dict[str, _RouteType] = {
    "Completions": "COMPLETIONS",
    "Messages": "MESSAGES",
    "Models": "MODELS",
    "Passthrough": "PASSTHROUGH",
    "Responses": "RESPONSES",
    "AnthropicTokenCount": "ANTHROPIC_TOKEN_COUNT",
    "Embeddings": "EMBEDDINGS",
    "Realtime": "REALTIME",
}


def translate(spec: AIPolicy, origin: Origin, env: Environment) -> Made:
    """``plugins/backend_policies.go:translateBackendAI@v2.2.0``."""
    problems: list[Problem] = []
    ignored: list[Ignored] = []
    routes = sorted((spec.routes or {}).items())
    ai = _Ai(
        defaults=_values(spec.defaults or ()),
        overrides=_values(spec.overrides or ()),
        model_aliases=dict(sorted((spec.model_aliases or {}).items())),
        routes={path: _ROUTE_TYPES.get(kind, "COMPLETIONS") for path, kind in routes},
    )
    if spec.prompt is not None:
        ai.prompts = _prompts(spec.prompt)
    if spec.prompt_guard is not None:
        ai.prompt_guard = _guard(spec.prompt_guard, origin, env, problems, ignored)
    if spec.prompt_caching is not None:
        ai.prompt_caching = _caching(spec.prompt_caching)
    return Made((Part("ai", BackendPolicySpec(ai=ai)),), tuple(problems), tuple(ignored))


def _values(specs: Iterable[FieldDefault]) -> dict[str, str]:
    """Fields by name, values as JSON text; of two for one field the last counts."""
    values = {one.field: json_text(one.value) for one in specs}
    return dict(sorted(values.items()))


def _prompts(spec: PromptEnrichment) -> BackendPolicySpec.Ai.PromptEnrichment:
    return _Ai.PromptEnrichment(append=_messages(spec.append or ()), prepend=_messages(spec.prepend or ()))


def _messages(specs: Iterable[Message]) -> list[BackendPolicySpec.Ai.Message]:
    return [_Ai.Message(role=one.role, content=one.content) for one in specs]


def _caching(spec: PromptCaching) -> BackendPolicySpec.Ai.PromptCaching:
    return _Ai.PromptCaching(
        cache_system=bool(spec.cache_system),
        cache_messages=bool(spec.cache_messages),
        cache_tools=bool(spec.cache_tools),
        min_tokens=spec.min_tokens or 0,
    )


def _guard(
    spec: PromptGuard, origin: Origin, env: Environment, problems: list[Problem], ignored: list[Ignored]
) -> BackendPolicySpec.Ai.PromptGuard:
    """The checks; a direction in which one of them has no service to ask has none at all."""
    guard = _Ai.PromptGuard()
    try:
        guard.request = request_guards(spec.request or (), origin, env, ignored)
    except ReferenceProblem as problem:
        problems.append(Problem(str(problem), ("promptGuard", "request")))
    try:
        guard.response = response_guards(spec.response or (), origin, env)
    except ReferenceProblem as problem:
        problems.append(Problem(str(problem), ("promptGuard", "response")))
    return guard


FEATURE = Feature(("ai",), translate)
