"""Handling of requests for language models (``llm/policy/mod.rs:Policy@v0.11.1``)."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from kgwctl.agentgateway.local.attached import Setting
from kgwctl.agentgateway.local.references import host_reference
from kgwctl.agentgateway.local.scope import text_of, without_absent
from kgwctl.agentgateway.local.values import header_match

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from kgwctl.agentgateway.local.notes import Holder
    from kgwctl.agentgateway.local.scope import Scope
    from kgwctl.agentgateway.resources.generated.resource import BackendPolicySpec

    #: Writes the settings of a backend; the moderation API is one.
    WriteSettings = Callable[[Iterable[Setting], Scope], dict[str, Any]]

_BUILTINS = {
    "SSN": "ssn",
    "CREDIT_CARD": "creditCard",
    "PHONE_NUMBER": "phoneNumber",
    "EMAIL": "email",
    "CA_SIN": "caSin",
}


def ai_settings(
    ai: BackendPolicySpec.Ai, holder: Holder, scope: Scope, write_settings: WriteSettings
) -> dict[str, Any]:
    """Prompts, checks, defaults, names of models, caching and paths."""
    found = without_absent(
        defaults={field: json.loads(value) for field, value in ai.defaults.items()},
        overrides={field: json.loads(value) for field, value in ai.overrides.items()},
        modelAliases=dict(ai.model_aliases),
        routes={path: camel(kind) for path, kind in ai.routes.items()},
    )
    if ai.prompts is not None:
        # ``prepend`` may not be left out.
        found["prompts"] = {"append": _messages(ai.prompts.append), "prepend": _messages(ai.prompts.prepend)}
    if ai.prompt_guard is not None:
        requests = [_guard(one, holder, scope, write_settings) for one in ai.prompt_guard.request]
        responses = [_guard(one, holder, scope, write_settings) for one in ai.prompt_guard.response]
        found["promptGuard"] = without_absent(request=requests, response=responses)
    if ai.prompt_caching is not None:
        caching = ai.prompt_caching
        found["promptCaching"] = {
            "cacheSystem": caching.cache_system,
            "cacheMessages": caching.cache_messages,
            "cacheTools": caching.cache_tools,
            "minTokens": caching.min_tokens,
        }
    return found


def camel(name: str) -> str:
    """A name in capitals as a local file has it: ``ANTHROPIC_TOKEN_COUNT`` is ``anthropicTokenCount``."""
    return re.sub("_([a-z])", lambda part: part[1].upper(), name.lower())


def _messages(messages: list[BackendPolicySpec.Ai.Message]) -> list[dict[str, str]]:
    return [{"role": one.role, "content": one.content} for one in messages]


def _guard(guard: Any, holder: Holder, scope: Scope, write_settings: WriteSettings) -> dict[str, Any]:
    """One check, of a prompt or an answer."""
    found: dict[str, Any] = {}
    if guard.rejection is not None:
        found["rejection"] = {"body": text_of(guard.rejection.body), "status": guard.rejection.status}
    if guard.regex is not None:
        rules = [
            {"builtin": _BUILTINS[one.builtin]} if one.builtin is not None else {"pattern": one.regex}
            for one in guard.regex.rules
        ]
        found["regex"] = {"action": "reject" if guard.regex.action == "REJECT" else "mask", "rules": rules}
    elif guard.webhook is not None:
        matches = [header_match(one) for one in guard.webhook.forward_header_matches]
        target = host_reference(guard.webhook.backend, holder, scope)
        found["webhook"] = {"target": target, **without_absent(forwardHeaderMatches=matches)}
    else:
        moderation = guard.openai_moderation
        settings = [
            Setting(kind, value, holder)
            for one in moderation.inline_policies
            for kind in one.__struct_fields__
            if (value := getattr(one, kind)) is not None
        ]
        # ``policies`` may not be left out.
        found["openAIModeration"] = {
            **without_absent(model=moderation.model),
            "policies": write_settings(settings, scope),
        }
    return found
