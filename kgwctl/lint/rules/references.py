"""References of routes: KGW0201 to KGW0209. Resolution knows the reason; this words it with a way out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from kgwctl.diagnostics import Rule, Severity
from kgwctl.lint.findings import finding, near_miss
from kgwctl.resolve.model import HttpRoute
from kgwctl.resolve.reasons import (
    BackendPortNotAllowed,
    CyclicReference,
    MissingReferenceGrant,
    NotFound,
    PolicyNotFound,
    UnknownBackendKind,
    UnresolvedReference,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from kgwctl.diagnostics import FieldPath, Finding
    from kgwctl.objects.resource import ObjectKey, Resource
    from kgwctl.resolve.model import BackendRef, Delegation, Gateway
    from kgwctl.resolve.reasons import Reason
    from kgwctl.resolve.resolved import Resolved
    from kgwctl.resolve.routes import Route

_ROUTE = """\
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: web}
spec:
  rules:
  - backendRefs:
    - {name: shop, port: 80}
"""
_SERVICE = """\
---
apiVersion: v1
kind: Service
metadata: {name: shop}
spec: {ports: [{port: 80}]}
"""

BACKEND_NOT_FOUND = Rule(
    id="KGW0201",
    name="backend-not-found",
    severity=Severity.ERROR,
    summary="A backendRef leads to a backend, or a port of one, that is not among the manifests.",
    explanation="The controller routes such traffic to a cluster that does not exist: clients get a 500. "
    "If the backend is defined elsewhere, check it together with its routes, or use --per-file.",
    bad=_ROUTE,
    good=_ROUTE + _SERVICE,
)
MISSING_GRANT = Rule(
    id="KGW0202",
    name="missing-reference-grant",
    severity=Severity.ERROR,
    summary="A reference into another namespace that no ReferenceGrant there allows.",
    bad=_ROUTE.replace("name: shop,", "name: shop, namespace: shared,")
    + _SERVICE.replace("name: shop", "name: shop, namespace: shared"),
    good=_ROUTE + _SERVICE,
)
UNKNOWN_BACKEND_KIND = Rule(
    id="KGW0203",
    name="unknown-backend-kind",
    severity=Severity.ERROR,
    summary="A backendRef to a kind that cannot receive traffic.",
    bad=_ROUTE.replace("{name: shop, port: 80}", "{kind: ConfigMap, name: shop}"),
    good=_ROUTE + _SERVICE,
)
BACKEND_PORT = Rule(
    id="KGW0204",
    name="backend-port",
    severity=Severity.ERROR,
    summary="A backendRef to a kgateway Backend names a port; a Backend has its own.",
    bad=_ROUTE.replace("{name: shop,", "{group: gateway.kgateway.dev, kind: Backend, name: shop,"),
    good=_ROUTE + _SERVICE,
)
EXTENSION_NOT_FOUND = Rule(
    id="KGW0205",
    name="extension-not-found",
    severity=Severity.ERROR,
    summary="An ExtensionRef filter names an object that is not among the manifests; the rule answers 500.",
    bad=_ROUTE.replace(
        "  - backendRefs:",
        "  - filters:\n    - type: ExtensionRef\n      extensionRef: {group: gateway.kgateway.dev, "
        "kind: TrafficPolicy, name: limits}\n    backendRefs:",
    )
    + _SERVICE,
    good=_ROUTE + _SERVICE,
)
DELEGATION_BROKEN = Rule(
    id="KGW0206",
    name="delegation-broken",
    severity=Severity.ERROR,
    summary="A rule delegates to routes that do not exist, or in a circle; it answers 500.",
    bad="""\
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: edge}
spec:
  gatewayClassName: kgateway
  listeners: [{name: http, port: 80, protocol: HTTP}]
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: root}
spec:
  parentRefs: [{name: edge}]
  rules:
  - matches: [{path: {type: PathPrefix, value: /a}}]
    backendRefs:
    - {group: gateway.networking.k8s.io, kind: HTTPRoute, name: team}
""",
    good=_ROUTE + _SERVICE,
)
#: Kinds that only agentgateway sends traffic to.
AGENTGATEWAY_BACKENDS = frozenset(
    {("agentgateway.dev", "AgentgatewayBackend"), ("inference.networking.k8s.io", "InferencePool")}
)
RULES: tuple[Rule, ...] = (
    BACKEND_NOT_FOUND,
    MISSING_GRANT,
    UNKNOWN_BACKEND_KIND,
    BACKEND_PORT,
    EXTENSION_NOT_FOUND,
    DELEGATION_BROKEN,
)


def reference_findings(resolved: Resolved, unusable: frozenset[str]) -> Iterator[Finding]:
    """References that lead nowhere. ``unusable`` objects exist, but were refused: that is said elsewhere."""
    for route in resolved.routes():
        yield from _of_route(resolved, route, unusable)
    for broken in _broken_delegations(resolved.gateways):
        problem = broken.problem
        if isinstance(problem, UnresolvedReference) and str(problem.target) not in unusable:
            message = f"no HTTPRoute {problem.target.namespaced_name} to delegate to"
            yield finding(DELEGATION_BROKEN, broken.resource, broken.path, message)
    yield from cycle_findings(resolved.gateways)


def cycle_findings(gateways: Iterable[Gateway]) -> Iterator[Finding]:
    """Delegations below the routes of ``gateways`` that lead in a circle."""
    for broken in _broken_delegations(gateways):
        if isinstance(broken.problem, CyclicReference):
            message = f"delegation leads back to {broken.problem.child}"
            yield finding(DELEGATION_BROKEN, broken.resource, broken.path, message)


def _of_route(resolved: Resolved, route: Route, unusable: frozenset[str]) -> Iterator[Finding]:
    if not isinstance(route, HttpRoute):
        for index, backends in enumerate(route.rules):
            for position, ref in enumerate(backends):
                path: FieldPath = ("spec", "rules", index, "backendRefs", position)
                yield from backend_findings(resolved, route.resource, ref, path, unusable)
        return
    for rule in route.rules:
        here: FieldPath = ("spec", "rules", rule.index)
        for position, backend in enumerate(rule.backends):
            if backend.ref is not None:
                path = (*here, "backendRefs", position)
                yield from backend_findings(resolved, route.resource, backend.ref, path, unusable)
        for problem in rule.extension_problems:
            yield from _of_extension(resolved, route.resource, problem, (*here, "filters"), unusable)


def backend_findings(
    resolved: Resolved, resource: Resource[Any], ref: BackendRef, path: FieldPath, unusable: frozenset[str]
) -> Iterator[Finding]:
    """What is wrong with the backendRef at ``path`` of an object, if anything."""
    problem = ref.problem
    if problem is None or str(ref.target) in unusable:
        return
    if isinstance(problem, UnknownBackendKind) and ref.target[:2] in AGENTGATEWAY_BACKENDS:
        if resolved.objects.get(ref.target) is not None:
            return
        problem = NotFound(ref.target)
    rule, field, message, hint = _worded(resolved, problem, ref.target)
    yield finding(rule, resource, (*path, field), message, hint)


def _worded(resolved: Resolved, problem: Reason, target: ObjectKey) -> tuple[Rule, str, str, str]:
    """The rule, the field of the reference, the message and the hint of a backendRef's problem."""
    if isinstance(problem, MissingReferenceGrant):
        message = f"no ReferenceGrant in namespace {target.namespace} allows the reference to {target}"
        return MISSING_GRANT, "namespace", message, grant_hint(problem)
    if isinstance(problem, BackendPortNotAllowed):
        return BACKEND_PORT, "port", f"{target} has its own port", "leave port out"
    if isinstance(problem, UnknownBackendKind):
        kind = f"{target.kind}.{target.group}" if target.group else target.kind
        return UNKNOWN_BACKEND_KIND, "kind", f"{kind} cannot receive traffic", ""
    existing = resolved.objects.get(target) if isinstance(problem, NotFound) else None
    if existing is not None:
        ports = [str(port.port) for port in getattr(existing.object.spec, "ports", None) or ()]
        return BACKEND_NOT_FOUND, "port", f"{target} has no such port", f"it has {', '.join(ports)}" if ports else ""
    return BACKEND_NOT_FOUND, "name", f"{target} does not exist", near_miss(resolved.objects, target)


def grant_hint(problem: MissingReferenceGrant) -> str:
    """The ReferenceGrant to write."""
    origin, target = problem.origin, problem.target
    return (
        f"add to namespace {target.namespace}: {{apiVersion: gateway.networking.k8s.io/v1beta1, kind: ReferenceGrant, "
        f"metadata: {{name: {origin.namespace}-{target.name}, namespace: {target.namespace}}}, spec: {{"
        f"from: [{{group: {origin.group}, kind: {origin.kind}, namespace: {origin.namespace}}}], "
        f'to: [{{group: "{target.group}", kind: {target.kind}, name: {target.name}}}]}}}}'
    )


def _of_extension(
    resolved: Resolved, resource: Resource[Any], problem: PolicyNotFound, path: FieldPath, unusable: frozenset[str]
) -> Iterator[Finding]:
    if str(problem.target) in unusable:
        return
    where = (*path, problem.filter_index, "extensionRef", "name")
    hint = near_miss(resolved.objects, problem.target)
    yield finding(EXTENSION_NOT_FOUND, resource, where, f"{problem.target} does not exist", hint)


class _Broken(NamedTuple):
    """A backendRef that delegates to nothing, and where it stands."""

    resource: Resource[Any]
    path: FieldPath
    problem: Reason


def _broken_delegations(gateways: Iterable[Gateway]) -> Iterator[_Broken]:
    """Each broken delegation once, however many listeners and parents lead to it."""
    waiting = [attached for gateway in gateways for listener in gateway.listeners for attached in listener.routes]
    # Routes share what hangs below them, so that few of these are walked even where paths are many.
    walked: set[tuple[ObjectKey, int]] = set()
    reported: set[tuple[ObjectKey, FieldPath]] = set()
    while waiting:
        route, delegations = waiting[-1].route, waiting.pop().delegations
        if not delegations or not isinstance(route, HttpRoute) or (route.key, id(delegations)) in walked:
            continue
        walked.add((route.key, id(delegations)))
        for path, delegation in _delegating(route, delegations):
            if delegation.problem is not None and (route.key, path) not in reported:
                reported.add((route.key, path))
                yield _Broken(route.resource, path, delegation.problem)
        waiting += (child for delegation in delegations.values() for child in delegation.children)


def _delegating(
    route: HttpRoute, delegations: Mapping[ObjectKey, Delegation]
) -> Iterator[tuple[FieldPath, Delegation]]:
    for rule in route.rules:
        for position, backend in enumerate(rule.backends):
            if backend.delegate is not None and backend.delegate in delegations:
                path = ("spec", "rules", rule.index, "backendRefs", position, "name")
                yield path, delegations[backend.delegate]
