"""What kgateway does not accept although the API server does: KGW0701 to KGW0703.

Policies and backends are compiled one by one, as rendering does it; rules of routes are checked for what
makes the controller replace them. Each answers 500 then.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kgwctl.api.kinds import GroupKind
from kgwctl.diagnostics import Rule, Severity
from kgwctl.lint.findings import finding
from kgwctl.resolve.kinds import GATEWAY_GROUP, KGATEWAY_GROUP
from kgwctl.resolve.model import HttpRoute

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from kgwctl.diagnostics import FieldPath, Finding
    from kgwctl.envoy.policy_engine.contract import CompileEnv, Problem
    from kgwctl.objects.resource import Resource
    from kgwctl.resolve.model import AttachedRoute, HttpRouteRule
    from kgwctl.resolve.resolved import Resolved

_GATEWAY = """\
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: edge}
spec:
  gatewayClassName: kgateway
  listeners: [{name: http, port: 80, protocol: HTTP}]
---
apiVersion: v1
kind: Service
metadata: {name: shop}
spec: {ports: [{port: 80}]}
---
apiVersion: v1
kind: Service
metadata: {name: next}
spec: {ports: [{port: 80}]}
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: shop}
spec:
  parentRefs: [{name: edge}]
  rules:
  - backendRefs: [{name: shop, port: 80, weight: 1}, {name: next, port: 80, weight: 0}]
"""
_POLICY = """\
---
apiVersion: gateway.kgateway.dev/v1alpha1
kind: TrafficPolicy
metadata: {name: login}
spec:
  targetRefs: [{group: gateway.networking.k8s.io, kind: HTTPRoute, name: shop}]
  basicAuth: {users: ["ada:{SHA}0DPiKuNIrrVmD8IUCuw1hQxNqZc="]}
"""
_BACKEND = """\
apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata: {name: greet}
spec:
  type: AWS
  aws:
    accountId: "000000000000"
    auth: {type: Secret, secretRef: {name: greet}}
    lambda: {functionName: greet}
---
apiVersion: v1
kind: Secret
metadata: {name: greet}
data: {accessKey: QUtJQQ==, secretKey: c2VjcmV0}
"""

POLICY_REFUSED = Rule(
    id="KGW0701",
    name="policy-refused",
    severity=Severity.ERROR,
    summary="kgateway does not accept a policy, and what it applies to answers 500.",
    explanation="The text is that of the policy's Accepted condition. Nothing goes unprotected: the rule, virtual "
    "host or listener that the policy targets is replaced by a direct response, and a backend is taken away.",
    bad=_GATEWAY + _POLICY.replace("{SHA}0DPiKuNIrrVmD8IUCuw1hQxNqZc=", "lovelace"),
    good=_GATEWAY + _POLICY,
)
RULE_REPLACED = Rule(
    id="KGW0702",
    name="rule-replaced",
    severity=Severity.ERROR,
    summary="kgateway replaces a rule of a route by a direct response with status 500.",
    bad=_GATEWAY.replace("weight: 1", "weight: 0"),
    good=_GATEWAY,
)
BACKEND_REFUSED = Rule(
    id="KGW0703",
    name="backend-refused",
    severity=Severity.ERROR,
    summary="kgateway does not accept a backend, and traffic to it is answered with 500.",
    bad=_BACKEND.replace("data: {accessKey: QUtJQQ==, secretKey: c2VjcmV0}", "data: {secretKey: c2VjcmV0}"),
    good=_BACKEND,
)
RULES: tuple[Rule, ...] = (POLICY_REFUSED, RULE_REPLACED, BACKEND_REFUSED)

_BACKEND_KIND = GroupKind(KGATEWAY_GROUP, "Backend")
_DIRECT_RESPONSE = GroupKind(KGATEWAY_GROUP, "DirectResponse")
#: The kinds of policy whose objects are compiled, to see what their kinds say against them.
_REFUSABLE = (
    GroupKind(KGATEWAY_GROUP, "TrafficPolicy"),
    GroupKind(KGATEWAY_GROUP, "HTTPListenerPolicy"),
    GroupKind(KGATEWAY_GROUP, "ListenerPolicy"),
    GroupKind(KGATEWAY_GROUP, "BackendConfigPolicy"),
    GroupKind(GATEWAY_GROUP, "BackendTLSPolicy"),
)


def acceptance_findings(
    resolved: Resolved, known: Iterable[Finding], unusable: frozenset[str] = frozenset()
) -> Iterator[Finding]:
    """Policies, rules and backends that are refused for another reason than the ``known`` findings give.

    ``unusable`` names objects that are there and have errors of their own.
    """
    for policy, problem in _refusals_of_policies(resolved, known):
        if str(problem.missing) not in unusable:
            yield finding(POLICY_REFUSED, policy, problem.path, problem.sentence, problem.hint)
    for route in _served(resolved):
        for rule in route.rules:
            here: FieldPath = ("spec", "rules", rule.index)
            for path, message in _of_rule(rule, route):
                yield finding(RULE_REPLACED, route.resource, (*here, *path), message)
    yield from _backends(resolved)


def _refusals_of_policies(resolved: Resolved, known: Iterable[Finding]) -> Iterator[tuple[Resource[Any], Problem]]:
    """Policies, and the extensions that policies use, with what the controller has against them."""
    kinds = [(group_kind, policies) for group_kind in _REFUSABLE if (policies := resolved.objects.of(*group_kind))]
    extensions = resolved.objects.of(KGATEWAY_GROUP, "GatewayExtension")
    if not kinds and not extensions:
        return
    from kgwctl.envoy.policy_kinds import kind_of

    env = _env(resolved)
    explained = {(one.subject, one.path[:length]) for one in known for length in range(len(one.path) + 1)}
    for group_kind, policies in kinds:
        kind = kind_of(group_kind)
        for policy in policies:
            for problem in kind.problems(policy, env) if kind.compile(policy, env).errors else ():
                # What is wrong with an extension is said of the extension.
                if problem.resource is None and (str(policy.key), problem.path) not in explained:
                    yield policy, problem
    for extension in extensions:
        from kgwctl.envoy.gateway_extensions.lookup import extension_problem

        broken = extension_problem(env, extension)
        if broken is not None and (str(extension.key), broken.path) not in explained:
            yield extension, broken


def _env(resolved: Resolved) -> CompileEnv:
    from kgwctl.envoy.policy_engine.contract import CompileEnv

    return CompileEnv(resolved, resolved.settings)


def _served(resolved: Resolved) -> Iterator[HttpRoute]:
    """The routes that Gateways of Envoy serve, those that others delegate to included."""
    seen: set[int] = set()
    waiting: list[AttachedRoute] = []
    for gateway in resolved.gateways:
        waiting += (attached for listener in gateway.valid_listeners for attached in listener.routes)
    while waiting:
        attached = waiting.pop()
        route = attached.route
        if id(route) in seen or not isinstance(route, HttpRoute):
            continue
        seen.add(id(route))
        yield route
        waiting += (child for delegation in attached.delegations.values() for child in delegation.children)


def _of_rule(rule: HttpRouteRule, route: HttpRoute) -> Iterator[tuple[FieldPath, str]]:
    """Paths below the rule, and what is wrong there."""
    yield from _actions(rule)
    # The weight of a single backend means nothing.
    if len(rule.backends) > 1 and not any(backend.ref is None or backend.ref.weight for backend in rule.backends):
        yield ("backendRefs",), "the weights of all backends are 0"
    for index, match in enumerate(rule.matches):
        path = match.path
        if path is not None and path.value and path.type != "RegularExpression":
            problem = _path_problem(path.value)
            if problem:
                yield ("matches", index, "path", "value"), problem
    for index, one in enumerate(rule.spec.filters or ()):
        if one.type in ("RequestRedirect", "URLRewrite"):
            for below, problem in _of_filter(one, rule, route):
                yield ("filters", index, *below), problem


def _actions(rule: HttpRouteRule) -> Iterator[tuple[FieldPath, str]]:
    redirects = [one for one in rule.spec.filters or () if one.type == "RequestRedirect"]
    responses = rule.extension_refs.get(_DIRECT_RESPONSE, ())
    if responses and (rule.backends or redirects or len(responses) > 1):
        yield ("filters",), "a DirectResponse needs a rule of its own: without backends, redirect or another response"
    elif not rule.backends and not redirects and not responses and not rule.extension_problems:
        yield (), "the rule has no backend, no redirect and no direct response"


def _of_filter(one: Any, rule: HttpRouteRule, route: HttpRoute) -> Iterator[tuple[FieldPath, str]]:
    from kgwctl.envoy.routes.validation import rewrite_error

    if one.type == "RequestRedirect" and one.request_redirect is not None:
        from kgwctl.envoy.route_filters.redirect import RedirectError, redirect

        field, spec = "requestRedirect", one.request_redirect
        try:
            redirect(spec, rule.spec.name, route.resource.annotations)
        except RedirectError as error:
            yield (field,), str(error)
        for name, text in (("hostname", spec.hostname), ("path", spec.path and spec.path.replace_full_path)):
            problem = _path_problem(text) if text else ""
            if problem:
                yield (field, name), problem
    elif one.url_rewrite is not None:
        field, spec = "urlRewrite", one.url_rewrite
    else:
        return
    prefix = spec.path.replace_prefix_match if spec.path is not None else None
    problem = rewrite_error(prefix) if prefix else ""
    if problem:
        yield (field, "path", "replacePrefixMatch"), f"the rewrite {prefix} is invalid: {problem}"


def _path_problem(path: str) -> str:
    from kgwctl.envoy.routes.validation import path_error

    error = path_error(path)
    return f'the path "{path}" is invalid: {error}' if error else ""


def _backends(resolved: Resolved) -> Iterator[Finding]:
    for backend in resolved.backends:
        for problem in backend.problems:
            yield finding(BACKEND_REFUSED, backend.resource, ("metadata", "annotations"), problem.text)
        if backend.key[:2] == _BACKEND_KIND and not backend.problems:
            # An endpoint that does not parse is worse: it makes the controller crash.
            for error in () if _crashes(backend) else _refusals(backend, resolved):
                yield finding(BACKEND_REFUSED, backend.resource, ("spec",), f"kgateway does not accept it: {error}")


def _crashes(backend: Any) -> bool:
    from kgwctl.lint.rules.controller_crashes import endpoint_problem

    return bool(endpoint_problem(backend.resource.object.spec))


def _refusals(backend: Any, resolved: Resolved) -> Sequence[str]:
    from kgwctl.envoy.clusters.cluster import translate_backend
    from kgwctl.envoy.policy_engine.engine import PolicyCompiler

    return translate_backend(backend, PolicyCompiler((), _env(resolved))).errors
