"""What agentgateway's controller refuses, and what agentgateway cannot evaluate: KGW0721 to KGW0725, KGW0729.

Policies and backends are translated as rendering does it; what that had to say is told here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from kgwctl.api.kinds import AGENTGATEWAY, AGENTGATEWAY_BACKEND, AGENTGATEWAY_POLICY
from kgwctl.diagnostics import Rule, Severity
from kgwctl.lint.findings import finding

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kgwctl.agentgateway.environment import Environment
    from kgwctl.agentgateway.policies.contract import Problem
    from kgwctl.diagnostics import FieldPath, Finding
    from kgwctl.objects.resource import Resource
    from kgwctl.resolve.resolved import Resolved

AGENTGATEWAY_GROUP = AGENTGATEWAY
_POLICY = """\
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: edge}
spec:
  gatewayClassName: agentgateway
  listeners: [{name: http, port: 80, protocol: HTTP, allowedRoutes: {namespaces: {from: Same}}}]
---
apiVersion: agentgateway.dev/v1alpha1
kind: AgentgatewayPolicy
metadata: {name: edge}
spec:
  targetRefs: [{group: gateway.networking.k8s.io, kind: Gateway, name: edge}]
  traffic:
"""
_BACKEND = """\
apiVersion: v1
kind: Secret
metadata: {name: models}
stringData: {Authorization: change-me}
---
apiVersion: agentgateway.dev/v1alpha1
kind: AgentgatewayBackend
metadata: {name: models}
spec:
  ai: {provider: {openai: {}}}
  policies: {auth: {secretRef: {name: models}}}
"""

_TOKENS = """\
    jwtAuthentication:
      mode: Strict
      providers:
      - issuer: https://login.example.com
        jwks: {inline: '{"keys": [{"kty": "RSA", "kid": "1", "n": "AQAB", "e": "AQAB"}]}'}
"""

SETTING_REFUSED = Rule(
    id="KGW0721",
    name="agentgateway-setting-refused",
    severity=Severity.ERROR,
    summary="agentgateway's controller refuses a setting of a policy, and sends the rest of it.",
    explanation="The status says Accepted with reason PartiallyValid or Invalid. Most settings are then missing, so "
    "that requests pass without them; extAuth without its service refuses every request.",
    bad=_POLICY + "    retry: {attempts: -1}\n",
    good=_POLICY + "    retry: {attempts: 1}\n",
)
BACKEND_REFUSED = Rule(
    id="KGW0722",
    name="agentgateway-backend-refused",
    severity=Severity.ERROR,
    summary="agentgateway's controller does not accept a backend, and requests to it fail.",
    bad=_BACKEND.replace("Authorization:", "authorization:"),
    good=_BACKEND,
)
CONTROLLER_PANICS = Rule(
    id="KGW0723",
    name="agentgateway-controller-panics",
    severity=Severity.ERROR,
    summary="agentgateway's controller v2.2.0 does not survive an object, so that nothing is configured any more.",
    bad=_POLICY + "    retry: {}\n",
    good=_POLICY + "    retry: {attempts: 1}\n",
)
EXPRESSION_UNKNOWN = Rule(
    id="KGW0724",
    name="agentgateway-expression",
    severity=Severity.ERROR,
    summary="An expression does not parse, or names a variable or function that agentgateway does not have.",
    explanation="The controller takes it; agentgateway fails when it evaluates it. A rule of an authorization that "
    "fails does not match: one of Allow admits nobody, one of Deny turns nobody away.",
    bad=_POLICY + "    authorization: {policy: {matchExpressions: ['request.paths == \"/\"']}}\n",
    good=_POLICY + "    authorization: {policy: {matchExpressions: ['request.path == \"/\"']}}\n",
)
DENY_ALONE = Rule(
    id="KGW0725",
    name="agentgateway-deny-alone",
    severity=Severity.WARNING,
    summary="An authorization only denies, and agentgateway then refuses everything else, too.",
    explanation="Where there are rules, agentgateway lets pass what an Allow rule admits and no Deny rule turns away. "
    "The rules of all policies that apply count together: without an Allow rule among them nothing passes.",
    bad=_POLICY + "    authorization: {action: Deny, policy: {matchExpressions: ['request.path == \"/admin\"']}}\n",
    good=_POLICY + "    authorization: {action: Allow, policy: {matchExpressions: ['request.path != \"/admin\"']}}\n",
)
PROXY_REFUSES = Rule(
    id="KGW0729",
    name="agentgateway-refuses",
    severity=Severity.ERROR,
    summary="The controller sends keys, a pattern or a hash that agentgateway does not take.",
    explanation="agentgateway leaves the setting out: with keys that it refuses no token is asked for, and a pattern "
    "that it cannot read finds nothing. It takes RSA and EC keys that have a kid. On Apache hashes with a digest that "
    "is too short it crashes.",
    bad=_POLICY + _TOKENS.replace('"kid": "1", ', ""),
    good=_POLICY + _TOKENS,
)
RULES: tuple[Rule, ...] = (
    SETTING_REFUSED,
    BACKEND_REFUSED,
    CONTROLLER_PANICS,
    EXPRESSION_UNKNOWN,
    DENY_ALONE,
    PROXY_REFUSES,
)

#: Attributes that hold expressions, by the class they are in.
_EXPRESSIONS = {
    "AuthorizationPolicy": ("match_expressions",),
    "HeaderTransformation": ("value",),
    "Transform": ("body",),
    "ExtAuthGRPC": ("request_metadata",),
    "ExtAuthHTTP": ("path", "redirect", "add_request_headers", "response_metadata"),
    "RateLimitDescriptorEntry": ("expression",),
    "AttributeAdd": ("expression",),
    "ResourceAdd": ("expression",),
    "AccessLog": ("filter",),
    "Tracing": ("random_sampling", "client_sampling"),
}


def agentgateway_findings(resolved: Resolved, known: Iterable[Finding], unusable: frozenset[str]) -> Iterator[Finding]:
    """What is wrong with policies and backends for another reason than the ``known`` findings give.

    ``unusable`` names objects that are there and have errors of their own.
    """
    from kgwctl.agentgateway.backends.translate import translate_backend
    from kgwctl.agentgateway.environment import Environment
    from kgwctl.agentgateway.jwks.stores import StoredKeySets
    from kgwctl.agentgateway.policies.translate import translate_policy
    from kgwctl.lint.rules.unread_fields import UNREAD_FIELD

    said = _Said(known, unusable)
    key_sets = StoredKeySets(resolved.objects, resolved.settings.pod_namespace)
    env: Environment = Environment(resolved.objects, resolved.namespaces, key_sets)
    policies = resolved.objects.of(AGENTGATEWAY_POLICY)
    yield from _deny_alone(policies)
    for policy in policies:
        made = translate_policy(policy, env)
        yield from _problems(SETTING_REFUSED, policy, made.problems, said)
        for ignored in made.ignored:
            yield finding(UNREAD_FIELD, policy, ignored.path, ignored.why, ignored.hint)
        yield from _refused_by_the_proxy(policy)
        refused = {problem.path for problem in made.problems}
        unknown = _expressions(policy, policy.object.spec, ("spec",))
        yield from (one for one in unknown if one.path not in refused)
    for backend in resolved.objects.of(AGENTGATEWAY_BACKEND):
        translated = translate_backend(backend, env)
        guard = _at(backend.object.spec, ("policies", "ai", "prompt_guard"))
        yield from _patterns(backend, guard, ("spec", "policies", "ai"))
        yield from _problems(BACKEND_REFUSED, backend, translated.problems, said)
        for ignored in translated.ignored:
            yield finding(UNREAD_FIELD, backend, ignored.path, ignored.why, ignored.hint)
        yield from _expressions(backend, backend.object.spec, ("spec",))


def _deny_alone(policies: Iterable[Resource[Any]]) -> Iterator[Finding]:
    """Authorizations that deny where no policy of their namespace allows anything."""
    places = (("traffic", "authorization"), ("backend", "mcp", "authorization"))
    for place in places:
        found = [(policy, one) for policy in policies if (one := _at(policy.object.spec, place)) is not None]
        allowing = {policy.namespace for policy, one in found if one.action != "Deny"}
        for policy, one in found:
            if one.action == "Deny" and policy.namespace not in allowing:
                message = "agentgateway refuses everything where authorizations only deny"
                path = ("spec", *place, "action")
                yield finding(DENY_ALONE, policy, path, message, "say what is allowed, in this policy or another")


def _at(value: Any, attributes: Iterable[str]) -> Any:
    for attribute in attributes:
        value = getattr(value, attribute, None)
    return value


def _refused_by_the_proxy(policy: Resource[Any]) -> Iterator[Finding]:
    """Keys, patterns and hashes of a policy that agentgateway does not take."""
    from kgwctl.agentgateway.refusals import crashing_users, key_set_problem

    spec = policy.object.spec
    for place, provider in enumerate(_at(spec, ("traffic", "jwt_authentication", "providers")) or ()):
        if provider.jwks.inline is not None:
            problem = key_set_problem(provider.jwks.inline)
            if problem is not None:
                path: FieldPath = ("spec", "traffic", "jwtAuthentication", "providers", place, "jwks", "inline")
                message = f"agentgateway refuses the keys, and no token is asked for: {problem}"
                yield finding(PROXY_REFUSES, policy, path, message)
    users = _at(spec, ("traffic", "basic_authentication", "users")) or ()
    for place in crashing_users("\n".join(users)):
        path = ("spec", "traffic", "basicAuthentication", "users", place)
        yield finding(PROXY_REFUSES, policy, path, "agentgateway crashes on this hash: its digest is too short")
    yield from _patterns(policy, _at(spec, ("backend", "ai", "prompt_guard")), ("spec", "backend", "ai"))


def _patterns(resource: Resource[Any], guard: Any, path: FieldPath) -> Iterator[Finding]:
    """Patterns of prompt guards that agentgateway cannot read."""
    from kgwctl.agentgateway.refusals import pattern_problem

    for direction in ("request", "response"):
        for place, one in enumerate(getattr(guard, direction, None) or ()):
            for number, pattern in enumerate((one.regex.matches if one.regex is not None else None) or ()):
                problem = pattern_problem(pattern)
                if problem is not None:
                    at = (*path, "promptGuard", direction, place, "regex", "matches", number)
                    yield finding(PROXY_REFUSES, resource, at, f"agentgateway passes over this pattern: {problem}")


class _Said:
    """What other rules say already: the paths of each object, and the names of objects with errors."""

    def __init__(self, known: Iterable[Finding], unusable: frozenset[str]) -> None:
        self._paths: dict[str, list[FieldPath]] = {}
        for one in known:
            self._paths.setdefault(one.subject, []).append(one.path)
        self._names = [key.rpartition("/")[2] for key in unusable]

    def covers(self, resource: Resource[Any], problem: Problem) -> bool:
        """Whether a known finding is about the same place, or the problem about an object with errors."""
        paths = self._paths.get(str(resource.key), ())
        if any(path[: len(problem.path)] == problem.path for path in paths):
            return True
        return "not found" in problem.text and any(name in problem.text.split() for name in self._names)


def _problems(rule: Rule, resource: Resource[Any], problems: Iterable[Problem], said: _Said) -> Iterator[Finding]:
    for problem in problems:
        if problem.panics:
            yield finding(CONTROLLER_PANICS, resource, problem.path, problem.text)
        elif not said.covers(resource, problem):
            yield finding(rule, resource, problem.path, f"agentgateway's controller refuses this: {problem.text}")


def _expressions(resource: Resource[Any], value: Any, path: FieldPath) -> Iterator[Finding]:
    """A finding for each expression that agentgateway cannot evaluate."""
    if isinstance(value, tuple):
        for index, item in enumerate(value):
            yield from _expressions(resource, item, (*path, index))
    if not isinstance(value, msgspec.Struct):
        return
    wanted = _EXPRESSIONS.get(type(value).__name__, ())
    for attribute, name in zip(value.__struct_fields__, value.__struct_encode_fields__, strict=True):
        member = getattr(value, attribute)
        if member is None:
            continue
        if attribute in wanted:
            for text, below in _texts(member):
                yield from _expression(resource, text, (*path, name, *below))
        else:
            yield from _expressions(resource, member, (*path, name))


def _texts(member: Any) -> Iterator[tuple[str, tuple[str | int, ...]]]:
    if isinstance(member, str):
        yield member, ()
    elif isinstance(member, dict):
        yield from ((text, (key,)) for key, text in member.items())
    else:
        yield from ((text, (index,)) for index, text in enumerate(member))


def _expression(resource: Resource[Any], text: str, path: FieldPath) -> Iterator[Finding]:
    from kgwctl.agentgateway.expressions import mistake_in

    mistake = mistake_in(text)
    if mistake is None:
        return
    message = f"agentgateway cannot evaluate this: {mistake.text}"
    if mistake.offset is not None:
        line = text.count("\n", 0, mistake.offset) + 1
        column = mistake.offset - (text.rfind("\n", 0, mistake.offset) + 1) + 1
        message += f" (line {line}, column {column} of the expression)"
    yield finding(EXPRESSION_UNKNOWN, resource, path, message)
