"""``spec.dynamicForwardProxy`` of a Backend: the host that each request names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kgwctl.api.kinds import BACKEND
from kgwctl.envoy.clusters.transport_sockets import system_authorities, upstream_tls
from kgwctl.envoy.messages.generated.cluster import Cluster
from kgwctl.envoy.messages.generated.filters.dynamic_forward_proxy import (
    ClusterConfig,
    FilterConfig,
    SubClusterConfig,
    SubClustersConfig,
)
from kgwctl.envoy.messages.generated.hcm import HttpFilter
from kgwctl.envoy.messages.generated.tls import CertificateValidationContext, CommonTlsContext, UpstreamTlsContext
from kgwctl.envoy.messages.message import pack
from kgwctl.envoy.policy_engine.contract import Pass, PolicyKind
from kgwctl.envoy.policy_engine.filter_stages import Stage, StagedFilter

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kgwctl.api.kgateway.backend import DynamicForwardProxyBackend
    from kgwctl.envoy.messages.generated.route import Route
    from kgwctl.envoy.policy_engine.contract import CompileEnv, Placement, RouteBackendContext
    from kgwctl.resolve.model import Backend

_FILTER = StagedFilter(
    HttpFilter(
        name="envoy.filters.http.dynamic_forward_proxy",
        typed_config=pack(FilterConfig(sub_cluster_config=SubClusterConfig())),
    ),
    Stage.OUT_AUTH,
)


def configure(cluster: Cluster, spec: DynamicForwardProxyBackend) -> None:
    """Make a cluster with a sub-cluster for every host met."""
    cluster.lb_policy = "CLUSTER_PROVIDED"
    cluster.cluster_type = Cluster.CustomClusterType(
        name="envoy.clusters.dynamic_forward_proxy",
        typed_config=pack(ClusterConfig(sub_clusters_config=SubClustersConfig(lb_policy="LEAST_REQUEST"))),
    )
    if spec.enable_tls:
        authorities = system_authorities(CertificateValidationContext())
        common = CommonTlsContext(combined_validation_context=authorities)
        cluster.transport_socket = upstream_tls(UpstreamTlsContext(common_tls_context=common))


class BackendPass(Pass):
    """Remembers the chains whose routes lead to a dynamic forward proxy."""

    def __init__(self) -> None:
        self._chains: set[str] = set()

    def apply_backend(self, backend: Backend, route: Route, ctx: RouteBackendContext) -> str | None:
        """Look at a Backend that a route leads to."""
        spec: Any = backend.resource.object.spec
        if spec.dynamic_forward_proxy is not None:
            self._chains.add(ctx.placement.chain)
        return None

    def http_filters(self, placement: Placement) -> Sequence[StagedFilter] | None:
        """The filter that looks hosts up."""
        return (_FILTER,) if placement.chain in self._chains else ()


class BackendKind(PolicyKind):
    """``Backend.gateway.kgateway.dev``: no policy, but its routes may need a filter."""

    group_kind = BACKEND

    def new_pass(self, env: CompileEnv) -> Pass:
        """A pass that has seen no route yet."""
        return BackendPass()


KIND: PolicyKind = BackendKind()
