"""The resolved model: what every renderer, status and lint rule reads.

Everything here is immutable data built once by ``resolve``. It holds the typed objects
themselves (``Resource``), the links between them, and a typed :mod:`~kgwctl.resolve.reasons`
value wherever a link could not be made. Nothing here knows Envoy or agentgateway.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from kgwctl.api.kinds import GroupKind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kgwctl.api.gateway_api.grpc_route import GRPCRouteRule
    from kgwctl.api.gateway_api.http_filters import HTTPRouteFilter
    from kgwctl.api.gateway_api.http_route import HTTPRouteMatch
    from kgwctl.api.gateway_api.http_route import HTTPRouteRule as HTTPRouteRuleSpec
    from kgwctl.api.gateway_api.references import ObjectReference
    from kgwctl.objects.resource import ObjectKey, Resource
    from kgwctl.planes.plane import Plane
    from kgwctl.resolve.reasons import (
        ExtensionRefProblem,
        InvalidRouteKinds,
        ListenerSetNotAllowed,
        ListenerSetsNotEnabled,
        Reason,
    )


class PolicyAttachment(msgspec.Struct, frozen=True, kw_only=True):
    """One policy object attached at one place.

    ``section_name`` is the targetRef's section, ``targeted`` is false for ExtensionRef filters
    (they have a policy but no target reference). ``weight`` is the
    ``kgateway.dev/policy-weight`` annotation. ``inherited_priority`` is the
    ``kgateway.dev/inherited-policy-priority`` of the route through which it is attached.
    ``level`` is the hierarchical priority: 0 at the route itself, -1 at its delegating parent, ...
    """

    policy: Resource[Any]
    section_name: str = ""
    weight: int = 0
    inherited_priority: str = "ShallowMergePreferChild"
    level: int = 0

    @property
    def key(self) -> ObjectKey:
        """The identity of the attached policy object."""
        return self.policy.key


#: Policies attached at one place, by kind, highest precedence first within a kind.
AttachedPolicies = dict[GroupKind, tuple[PolicyAttachment, ...]]


class ParentRef(NamedTuple):
    """A ParentReference as written: unset optional fields stay ``None`` (statuses print them so)."""

    group: str | None
    kind: str | None
    namespace: str | None
    name: str
    section_name: str | None = None
    port: int | None = None


class Backend(msgspec.Struct, frozen=True, kw_only=True):
    """Something traffic can be sent to: one port of a Service, one kgateway Backend (port 0).

    ``app_protocol`` is ``""``, ``"http2"`` or ``"ws"``. ``policies`` holds only kinds that apply
    to backends (BackendConfigPolicy, BackendTLSPolicy). ``hostname`` is the name that it is known
    by: of a Service its name in the cluster's DNS, of a static Backend its first host.
    ``declared``: it is there as such; a Service without the port may be one for a controller that does not look.
    ``problems`` are those of the object's annotations.
    """

    key: ObjectKey
    port: int
    resource: Resource[Any]
    app_protocol: str = ""
    policies: AttachedPolicies = {}
    hostname: str = ""
    disable_istio_auto_mtls: bool = False
    problems: tuple[Reason, ...] = ()
    declared: bool = True


class BackendRef(msgspec.Struct, frozen=True, kw_only=True):
    """A resolved backendRef: the backend, or the reason why there is none. ``weight`` defaults to 1.

    At most one of ``backend`` and ``problem`` is set; neither is where no object is looked for
    (a name of Istio's registry, on agentgateway).
    """

    target: ObjectKey
    weight: int
    backend: Backend | None = None
    problem: Reason | None = None


class HttpBackend(msgspec.Struct, frozen=True, kw_only=True):
    """One entry of ``rules[].backendRefs`` of an HTTP or GRPC route.

    Exactly one of ``ref`` and ``delegate`` is set: ``delegate`` names the HTTPRoute(s) that a rule
    delegates to (name, ``*`` or a delegation label reference, in the reference's own group/kind).
    ``filters`` and ``extension_refs`` are the backendRef's own filters.
    """

    ref: BackendRef | None = None
    delegate: ObjectKey | None = None
    filters: tuple[HTTPRouteFilter, ...] = ()
    extension_refs: AttachedPolicies = {}


class HttpRouteRule(msgspec.Struct, frozen=True, kw_only=True):
    """One rule of an HTTPRoute, or of a GRPCRoute brought into HTTP terms.

    ``spec`` is the rule in HTTPRoute terms (filters, timeouts, retry, session persistence), ``source`` as written;
    ``extension_problems`` lists ExtensionRef filters that could not be resolved, in filter order
    (always empty for a GRPCRoute, whose ExtensionRefs the controller ignores). ``policies`` are
    those that target the rule by its name.
    """

    index: int
    name: str
    matches: tuple[HTTPRouteMatch, ...]
    spec: HTTPRouteRuleSpec
    source: HTTPRouteRuleSpec | GRPCRouteRule
    backends: tuple[HttpBackend, ...] = ()
    extension_refs: AttachedPolicies = {}
    extension_problems: tuple[ExtensionRefProblem, ...] = ()
    policies: AttachedPolicies = {}


class HttpRoute(msgspec.Struct, frozen=True, kw_only=True):
    """An HTTPRoute or GRPCRoute with everything its rules refer to."""

    resource: Resource[Any]
    parent_refs: tuple[ParentRef, ...]
    hostnames: tuple[str, ...]
    rules: tuple[HttpRouteRule, ...]
    policies: AttachedPolicies = {}
    weight: int = 0
    inherited_priority: str = "ShallowMergePreferChild"
    inherit_parent_matcher: bool = False

    @property
    def key(self) -> ObjectKey:
        """The identity of the route object."""
        return self.resource.key


class L4Route(msgspec.Struct, frozen=True, kw_only=True):
    """A TCPRoute or TLSRoute. ``rules`` holds the backends of each rule; only the first is translated."""

    resource: Resource[Any]
    parent_refs: tuple[ParentRef, ...]
    hostnames: tuple[str, ...] = ()
    rules: tuple[tuple[BackendRef, ...], ...] = ()
    policies: AttachedPolicies = {}

    @property
    def key(self) -> ObjectKey:
        """The identity of the route object."""
        return self.resource.key


class Delegation(msgspec.Struct, frozen=True, kw_only=True):
    """What one delegating backendRef leads to: child routes, or the problem that hides them all."""

    children: tuple[AttachedRoute, ...] = ()
    problem: Reason | None = None


class AttachedRoute(msgspec.Struct, frozen=True, kw_only=True):
    """A route attached to one listener (or, for children, to a delegating HTTPRoute).

    ``hostnames`` is the intersection with the listener's hostname (empty: no restriction on either
    side, or a child: those have no hostnames of their own). ``parent_ref`` leads to the Gateway,
    ListenerSet or delegating HTTPRoute; ``listener_parent_ref`` always to the Gateway or
    ListenerSet. ``delegations`` has an entry for each ``HttpBackend.delegate`` of the route.
    """

    route: HttpRoute | L4Route
    parent_ref: ParentRef
    listener_parent_ref: ParentRef
    hostnames: tuple[str, ...] = ()
    delegations: Mapping[ObjectKey, Delegation] = {}


class RouteProblem(msgspec.Struct, frozen=True, kw_only=True):
    """A route that names a Gateway or ListenerSet as parent but attaches to none of its listeners.

    ``reason`` and ``message`` are the controller's; ``reason`` is ``NotAllowedByListeners``, ``NoMatchingParent``
    or ``NoMatchingListenerHostname``. ``cause`` is the one of these that really keeps the route out, which a
    controller does not always tell.
    """

    route: HttpRoute | L4Route
    parent_ref: ParentRef
    reason: str
    message: str = ""
    cause: str = ""


class Listener(msgspec.Struct, frozen=True, kw_only=True):
    """One listener of a Gateway or XListenerSet, with its attached routes.

    ``spec`` is the listener as written (both kinds have the same fields); ``port`` is the usual one
    of the protocol where the spec has none (0 if there is no usual one). ``parent`` is the Gateway
    or XListenerSet resource. ``policies`` are those that target this listener (or its
    ListenerSet), most specific first. ``selector_problem`` is set when allowedRoutes cannot be read.
    ``wrong_kinds`` are kinds it names that its protocol cannot carry. ``problem`` takes the listener out of
    translation; its routes are attached all the same.
    """

    name: str
    port: int
    protocol: str
    hostname: str | None
    spec: Any
    parent: Resource[Any]
    routes: tuple[AttachedRoute, ...] = ()
    policies: AttachedPolicies = {}
    selector_problem: str = ""
    supported_kinds: tuple[GroupKind, ...] = ()
    wrong_kinds: InvalidRouteKinds | None = None
    problem: Reason | None = None

    @property
    def ancestor(self) -> ParentRef:
        """What statuses of policies on this listener name as ancestor: its Gateway or ListenerSet."""
        return ParentRef(*self.parent.key)


class ListenerSet(msgspec.Struct, frozen=True, kw_only=True):
    """An XListenerSet that names the Gateway as parent; ``denied`` says why it may not attach."""

    resource: Resource[Any]
    listeners: tuple[Listener, ...] = ()
    denied: ListenerSetsNotEnabled | ListenerSetNotAllowed | None = None

    @property
    def key(self) -> ObjectKey:
        """The identity of the XListenerSet object."""
        return self.resource.key


class ClientValidation(msgspec.Struct, frozen=True, kw_only=True):
    """How a listener validates client certificates (``spec.tls.frontend``).

    Without ``require_client_certificate`` (mode AllowInsecureFallback) a CA that cannot be read turns
    validation off instead of failing the listener.
    """

    require_client_certificate: bool
    ca_certificate_refs: tuple[ObjectReference, ...]


class FrontendTls(msgspec.Struct, frozen=True, kw_only=True):
    """``spec.tls.frontend`` of a Gateway; ``problem`` fails every listener that terminates TLS."""

    default: ClientValidation | None = None
    per_port: Mapping[int, ClientValidation] = {}
    problem: Reason | None = None

    def of_port(self, port: int) -> ClientValidation | None:
        """The validation of listeners on that port."""
        return self.per_port.get(port, self.default)


class Gateway(msgspec.Struct, frozen=True, kw_only=True):
    """A Gateway of one of our controllers, with its listeners in precedence order.

    ``listeners`` holds the Gateway's own (spec order), then those of allowed listener sets
    (oldest set first). ``policies`` are those that target the Gateway as a whole.
    ``per_connection_buffer_limit`` is the annotation of that name, in bytes.
    """

    resource: Resource[Any]
    plane: Plane
    listeners: tuple[Listener, ...] = ()
    allowed_listener_sets: tuple[ListenerSet, ...] = ()
    denied_listener_sets: tuple[ListenerSet, ...] = ()
    policies: AttachedPolicies = {}
    route_problems: tuple[RouteProblem, ...] = ()
    frontend_tls: FrontendTls | None = None
    per_connection_buffer_limit: int | None = None

    @property
    def key(self) -> ObjectKey:
        """The identity of the Gateway object."""
        return self.resource.key

    @property
    def controller(self) -> str:
        """The name of its controller."""
        return self.plane.controller

    @property
    def valid_listeners(self) -> tuple[Listener, ...]:
        """The listeners that are translated, in precedence order."""
        return tuple(listener for listener in self.listeners if listener.problem is None)
