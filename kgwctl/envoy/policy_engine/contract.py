"""What a policy kind offers to the engine, and what the engine gives to a policy kind.

A *kind* compiles a policy object once into an opaque intermediate form (``ir``), says how several
attached policies merge, and makes one *pass* per Gateway. A pass is told of every place where a
policy applies, in the order of translation, and may remember what it saw: the HTTP filters of a
chain are asked for after the chain's routes, so a pass emits a filter only where something needs it.

Order of calls for each Envoy listener: ``apply_listener``; then for each HTTP filter chain, for each
virtual host, for each route: ``apply_backend`` and ``apply_route_backend`` per backend,
``apply_route``; after the routes of a virtual host ``apply_virtual_host``; after all of them
``apply_route_config``; then ``network_filters``, ``http_filters`` and ``apply_hcm`` of the chain.
``resources`` is asked for once, at the end.

An ``ir`` is shared by every place it applies to, and so is a merged one: hooks must not change it,
nor any message inside it that they hand out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import msgspec

from kgwctl.api.kinds import GroupKind

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Mapping, Sequence

    from kgwctl.diagnostics import FieldPath
    from kgwctl.envoy.gateway_extensions.discovery import Provider
    from kgwctl.envoy.messages.generated.cluster import Cluster
    from kgwctl.envoy.messages.generated.core import HeaderValueOption
    from kgwctl.envoy.messages.generated.hcm import HttpConnectionManager
    from kgwctl.envoy.messages.generated.listener import Listener
    from kgwctl.envoy.messages.generated.route import Route, RouteConfiguration, VirtualHost
    from kgwctl.envoy.messages.generated.tls import Secret
    from kgwctl.envoy.messages.message import Message
    from kgwctl.envoy.policy_engine.filter_stages import StagedFilter
    from kgwctl.envoy.policy_engine.merging import MergeOrigins
    from kgwctl.envoy.route_entry import RouteEntry
    from kgwctl.envoy.strict import StrictMode
    from kgwctl.objects.resource import ObjectKey, Resource
    from kgwctl.resolve.model import Backend, Gateway, ParentRef
    from kgwctl.resolve.resolved import Resolved
    from kgwctl.settings import Settings

T = TypeVar("T")

#: Group and kind under which the route filters and rule fields of Gateway API itself are applied.
BUILTIN = GroupKind("builtin", "builtin")


class CompileEnv:
    """What a policy may look at while it is compiled: resolved references, and the controller settings.

    ``strict`` is there where Envoy is asked about each part beforehand. ``oidc_providers`` is what issuers
    publish, as far as it is given. ``once`` builds things that several policies share
    (a GatewayExtension, for example).
    """

    __slots__ = ("_memo", "_owners", "oidc_providers", "resolved", "settings", "shared_writes", "strict")

    def __init__(
        self,
        resolved: Resolved,
        settings: Settings,
        strict: StrictMode | None = None,
        oidc_providers: Mapping[str, Provider] | None = None,
    ) -> None:
        self.resolved = resolved
        self.oidc_providers = oidc_providers or {}
        self.settings = settings
        self.strict = strict
        #: How often a merge wrote into a policy that it should only have read; see :meth:`write_back`.
        self.shared_writes = 0
        self._owners: dict[int, tuple[dict[str, Any], str, object]] = {}
        self._memo: dict[Hashable, Any] = {}

    def own(self, forms: dict[str, Any], name: str) -> None:
        """Note that the form ``forms[name]`` is part of a policy, for :meth:`write_back`."""
        self._owners[id(forms[name])] = (forms, name, forms[name])

    def write_back(self, form: object, merged: object) -> None:
        """Put what ``form`` was merged into in its place in the policy that it is part of, if it is.

        Upstream merges some forms in place, into a policy that others share: later merges find the result of
        earlier ones. That is a fault which shows from listener to listener and from route to route.
        """
        owner = self._owners.get(id(form))
        if owner is None or merged is form:
            return
        forms, name, _ = owner
        forms[name] = merged
        self.own(forms, name)
        self.shared_writes += 1

    def once(self, key: Hashable, build: Callable[[], T]) -> T:
        """The value of ``build()``, built the first time that ``key`` is asked for."""
        if key not in self._memo:
            self._memo[key] = build()
        found: T = self._memo[key]
        return found


class Problem(NamedTuple):
    """Why a policy is not accepted: the controller's text, and the field of the object that is to blame.

    ``resource`` is that object where it is not the policy itself. ``missing`` is what was looked for in vain.
    ``hint`` says what to do where the text does not.
    """

    path: FieldPath
    text: str
    resource: Resource[Any] | None = None
    missing: ObjectKey | None = None
    hint: str = ""

    @property
    def sentence(self) -> str:
        """The text as a whole sentence about the object to blame."""
        what = "this policy" if self.resource is None else "policies that use this"
        return f"kgateway does not accept {what}: {self.text}"


class AppliedPolicy(NamedTuple):
    """A policy object that applies somewhere, whether or not its kind is rendered; and why it is not accepted."""

    resource: Resource[Any]
    problems: tuple[Problem, ...] = ()


class Compiled(NamedTuple):
    """A policy object compiled. ``errors`` are the controller's texts, in order, for its status.

    ``problems`` say the same to the author, where the texts are made for other eyes or the field is known.
    """

    ir: Any
    errors: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()


class PolicySource(NamedTuple):
    """The policy object behind an attachment. ``section_name`` is that of the target reference."""

    key: ObjectKey
    section_name: str = ""
    generation: int = 0

    @property
    def origin(self) -> str:
        """How merge origins name the policy: ``group/Kind/namespace/name``."""
        return "/".join(self.key)


class Attached(msgspec.Struct, frozen=True, kw_only=True):
    """One compiled policy at one place, in order of precedence among its kind.

    ``level`` is 0 at the place itself, -1 at the delegating parent, and so on.
    ``inherited_priority`` is the ``kgateway.dev/inherited-policy-priority`` of the route through
    which it came. ``source`` is ``None`` for what has no policy object (built-in route filters,
    results of merging); ``origins`` is set on results of merging.
    """

    kind: GroupKind
    ir: Any
    source: PolicySource | None = None
    errors: tuple[str, ...] = ()
    level: int = 0
    inherited_priority: str = "ShallowMergePreferChild"
    origins: MergeOrigins | None = None


class Placement(msgspec.Struct, frozen=True, kw_only=True):
    """Where in the listener tree something applies.

    ``chain`` is the name of the filter chain and of its route configuration, ``listener_port`` the
    port of the Envoy listener, ``ancestor`` what policy statuses name as ancestor.
    """

    gateway: Gateway
    ancestor: ParentRef
    listener_port: int
    chain: str = ""

    @property
    def gateway_class_name(self) -> str:
        """``spec.gatewayClassName`` of the Gateway."""
        name: str = self.gateway.resource.object.spec.gateway_class_name
        return name


class ConfigContext(msgspec.Struct, kw_only=True):
    """Given to hooks of virtual hosts and route configurations.

    ``typed_per_filter_config`` becomes the field of that name once every policy has run; its
    messages are packed (:func:`kgwctl.envoy.messages.message.pack`).
    """

    placement: Placement
    typed_per_filter_config: dict[str, Message]


class RouteContext(ConfigContext, kw_only=True):
    """Given to ``apply_route``. ``entry`` is the rule and match that the route was made from.

    ``typed_per_filter_config`` already holds what the only backend of the route has set, and
    yields to entries that a hook sets on the route itself.
    """

    entry: RouteEntry
    inherited_priority: str = "ShallowMergePreferChild"


class RouteBackendContext(ConfigContext, kw_only=True):
    """Given to hooks of one backend of a route. What is set here lands on the route if it is the only
    backend, otherwise on its weighted cluster.
    """

    backend: Backend | None
    request_headers_to_add: list[HeaderValueOption] = []
    request_headers_to_remove: list[str] = []
    response_headers_to_add: list[HeaderValueOption] = []
    response_headers_to_remove: list[str] = []


class ExtraResources(NamedTuple):
    """Clusters and secrets that a pass adds to the Gateway's."""

    clusters: Sequence[Cluster] = ()
    secrets: Sequence[Secret] = ()


class Pass:
    """The state of one policy kind during the translation of one Gateway. Every hook is optional.

    Hooks that return text report an error: of a route, which is then replaced; of the connection
    manager, which goes to the listener's status; of a backend, which is dropped as upstream does.
    """

    def apply_listener(self, ir: Any, listener: Listener, placement: Placement) -> None:
        """Change an Envoy listener. Called even for policies with errors."""

    def apply_backend(self, backend: Backend, route: Route, ctx: RouteBackendContext) -> str | None:
        """Act on a backend whose own kind this is, for each route that leads to it."""

    def apply_route_backend(self, ir: Any, ctx: RouteBackendContext) -> str | None:
        """Apply a policy that an ExtensionRef filter of a backendRef names."""

    def apply_route(self, ir: Any, route: Route, ctx: RouteContext) -> str | None:
        """Change a route: once for the merged policy, or for each policy of a kind that does not merge."""

    def apply_virtual_host(self, ir: Any, virtual_host: VirtualHost, ctx: ConfigContext) -> None:
        """Apply a policy of an HTTP listener to a virtual host."""

    def apply_route_config(self, ir: Any, config: RouteConfiguration, ctx: ConfigContext) -> None:
        """Apply a policy of a Gateway, or of an HTTPS listener, to a route configuration."""

    def network_filters(self, placement: Placement) -> Sequence[StagedFilter] | None:
        """Network filters to put before the last one of a chain."""

    def http_filters(self, placement: Placement) -> Sequence[StagedFilter] | None:
        """HTTP filters that the chain needs, by what this pass has seen of its routes."""

    def apply_hcm(self, ir: Any, hcm: HttpConnectionManager, placement: Placement) -> str | None:
        """Change a connection manager. Called even for policies with errors."""

    def resources(self) -> ExtraResources | None:
        """What the whole Gateway needs besides listeners, routes and backend clusters."""


class PolicyKind:
    """A kind of policy. ``group_kind`` is its API identity; stateless."""

    group_kind: GroupKind
    #: Whether attached policies of this kind are merged into one before they apply.
    merges = False

    def compile(self, policy: Resource[Any], env: CompileEnv) -> Compiled:
        """Compile a policy object. Called once per object, however often it is attached."""
        raise NotImplementedError(f"{type(self).__name__} has no objects of its own")

    def problems(self, policy: Resource[Any], env: CompileEnv) -> tuple[Problem, ...]:
        """The errors of :meth:`compile` with their fields. By default all are the whole spec's."""
        return tuple(Problem(("spec",), text) for text in self.compile(policy, env).errors)

    def merge(self, attached: Sequence[Attached], env: CompileEnv) -> Attached:
        """Merge policies, ordered from high to low precedence; only called if ``merges``.

        The result has the ``origins`` of each field, and the errors of all. Kinds implement it
        with :func:`kgwctl.envoy.policy_engine.merging.merge_attached`.
        """
        raise NotImplementedError(f"{type(self).__name__} does not merge")

    def new_pass(self, env: CompileEnv) -> Pass | None:
        """The pass for one Gateway; ``None`` (the default) if the kind applies to backends only."""

    def apply_cluster(self, ir: Any, cluster: Cluster, backend: Backend, env: CompileEnv) -> str | None:
        """Apply a policy that targets a backend to its cluster. Not called for policies with errors."""


def by_kind(kinds: Sequence[PolicyKind]) -> Mapping[GroupKind, PolicyKind]:
    """Kinds by their identity. Raises ``ValueError`` for two of one identity."""
    index = {kind.group_kind: kind for kind in kinds}
    if len(index) != len(kinds):
        raise ValueError("two policy kinds have one identity")
    return index
