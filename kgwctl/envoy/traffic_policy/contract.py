"""What a TrafficPolicy feature offers, and where it may put things.

A feature owns one field of ``TrafficPolicySpec`` (or one part of a field). It compiles the field into
its own small form once per policy, says how two of them merge, and *configures* a scope (a route, a
virtual host, a route configuration, a backend of a route) with its form. Filters that a scope needs in
its chain are asked for in the same breath: the chain collects them and sorts them once.

Compiled forms are shared by every scope they apply to. Hooks must not change them, nor the messages
inside that they hand out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Generic, NamedTuple, TypeVar

from kgwctl.envoy.policy_engine.merging import MergeOrigins, MergeSource, Strategy

if TYPE_CHECKING:
    from kgwctl.api.kgateway.traffic_policy.policy import TrafficPolicy
    from kgwctl.diagnostics import FieldPath
    from kgwctl.envoy.messages.generated.route import FilterConfig, Route, VirtualHost
    from kgwctl.envoy.messages.generated.tls import Secret
    from kgwctl.envoy.messages.message import Message
    from kgwctl.envoy.policy_engine.contract import Compiled, CompileEnv, Problem
    from kgwctl.envoy.policy_engine.filter_stages import StagedFilter
    from kgwctl.objects.resource import Resource

IR = TypeVar("IR")


class Scope(NamedTuple):
    """Where a feature is being configured.

    ``typed_per_filter_config`` goes onto the route, virtual host, route configuration or weighted
    cluster. ``chain_filters`` are the filters of the surrounding chain by name: the first one asked
    for under a name stays. ``secrets`` are the Gateway's, by name.
    """

    typed_per_filter_config: dict[str, Message]
    chain_filters: dict[str, StagedFilter]
    secrets: dict[str, Secret]

    def require(self, staged: StagedFilter) -> None:
        """Ask for a filter in the chain."""
        self.chain_filters.setdefault(staged.filter.name, staged)


class Feature(Generic[IR]):
    """One feature. Every hook but :meth:`compile` is optional. Stateless."""

    #: Where the compiled form is kept; unique among the features.
    name: ClassVar[str]
    #: The TrafficPolicySpec fields it translates, as JSON paths below ``spec``: what the coverage page lists.
    fields: ClassVar[tuple[str, ...]]
    #: The field name in merge origins (``filterMetadata``); the same as ``name`` unless given.
    origin: ClassVar[str] = ""
    #: Whether upstream merges deeply into the form itself, which a policy may share.
    merges_in_place: ClassVar[bool] = False

    def compile(self, policy: Resource[TrafficPolicy], env: CompileEnv) -> Compiled | None:
        """Compile the feature's field, ``None`` where it is unset.

        Errors are the controller's texts for the policy's status; with a form beside them, the form is
        kept, but a policy with errors applies nowhere.
        """
        raise NotImplementedError(type(self).__name__)

    def validate(self, ir: IR) -> str | None:
        """What Envoy's own field rules say against the compiled form, in protoc-gen-validate's words."""

    def problem(self, ir: IR) -> Problem | None:
        """What :meth:`validate` says, with the field to blame: the feature's own unless it knows better."""
        from kgwctl.envoy.policy_engine.contract import Problem

        broken = self.validate(ir)
        return Problem(self.path, broken) if broken else None

    @property
    def path(self) -> FieldPath:
        """The feature's field in a policy."""
        return ("spec", *self.fields[0].split("."))

    def merge(self, p1: IR | None, p2: IR, strategy: Strategy, source: MergeSource, origins: MergeOrigins) -> IR | None:
        """Merge ``p2`` into ``p1`` and record the origin if anything of ``p2`` is taken.

        The default treats the form as one value; a deep strategy then only fills what is unset.
        """
        if not strategy.mergeable(p1, p2) or (strategy.deep and p1 is not None):
            return p1
        source.replace(origins, self.origin or self.name)
        return p2

    def same_level_strategy(self, strategy: Strategy, env: CompileEnv) -> Strategy:
        """The strategy among policies of one level; a few features let ``KGW_POLICY_MERGE`` choose."""
        del env
        return strategy

    def configure(self, ir: IR, scope: Scope) -> None:
        """Put the feature's per-scope configuration, and ask for its filters."""

    def apply_route(self, ir: IR, route: Route) -> None:
        """Change a route that forwards to backends; not called for redirects and direct responses."""

    def apply_virtual_host(self, ir: IR, virtual_host: VirtualHost) -> None:
        """Change a virtual host."""


def merge_setting(strategy: Strategy, env: CompileEnv, field: str) -> Strategy:
    """The strategy that ``KGW_POLICY_MERGE`` names for a TrafficPolicy field, else ``strategy``.

    Upstream knows ``DeepMerge``; any other word means a shallow merge.
    """
    chosen = env.settings.policy_merge.get("trafficPolicy", {}).get(field, "")
    if not chosen:
        return strategy
    return Strategy.AUGMENTED_DEEP if chosen == "DeepMerge" else Strategy.AUGMENTED_SHALLOW


def enabled() -> FilterConfig:
    """Per-scope configuration that switches a dormant filter on: present, and empty."""
    return _filter_config()


def disabled() -> FilterConfig:
    """Per-scope configuration that switches a filter off."""
    return _filter_config(disabled=True)


def _filter_config(*, disabled: bool = False) -> FilterConfig:
    # Compiling a policy for its errors alone needs no routes.
    from kgwctl.envoy.messages.generated.route import FilterConfig
    from kgwctl.envoy.messages.message import Message, pack

    return pack(FilterConfig(config=Message(), disabled=disabled))
