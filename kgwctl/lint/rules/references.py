"""References of routes: KGW0201 to KGW0205. Resolution knows the reason; this words it with a way out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from kgwctl.api.kinds import HTTP_ROUTE
from kgwctl.api.registry import find_kind
from kgwctl.diagnostics import Rule, Severity
from kgwctl.lint.findings import finding, near_miss
from kgwctl.planes.known import PLANES
from kgwctl.resolve.model import HttpRoute
from kgwctl.resolve.reasons import (
    BackendNameIsHostname,
    BackendNamespaceNotAllowed,
    BackendPortNotAllowed,
    BackendPortRequired,
    ExtensionRefUnsupported,
    MissingReferenceGrant,
    NotFound,
    PolicyNotFound,
    UnknownBackendKind,
)
from kgwctl.resolve.routes import parent_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kgwctl.diagnostics import FieldPath, Finding
    from kgwctl.objects.resource import ObjectKey, Resource
    from kgwctl.planes.plane import Plane
    from kgwctl.resolve.model import BackendRef
    from kgwctl.resolve.reasons import Reason
    from kgwctl.resolve.resolved import Resolved, ResolvedPlanes

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
    across_files=True,
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
    across_files=True,
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
    summary="A backendRef names a port although its kind has its own, or none although its kind needs one.",
    bad=_ROUTE.replace("{name: shop,", "{group: gateway.kgateway.dev, kind: Backend, name: shop,"),
    good=_ROUTE + _SERVICE,
)
EXTENSION_NOT_FOUND = Rule(
    id="KGW0205",
    across_files=True,
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
RULES: tuple[Rule, ...] = (
    BACKEND_NOT_FOUND,
    MISSING_GRANT,
    UNKNOWN_BACKEND_KIND,
    BACKEND_PORT,
    EXTENSION_NOT_FOUND,
)


class _Wrong(NamedTuple):
    """A reference that leads nowhere as a plane sees it."""

    resolved: Resolved
    target: ObjectKey
    problem: Reason


def reference_findings(planes: ResolvedPlanes, unusable: frozenset[str]) -> Iterator[Finding]:
    """References that lead nowhere. ``unusable`` objects exist, but were refused: that is said elsewhere."""
    routes = {route.key: route.resource for resolved in planes.occurring for route in resolved.routes()}
    for key, resource in routes.items():
        for path, wrong in _of_route(planes, key).items():
            if str(wrong.target) not in unusable and not _is_foreign(wrong, resource):
                rule, field, message, hint = _worded(wrong)
                yield finding(rule, resource, (*path, field), message, hint, _missing(wrong, field))


def _of_route(planes: ResolvedPlanes, key: ObjectKey) -> dict[FieldPath, _Wrong]:
    """What is wrong with the references of a route, by the path of the reference.

    A route is judged as the planes see it that serve it; one that none serves is wrong where every plane
    would find something wrong.
    """
    found: dict[FieldPath, _Wrong] = {}
    serving = planes.serving(key)
    for resolved in serving:
        found = {**_problems(resolved, key), **found}
    if serving:
        return found
    for number, resolved in enumerate(planes.enabled()):
        here = _problems(resolved, key)
        found = {path: _plainer(found[path], here[path]) for path in found if path in here} if number else here
        if not found:
            break
    return found


def _plainer(one: _Wrong, other: _Wrong) -> _Wrong:
    """Which of two planes' problems with a reference says more: a plane that knows the kind knows better."""
    return other if isinstance(one.problem, UnknownBackendKind) else one


def _problems(resolved: Resolved, key: ObjectKey) -> dict[FieldPath, _Wrong]:
    route = resolved.route(key)
    found: dict[FieldPath, _Wrong] = {}
    if isinstance(route, HttpRoute):
        for rule in route.rules:
            here: FieldPath = ("spec", "rules", rule.index)
            for position, backend in enumerate(rule.backends):
                if backend.ref is not None:
                    _add(found, resolved, (*here, "backendRefs", position), backend.ref)
            for problem in rule.extension_problems:
                path = (*here, "filters", problem.filter_index, "extensionRef")
                found[path] = _Wrong(resolved, problem.target, problem)
            for index, one in enumerate(rule.spec.filters or ()):
                if one.type == "RequestMirror" and one.request_mirror is not None:
                    mirrored = resolved.backend_ref(key, one.request_mirror.backend_ref)
                    _add(found, resolved, (*here, "filters", index, "requestMirror", "backendRef"), mirrored)
    elif route is not None:
        for index, backends in enumerate(route.rules):
            for position, ref in enumerate(backends):
                _add(found, resolved, ("spec", "rules", index, "backendRefs", position), ref)
    return found


def _add(found: dict[FieldPath, _Wrong], resolved: Resolved, path: FieldPath, ref: BackendRef) -> None:
    problem = ref.problem
    if ref.backend is not None and not ref.backend.declared:
        # The controller sends traffic there without a word.
        problem = NotFound(ref.target)
    if problem is not None:
        found[path] = _Wrong(resolved, ref.target, problem)


def backend_findings(
    resolved: Resolved, resource: Resource[Any], ref: BackendRef, path: FieldPath, unusable: frozenset[str]
) -> Iterator[Finding]:
    """What is wrong with the backendRef at ``path`` of an object, if anything."""
    if ref.problem is not None and str(ref.target) not in unusable:
        wrong = _Wrong(resolved, ref.target, ref.problem)
        rule, field, message, hint = _worded(wrong)
        yield finding(rule, resource, (*path, field), message, hint, _missing(wrong, field))


def _is_foreign(wrong: _Wrong, route: Resource[Any]) -> bool:
    """Whether a backend is of another project's kind, and the route of no Gateway of ours."""
    if not isinstance(wrong.problem, UnknownBackendKind) or find_kind(*wrong.target[:2]) is not None:
        return False
    ours = {gateway.key for gateway in wrong.resolved.gateways}
    parents = {parent_of(ref, route.namespace) for ref in route.object.spec.parent_refs or ()}
    return bool(parents) and not parents & ours


def _missing(wrong: _Wrong, field: str) -> str:
    """The object that would have to be there, where that is what is wrong."""
    return str(wrong.target) if field == "name" and isinstance(wrong.problem, NotFound | PolicyNotFound) else ""


def _worded(wrong: _Wrong) -> tuple[Rule, str, str, str]:
    """The rule, the field of the reference, the message and the hint."""
    resolved, target, problem = wrong
    plane = resolved.plane
    if isinstance(problem, MissingReferenceGrant):
        message = f"no ReferenceGrant in namespace {target.namespace} allows the reference to {target}"
        if plane.grants.targets is None or target[:2] in plane.grants.targets:
            return MISSING_GRANT, "namespace", message, grant_hint(problem)
        kinds = " and ".join(sorted(kind for _, kind in plane.grants.targets))
        message = f"{plane.title} takes references into another namespace to {kinds} only"
        return MISSING_GRANT, "namespace", message, f"define {target.kind} {target.name} beside what refers to it"
    if isinstance(problem, BackendPortNotAllowed):
        return BACKEND_PORT, "port", f"{target} has its own port", "leave port out"
    if isinstance(problem, BackendPortRequired):
        return BACKEND_PORT, "name", f"{plane.title} needs the port of {target}", _ports_hint(resolved, target)
    if isinstance(problem, BackendNameIsHostname):
        return BACKEND_NOT_FOUND, "name", f"{target.name} is no name of an object", "give the name, not the host name"
    if isinstance(problem, BackendNamespaceNotAllowed):
        return UNKNOWN_BACKEND_KIND, "namespace", "a Hostname has no namespace", "leave namespace out"
    if isinstance(problem, UnknownBackendKind):
        return UNKNOWN_BACKEND_KIND, "kind", *_unknown_kind(target, plane)
    if isinstance(problem, ExtensionRefUnsupported):
        message = f"{plane.title} takes no filter of this type: no rule of the route is served"
        return EXTENSION_NOT_FOUND, "name", message, "attach a policy to the route"
    if isinstance(problem, NotFound) and resolved.objects.get(target) is not None:
        return BACKEND_NOT_FOUND, "port", f"{target} has no such port", _ports_hint(resolved, target)
    rule = EXTENSION_NOT_FOUND if isinstance(problem, PolicyNotFound) else BACKEND_NOT_FOUND
    return rule, "name", f"{target} does not exist", near_miss(resolved.objects, target)


def _ports_hint(resolved: Resolved, target: ObjectKey) -> str:
    existing = resolved.objects.get(target)
    spec = existing.object.spec if existing is not None else None
    ports = [str(port.port) for port in getattr(spec, "ports", None) or ()]
    return f"it has {', '.join(ports)}" if ports else ""


def _unknown_kind(target: ObjectKey, plane: Plane) -> tuple[str, str]:
    """The message and the hint about a kind that the plane sends no traffic to."""
    kind = f"{target.kind}.{target.group}" if target.group else target.kind
    if target[:2] == HTTP_ROUTE:
        return f"{plane.title} does not delegate to other routes", "attach the other route to the Gateway itself"
    others = [one.title for one in PLANES if one is not plane and target[:2] in one.backends.kinds]
    if others:
        return f"{kind} cannot receive traffic from {plane.title}", f"a Gateway of {' or '.join(others)} can send it"
    return f"{kind} cannot receive traffic", ""


def grant_hint(problem: MissingReferenceGrant) -> str:
    """The ReferenceGrant to write."""
    origin, target = problem.origin, problem.target
    return (
        f"add to namespace {target.namespace}: {{apiVersion: gateway.networking.k8s.io/v1beta1, kind: ReferenceGrant, "
        f"metadata: {{name: {origin.namespace}-{target.name}, namespace: {target.namespace}}}, spec: {{"
        f"from: [{{group: {origin.group}, kind: {origin.kind}, namespace: {origin.namespace}}}], "
        f'to: [{{group: "{target.group}", kind: {target.kind}, name: {target.name}}}]}}}}'
    )
