"""Policies about who may pass that are accepted, and still do not do what they say: KGW0707 to KGW0709."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from kgwctl.api.kinds import GATEWAY_EXTENSION, TRAFFIC_POLICY
from kgwctl.diagnostics import Rule, Severity
from kgwctl.lint.findings import finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kgwctl.api.kgateway.traffic_policy.policy import TrafficPolicy
    from kgwctl.diagnostics import Finding
    from kgwctl.envoy.messages.generated.cel import Expr
    from kgwctl.objects.resource import Resource
    from kgwctl.resolve.resolved import Resolved

_POLICY = """\
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: edge}
spec:
  gatewayClassName: kgateway
  listeners: [{name: http, port: 80, protocol: HTTP}]
---
apiVersion: gateway.kgateway.dev/v1alpha1
kind: TrafficPolicy
metadata: {name: edge}
spec:
  targetRefs: [{group: gateway.networking.k8s.io, kind: Gateway, name: edge}]
"""
_RBAC = _POLICY + '  rbac: {policy: {matchExpressions: [\'request.method in ["GET", "HEAD"]\']}}\n'
_LOGIN = """\
apiVersion: v1
kind: Secret
metadata: {name: client}
stringData: {client-secret: change-me}
---
apiVersion: v1
kind: Service
metadata: {name: provider}
spec: {ports: [{port: 443}]}
---
apiVersion: gateway.kgateway.dev/v1alpha1
kind: GatewayExtension
metadata: {name: login}
spec:
  oauth2:
    backendRef: {name: provider, port: 443}
    authorizationEndpoint: https://login.example.com/authorize
    tokenEndpoint: https://login.example.com/token
    endSessionEndpoint: https://login.example.com/logout
    credentials: {clientID: shop, clientSecretRef: {name: client}}
    scopes: [openid, email]
"""
_TOKENS = (
    _POLICY
    + """\
  jwtAuth: {extensionRef: {name: tokens}}
---
apiVersion: gateway.kgateway.dev/v1alpha1
kind: GatewayExtension
metadata: {name: tokens}
spec:
  jwt:
    providers:
    - name: own
      jwks: {local: {inline: '{"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}'}}
"""
)

EXPRESSION_REFUSED = Rule(
    id="KGW0707",
    name="expression-refused",
    severity=Severity.ERROR,
    summary="kgateway accepts an expression of rbac, and Envoy refuses the configuration that holds it.",
    explanation="kgateway only parses expressions. Envoy knows fewer functions than Kubernetes, no macros but has(), "
    "and refuses the whole listener or all of its routes for one expression: the proxy goes on with what it had "
    "before. With KGW_VALIDATION_MODE=STRICT the controller asks Envoy first and does not accept such a policy.",
    bad=_RBAC.replace("request.method in [", "[").replace("]']", "].exists(m, m == request.method)']"),
    good=_RBAC,
)
LOGIN_REFUSED = Rule(
    id="KGW0708",
    name="login-refused",
    severity=Severity.ERROR,
    summary="A GatewayExtension ends sessions at a provider without asking it for OpenID, which Envoy refuses.",
    explanation="endSessionEndpoint needs the scope openid. Envoy refuses the listener that has such a filter, and "
    "the proxy goes on with what it had before.",
    bad=_LOGIN.replace("[openid, email]", "[email]"),
    good=_LOGIN,
)
NO_SUCH_REQUIREMENT = Rule(
    id="KGW0709",
    name="no-token-is-good",
    severity=Severity.ERROR,
    summary="jwtAuth refers to a GatewayExtension in another namespace, and no token is good.",
    explanation="kgateway v2.2.0 asks for a requirement called after the policy's namespace, and makes one called "
    "after the extension's. Envoy answers every request with 403.",
    bad=_TOKENS.replace("{name: tokens}\nspec", "{name: tokens, namespace: login}\nspec").replace(
        "extensionRef: {name: tokens}", "extensionRef: {name: tokens, namespace: login}"
    ),
    good=_TOKENS,
)
RULES: tuple[Rule, ...] = (EXPRESSION_REFUSED, LOGIN_REFUSED, NO_SUCH_REQUIREMENT)

_PARTS_OF_TIMES = (
    *("getDate", "getDayOfMonth", "getDayOfWeek", "getDayOfYear", "getFullYear", "getHours", "getMilliseconds"),
    *("getMinutes", "getMonth", "getSeconds"),
)
#: What Envoy 1.36 can call in its RBAC filter: name, whether it stands behind a dot, number of arguments.
_CALLS = frozenset(
    {
        ("size", True, 0),
        *((name, False, 1) for name in ("bool", "bytes", "double", "duration", "dyn", "int", "size")),
        *((name, False, 1) for name in ("timestamp", "type", "uint")),
        *((name, True, 1) for name in ("contains", "endsWith", "matches", "startsWith")),
        *((name, False, 2) for name in ("contains", "endsWith", "matches", "startsWith")),
        *((name, True, count) for name in _PARTS_OF_TIMES for count in (0, 1)),
    }
)
#: Marks of operators, which no name has.
_MARKS = frozenset("!%&*+-/<=>?@[|")


def access_policy_findings(resolved: Resolved) -> Iterator[Finding]:
    """What Envoy refuses of accepted policies, and tokens that are never good."""
    for policy in resolved.objects.of(TRAFFIC_POLICY):
        yield from _expressions(policy)
        yield from _tokens(policy, resolved)
    for extension in resolved.objects.of(GATEWAY_EXTENSION):
        login = extension.object.spec.oauth2
        if login is not None and login.end_session_endpoint and "openid" not in (login.scopes or ()):
            message = "Envoy refuses the filter: an endSessionEndpoint needs the scope openid"
            yield finding(LOGIN_REFUSED, extension, ("spec", "oauth2", "endSessionEndpoint"), message)


def _tokens(policy: Resource[TrafficPolicy], resolved: Resolved) -> Iterator[Finding]:
    spec = policy.object.spec.jwt_auth
    ref = spec.extension_ref if spec is not None else None
    if ref is None or ref.namespace in (None, "", policy.namespace):
        return
    from kgwctl.resolve.reasons import Reason

    found = resolved.gateway_extension(ref.namespace, ref.name)
    if not isinstance(found, Reason) and found.object.spec.jwt is not None:
        message = f"every request gets 403: keep the GatewayExtension in the policy's namespace, {policy.namespace}"
        yield finding(NO_SUCH_REQUIREMENT, policy, ("spec", "jwtAuth", "extensionRef", "namespace"), message)


def _expressions(policy: Resource[TrafficPolicy]) -> Iterator[Finding]:
    spec = policy.object.spec.rbac
    if spec is None:
        return
    from kgwctl.envoy.cel_expressions.errors import ExpressionError
    from kgwctl.envoy.cel_expressions.parser import parse

    for index, text in enumerate(spec.policy.match_expressions):
        try:
            parsed = parse(text)
        except ExpressionError:
            continue
        problem = _first_problem(parsed.expr)
        if problem:
            path = ("spec", "rbac", "policy", "matchExpressions", index)
            yield finding(EXPRESSION_REFUSED, policy, path, f"Envoy refuses the configuration: {problem}")


def _first_problem(root: Expr | None) -> str:
    waiting = [root] if root is not None else []
    while waiting:
        node = waiting.pop()
        problem, below = _looked_at(node)
        if problem:
            return problem
        waiting += reversed(below)
    return ""


class _Looked(NamedTuple):
    problem: str
    below: list[Expr]


def _looked_at(node: Expr) -> _Looked:
    """What is wrong with a node itself, and the nodes in it."""
    if node.comprehension_expr is not None:
        return _Looked("macros like all(), exists(), filter() and map() are switched off there", [])
    if node.struct_expr is not None:
        name = node.struct_expr.message_name
        parts = [part for entry in node.struct_expr.entries for part in (entry.map_key, entry.value)]
        return _Looked(f"it knows no message {name}" if name else "", [part for part in parts if part is not None])
    if node.call_expr is not None:
        return _Looked(_of_call(node.call_expr), [*_target(node.call_expr), *node.call_expr.args])
    if node.list_expr is not None:
        return _Looked("", node.list_expr.elements)
    operand = node.select_expr.operand if node.select_expr is not None else None
    return _Looked("", [operand] if operand is not None else [])


def _target(call: Expr.Call) -> list[Expr]:
    return [call.target] if call.target is not None else []


def _of_call(call: Expr.Call) -> str:
    if not _MARKS.isdisjoint(call.function):
        return ""
    count = len(call.args)
    if (call.function, call.target is not None, count) not in _CALLS:
        how = "method" if call.target is not None else "function"
        return f"it knows no {how} {call.function}() with {count} argument{'s' * (count != 1)}"
    return _of_pattern(call) if call.function == "matches" else ""


def _of_pattern(call: Expr.Call) -> str:
    from kgwctl.re2.syntax import PatternError, parse

    constant = call.args[-1].const_expr
    if constant is None or constant.string_value is None:
        return ""
    try:
        parse(constant.string_value)
    except PatternError as error:
        return f"the regular expression {constant.string_value!r} is invalid: {error}"
    return ""
