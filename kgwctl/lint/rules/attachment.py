"""What attaches to nothing: routes, listeners, listener sets, policies. KGW0301 to KGW0309."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kgwctl.api.kinds import GATEWAY, HTTP_ROUTE, SECRET, SERVICE, X_LISTENER_SET
from kgwctl.diagnostics import Rule, Severity
from kgwctl.lint.findings import finding, near_miss
from kgwctl.lint.rules.references import grant_hint
from kgwctl.objects.resource import ObjectKey
from kgwctl.resolve.attachment import NO_HOSTNAME
from kgwctl.resolve.reasons import MissingReferenceGrant, Reason
from kgwctl.resolve.routes import parent_of
from kgwctl.resolve.selectors import has_all

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kgwctl.diagnostics import FieldPath, Finding
    from kgwctl.objects.resource import Resource
    from kgwctl.planes.plane import Plane
    from kgwctl.resolve.model import Gateway, Listener, ParentRef, RouteProblem
    from kgwctl.resolve.resolved import Resolved, ResolvedPlanes
    from kgwctl.resolve.routes import Route

_GATEWAY = """\
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: edge}
spec:
  gatewayClassName: kgateway
  listeners:
  - {name: web, port: 80, protocol: HTTP, hostname: "*.example.com"}
"""
_ROUTE = """\
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: shop}
spec:
  parentRefs: [{name: edge, sectionName: web}]
  hostnames: [shop.example.com]
  rules:
  - filters: [{type: RequestRedirect, requestRedirect: {scheme: https}}]
"""
_POLICY = """\
---
apiVersion: gateway.kgateway.dev/v1alpha1
kind: TrafficPolicy
metadata: {name: limits}
spec:
  targetRefs: [{group: gateway.networking.k8s.io, kind: HTTPRoute, name: shop}]
  rateLimit: {local: {tokenBucket: {maxTokens: 10, fillInterval: 1s}}}
"""

PARENT_NOT_FOUND = Rule(
    id="KGW0301",
    across_files=True,
    name="parent-not-found",
    severity=Severity.WARNING,
    summary="A route or listener set names a parent that is not among the manifests.",
    explanation="It may be defined elsewhere. If not, the route serves nothing and gets no status.",
    bad=_GATEWAY + _ROUTE.replace("name: edge", "name: edgy"),
    good=_GATEWAY + _ROUTE,
)
ROUTE_NOT_ATTACHED = Rule(
    id="KGW0302",
    name="route-not-attached",
    severity=Severity.ERROR,
    summary="A route's parent exists, and none of its listeners takes the route.",
    bad=_GATEWAY + _ROUTE.replace("shop.example.com", "shop.example.org"),
    good=_GATEWAY + _ROUTE,
)
LISTENER_REFUSED = Rule(
    id="KGW0303",
    name="listener-refused",
    severity=Severity.ERROR,
    summary="A listener is not served: its port, protocol, kinds or hostname conflict or are not supported.",
    bad=_GATEWAY + "  - {name: tls, port: 80, protocol: TLS, tls: {mode: Passthrough}}\n",
    good=_GATEWAY,
)
LISTENER_SET_REFUSED = Rule(
    id="KGW0304",
    name="listener-set-refused",
    severity=Severity.ERROR,
    summary="A Gateway does not let a listener set attach.",
    bad=_GATEWAY
    + """\
---
apiVersion: gateway.networking.x-k8s.io/v1alpha1
kind: XListenerSet
metadata: {name: more}
spec:
  parentRef: {name: edge}
  listeners: [{name: more, port: 81, protocol: HTTP}]
""",
    good=_GATEWAY,
)
TARGET_NOT_FOUND = Rule(
    id="KGW0305",
    across_files=True,
    name="policy-target-not-found",
    severity=Severity.WARNING,
    summary="A policy targets an object that is not among the manifests, so it applies to nothing here.",
    bad=_GATEWAY + _ROUTE + _POLICY.replace("kind: HTTPRoute, name: shop", "kind: HTTPRoute, name: shops"),
    good=_GATEWAY + _ROUTE + _POLICY,
)
TARGET_SECTION = Rule(
    id="KGW0306",
    name="policy-section-not-found",
    severity=Severity.ERROR,
    across_files=True,
    summary="A policy targets a listener or rule that its target does not have, so it applies to nothing.",
    bad=_GATEWAY + _ROUTE + _POLICY.replace("name: shop}", "name: shop, sectionName: checkout}"),
    good=_GATEWAY + _ROUTE + _POLICY,
)
CERTIFICATE = Rule(
    id="KGW0307",
    across_files=True,
    name="certificate-not-found",
    severity=Severity.ERROR,
    summary="A listener's certificate is not among the manifests, or may not be referred to.",
    explanation="The listener is not programmed. Ignore the rule where Secrets are made elsewhere, by cert-manager.",
    bad=_GATEWAY.replace(
        "port: 80, protocol: HTTP", "port: 443, protocol: HTTPS, tls: {certificateRefs: [{name: tls}]}"
    ),
    good=_GATEWAY,
)
RULES: tuple[Rule, ...] = (
    PARENT_NOT_FOUND,
    ROUTE_NOT_ATTACHED,
    LISTENER_REFUSED,
    LISTENER_SET_REFUSED,
    TARGET_NOT_FOUND,
    TARGET_SECTION,
    CERTIFICATE,
)

WAYPOINT_CLASS = "kgateway-waypoint"
#: Parents that other manifests may be expected to define; a Service is somebody else's business.
_PARENT_KINDS = frozenset({GATEWAY, X_LISTENER_SET, HTTP_ROUTE})


def attachment_findings(planes: ResolvedPlanes, unusable: frozenset[str]) -> Iterator[Finding]:
    """Everything that attaches to nothing. ``unusable`` objects exist, but were refused: that is said elsewhere."""
    routes = {route.key: route for resolved in planes.occurring for route in resolved.routes()}
    for route in routes.values():
        yield from _parents(planes.occurring[0], route, unusable)
    for resolved in planes.occurring:
        for gateway in resolved.gateways:
            yield from _of_gateway(resolved, gateway, unusable)
    for listener_set in planes.occurring[0].objects.of(X_LISTENER_SET):
        yield from _parent_of_set(planes.occurring[0], listener_set, unusable)
    policies = {(row.group, row.kind): row for plane in planes.enabled_planes for row in plane.policies}
    for kind, row in policies.items():
        readers = [one.plane for one in planes.occurring if kind in {each[:2] for each in one.plane.policies}]
        for policy in planes.occurring[0].objects.of(kind):
            yield from _targets(planes.occurring[0], policy, readers, unusable)
            if row.by_label:
                yield from _selectors(planes.occurring[0], policy)


def _of_gateway(resolved: Resolved, gateway: Gateway, unusable: frozenset[str]) -> Iterator[Finding]:
    for problem in gateway.route_problems:
        yield _not_attached(gateway, problem)
    # Waypoints have protocols of their own, which no other Gateway may use.
    waypoint = gateway.resource.object.spec.gateway_class_name == WAYPOINT_CLASS
    for listener in gateway.listeners:
        yield from _of_listener(resolved, listener, unusable, waypoint=waypoint)
    for listener_set in gateway.denied_listener_sets:
        if listener_set.denied is not None:
            hint = "allow its namespace in the Gateway's spec.allowedListeners"
            message = f"{gateway.key} does not take it: {_lower(listener_set.denied.text)}"
            yield finding(LISTENER_SET_REFUSED, listener_set.resource, ("spec", "parentRef"), message, hint)


def _parents(resolved: Resolved, route: Route, unusable: frozenset[str]) -> Iterator[Finding]:
    for index, ref in enumerate(route.parent_refs):
        parent = parent_of(ref, route.key.namespace)
        if parent[:2] in _PARENT_KINDS and resolved.objects.get(parent) is None and str(parent) not in unusable:
            path = ("spec", "parentRefs", index, "name")
            hint = near_miss(resolved.objects, parent)
            yield finding(PARENT_NOT_FOUND, route.resource, path, f"{parent} does not exist here", hint, str(parent))


def _parent_of_set(resolved: Resolved, listener_set: Resource[Any], unusable: frozenset[str]) -> Iterator[Finding]:
    ref = listener_set.object.spec.parent_ref
    parent = ObjectKey(*GATEWAY, ref.namespace or listener_set.namespace, ref.name)
    if resolved.objects.get(parent) is None and str(parent) not in unusable:
        path = ("spec", "parentRef", "name")
        message = f"{parent} does not exist here"
        hint = near_miss(resolved.objects, parent)
        yield finding(PARENT_NOT_FOUND, listener_set, path, message, hint, str(parent))


def _not_attached(gateway: Gateway, problem: RouteProblem) -> Finding:
    route = problem.route
    index = route.parent_refs.index(problem.parent_ref)
    parent = parent_of(problem.parent_ref, route.key.namespace)
    path, why = _cause(gateway, problem, ("spec", "parentRefs", index))
    message = f"not attached to {parent}: {why}"
    return finding(ROUTE_NOT_ATTACHED, route.resource, path, message, _listeners_hint(gateway, problem.parent_ref))


def _cause(gateway: Gateway, problem: RouteProblem, here: FieldPath) -> tuple[FieldPath, str]:
    """The field that keeps a route out, and why, whichever of the reasons the controller tells."""
    route, ref = problem.route, problem.parent_ref
    if problem.cause == NO_HOSTNAME:
        return ("spec", "hostnames"), "no hostname of the route intersects a listener's hostname"
    listeners = [one for one in gateway.listeners if one.parent.name == ref.name]
    named = [one for one in listeners if ref.section_name in (None, one.name)]
    meant = [one for one in named if ref.port in (None, one.port)]
    section: FieldPath = (*here, "sectionName") if ref.section_name else here
    if not named:
        return section, f"there is no listener {ref.section_name}"
    if not meant:
        return (*here, "port"), f"no listener of that name has port {ref.port}"
    kind = route.key.kind
    taking = [one for one in meant if any(each.kind == kind for each in one.supported_kinds)]
    if not taking:
        name = f"listener {meant[0].name}" if len(meant) == 1 else "no listener"
        kinds = ", ".join(dict.fromkeys(each.kind for one in meant for each in one.supported_kinds))
        verb = "takes" if len(meant) > 1 else "does not take"
        return section, f"{name} {verb} a {kind}" + (f", only {kinds}" if kinds else "")
    return section, f"no listener takes routes from namespace {route.key.namespace}"


def _listeners_hint(gateway: Gateway, ref: ParentRef) -> str:
    """What the parent offers, so that the mismatch shows."""
    offered = []
    for listener in gateway.listeners:
        if listener.parent.name == ref.name:
            host = f" for {listener.hostname}" if listener.hostname else ""
            offered.append(f"{listener.name} ({listener.protocol} {listener.port}{host})")
    return f"its listeners: {', '.join(offered)}" if offered else ""


def _of_listener(
    resolved: Resolved, listener: Listener, unusable: frozenset[str], *, waypoint: bool
) -> Iterator[Finding]:
    index = [entry.name for entry in listener.parent.object.spec.listeners].index(listener.name)
    here: FieldPath = ("spec", "listeners", index)
    problem = listener.problem or listener.wrong_kinds
    if problem is not None and not waypoint:
        yield finding(LISTENER_REFUSED, listener.parent, here, _lower(problem.text))
    elif listener.port in resolved.plane.listeners.reserved_ports:
        message = f"the proxy itself listens on port {listener.port}, which its Service does not open"
        yield finding(LISTENER_REFUSED, listener.parent, (*here, "port"), message)
    tls = listener.spec.tls
    for position, ref in enumerate((tls.certificate_refs if tls is not None else None) or ()):
        if (ref.group or "", ref.kind or "Secret") != SECRET:
            continue
        found = resolved.secret(listener.parent.key, name=ref.name, namespace=ref.namespace)
        target = ObjectKey(*SECRET, ref.namespace or listener.parent.namespace, ref.name)
        if isinstance(found, Reason) and str(target) not in unusable:
            path = (*here, "tls", "certificateRefs", position, "name")
            hint = (
                grant_hint(found) if isinstance(found, MissingReferenceGrant) else near_miss(resolved.objects, target)
            )
            missing = "may not be referred to" if isinstance(found, MissingReferenceGrant) else "does not exist"
            absent = "" if isinstance(found, MissingReferenceGrant) else str(target)
            yield finding(CERTIFICATE, listener.parent, path, f"{target} {missing}", hint, absent)


def _targets(
    resolved: Resolved, policy: Resource[Any], readers: Sequence[Plane], unusable: frozenset[str]
) -> Iterator[Finding]:
    for index, ref in enumerate(getattr(policy.object.spec, "target_refs", None) or ()):
        target = ObjectKey(ref.group or "", ref.kind, policy.namespace, ref.name)
        path: FieldPath = ("spec", "targetRefs", index)
        found = resolved.objects.get(target)
        if found is None:
            if str(target) not in unusable:
                hint = near_miss(resolved.objects, target)
                yield finding(
                    TARGET_NOT_FOUND, policy, (*path, "name"), f"{target} does not exist here", hint, str(target)
                )
            continue
        if found.is_external:
            # Nobody knows its parts.
            continue
        section = getattr(ref, "section_name", None)
        sections = _sections(found, readers)
        if section and sections is not None and section not in sections:
            hint = f"it has {', '.join(sections)}" if sections else "none of its rules has a name"
            yield finding(TARGET_SECTION, policy, (*path, "sectionName"), f"{target} has no {section}", hint)


def _selectors(resolved: Resolved, policy: Resource[Any]) -> Iterator[Finding]:
    everywhere = policy.namespace == resolved.settings.global_policy_namespace
    for index, selector in enumerate(getattr(policy.object.spec, "target_selectors", None) or ()):
        candidates = resolved.objects.of((selector.group or "", selector.kind))
        if not any(
            (everywhere or one.namespace == policy.namespace) and has_all(selector.match_labels, one.labels)
            for one in candidates
        ):
            labels = ", ".join(f"{key}={value}" for key, value in sorted(selector.match_labels.items()))
            message = f"no {selector.kind} in namespace {policy.namespace} has the labels {labels}"
            yield finding(TARGET_NOT_FOUND, policy, ("spec", "targetSelectors", index, "matchLabels"), message)


def _sections(resource: Resource[Any], readers: Sequence[Plane]) -> list[str] | None:
    """The parts of an object that a sectionName can name; ``None`` for kinds without parts.

    ``readers`` are the planes that read the policy: they name ports of Services in different ways.
    """
    spec = resource.object.spec
    if resource.key[:2] == SERVICE:
        ways = {plane.port_sections for plane in readers} or {"name"}
        named = [port.name for port in spec.ports or () if port.name and "name" in ways]
        return [*named, *(str(port.port) for port in spec.ports or () if "number" in ways)]
    for entries in (getattr(spec, "listeners", None), getattr(spec, "rules", None)):
        if entries is not None:
            return [entry.name for entry in entries if getattr(entry, "name", None)]
    return None


def _lower(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:].rstrip(".")
