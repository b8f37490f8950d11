"""From resolved input to the xDS resources of each Gateway."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kgwctl.envoy.clusters.cluster import attached_policies, translate_backend
from kgwctl.envoy.clusters.endpoints import load_assignment
from kgwctl.envoy.listeners.listener import ListenerTranslator
from kgwctl.envoy.listeners.plan import plan_listeners
from kgwctl.envoy.outside import NOTHING_OUTSIDE, Outside
from kgwctl.envoy.policy_engine.contract import CompileEnv
from kgwctl.envoy.policy_engine.engine import Engine, PolicyCompiler
from kgwctl.envoy.policy_kinds import kinds_for
from kgwctl.envoy.provenance import Provenance
from kgwctl.envoy.resources import XdsResources
from kgwctl.envoy.route_filters.kind import BuiltinFilters
from kgwctl.resolve.localities import TOPOLOGY_LABELS
from kgwctl.resolve.model import ParentRef
from kgwctl.resolve.proxies import proxy_of
from kgwctl.resolve.waypoints import Waypoints, is_waypoint
from kgwctl.status.listeners import report_gateway

if TYPE_CHECKING:
    from kgwctl.envoy.clusters.cluster import TranslatedCluster
    from kgwctl.envoy.listeners.plan import PlannedListener
    from kgwctl.envoy.messages.generated.endpoint import ClusterLoadAssignment
    from kgwctl.envoy.policy_engine.contract import AppliedPolicy
    from kgwctl.envoy.strict import StrictMode
    from kgwctl.resolve.model import Gateway
    from kgwctl.resolve.proxies import Proxy
    from kgwctl.resolve.resolved import Resolved
    from kgwctl.status.reporter import Reporter


class Translation:
    """Translates the Gateways of one run. Policies and backends are translated once for all of them.

    ``provenance`` is that of the Gateway translated last.
    """

    provenance: Provenance

    def __init__(
        self,
        resolved: Resolved,
        strict: StrictMode | None = None,
        outside: Outside = NOTHING_OUTSIDE,
    ) -> None:
        self._resolved = resolved
        self._proxy_pods = outside.proxy_pods
        env = CompileEnv(resolved, resolved.settings, strict, outside.oidc_providers)
        self._compiler = PolicyCompiler(kinds_for(resolved.objects), env)
        self._builtin = BuiltinFilters(env)
        self._waypoints: Waypoints | None = None
        self._clusters: dict[Any, list[TranslatedCluster]] = {}
        self._endpoints: dict[Any, list[ClusterLoadAssignment]] = {}

    def gateway(self, gateway: Gateway, reporter: Reporter) -> XdsResources:
        """The resources of a Gateway, each list sorted by name; statuses go to ``reporter``."""
        settings = self._resolved.settings
        planned = self._planned(gateway, reporter)
        self.provenance = Provenance(gateway, planned, self._resolved.backends)
        engine = Engine(self._compiler, reporter)
        translator = ListenerTranslator(gateway, engine, self._builtin, reporter, bind_ipv6=settings.listener_bind_ipv6)
        resources = XdsResources()
        for one in planned:
            listener, routes = translator.translate(one)
            # Envoy refuses a listener without filter chains, so its routes are of no use either.
            if listener.filter_chains:
                resources.listeners.append(listener)
                resources.routes += routes
        self._report_backend_policies(reporter)
        proxy = proxy_of(gateway, self._resolved.objects, self._proxy_pods.get(gateway.key.namespaced_name))
        resources.clusters += (one.cluster for one in self._all_clusters(proxy))
        resources.endpoints += self._all_endpoints(proxy)
        for extra in (one.resources() for one in engine.passes.values()):
            if extra is not None:
                resources.clusters += extra.clusters
                resources.secrets += extra.secrets
        _sort(resources)
        return resources

    def _planned(self, gateway: Gateway, reporter: Reporter) -> list[PlannedListener]:
        settings = self._resolved.settings
        if not is_waypoint(gateway, settings):
            report_gateway(gateway, settings, reporter)
            return plan_listeners(gateway, self._resolved, reporter)
        from kgwctl.envoy.waypoint.plan import plan_waypoint

        if self._waypoints is None:
            self._waypoints = Waypoints(self._resolved)
        inbound = plan_waypoint(gateway, self._waypoints, settings, reporter)
        return [inbound] if inbound is not None else []

    @property
    def blackholed(self) -> frozenset[str]:
        """Names of the clusters that lead nowhere because something is wrong with their backends."""
        return frozenset(one.cluster.name for made in self._clusters.values() for one in made if one.errors)

    @property
    def policies(self) -> tuple[AppliedPolicy, ...]:
        """The policies that apply anywhere in the Gateways translated so far."""
        return self._compiler.applied()

    def _all_clusters(self, proxy: Proxy) -> list[TranslatedCluster]:
        """One cluster for each backend, whether or not a route leads to it."""
        key = _difference(proxy, self._resolved)
        if key not in self._clusters:
            backends = self._resolved.backends
            self._clusters[key] = [translate_backend(backend, self._compiler, proxy) for backend in backends]
        return self._clusters[key]

    def _all_endpoints(self, proxy: Proxy) -> list[ClusterLoadAssignment]:
        key = _difference(proxy, self._resolved)
        if key not in self._endpoints:
            found = (load_assignment(backend, self._resolved, proxy) for backend in self._resolved.backends)
            self._endpoints[key] = [one for one in found if one is not None]
        return self._endpoints[key]

    def _report_backend_policies(self, reporter: Reporter) -> None:
        """Policies on backends have the backend as ancestor, not the Gateway."""
        for backend in self._resolved.backends:
            ancestor = ParentRef(*backend.key)
            for policy in attached_policies(backend, self._compiler):
                if policy.source is None:
                    continue
                report = reporter.policy(policy.source.key, policy.source.generation).ancestor(ancestor)
                report.accept(policy.errors)
                if not policy.errors:
                    report.attach("all")


def _difference(proxy: Proxy, resolved: Resolved) -> Any:
    """What of a proxy may make clusters and endpoints differ: all of it only where DestinationRules look at it."""
    if resolved.destination_rules:
        return (proxy.namespace, frozenset(proxy.labels.items()), proxy.place)
    return (proxy.place, *(proxy.labels.get(label) for label in TOPOLOGY_LABELS))


def _sort(resources: XdsResources) -> None:
    for named in (resources.clusters, resources.listeners, resources.routes, resources.secrets):
        named.sort(key=lambda one: one.name)
    resources.endpoints.sort(key=lambda one: one.cluster_name)
