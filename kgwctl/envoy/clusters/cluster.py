"""A backend as an Envoy cluster: by its kind first, then by the policies that target it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from kgwctl.api.kinds import BACKEND, SERVICE, SERVICE_ENTRY
from kgwctl.envoy import names
from kgwctl.envoy.clusters import service
from kgwctl.envoy.clusters.errors import ClusterError
from kgwctl.envoy.messages.generated.cluster import Cluster
from kgwctl.envoy.messages.generated.core import Http2ProtocolOptions, Metadata
from kgwctl.envoy.messages.generated.endpoint import ClusterLoadAssignment
from kgwctl.envoy.messages.generated.upstreams import HttpProtocolOptions
from kgwctl.envoy.messages.message import pack
from kgwctl.resolve.proxies import ANY_PROXY

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kgwctl.envoy.policy_engine.contract import Attached
    from kgwctl.envoy.policy_engine.engine import PolicyCompiler
    from kgwctl.resolve.model import Backend
    from kgwctl.resolve.proxies import Proxy
    from kgwctl.resolve.resolved import Resolved

_CONNECT_TIMEOUT = "5s"
#: Types of cluster for which Envoy itself may look up addresses.
_WITH_DNS = frozenset({"STATIC", "STRICT_DNS", "LOGICAL_DNS"})
_DNS_FAMILIES: dict[str, Cluster.DnsLookupFamily] = {
    "V4_PREFERRED": "V4_PREFERRED",
    "V4_ONLY": "V4_ONLY",
    "V6_ONLY": "V6_ONLY",
    "ALL": "ALL",
    "AUTO": "AUTO",
}


class TranslatedCluster(NamedTuple):
    """A cluster; with ``errors`` it leads nowhere, and a controller would keep it from Envoy."""

    cluster: Cluster
    errors: tuple[str, ...] = ()


def translate_backend(backend: Backend, compiler: PolicyCompiler, proxy: Proxy = ANY_PROXY) -> TranslatedCluster:
    """The cluster of a backend for a proxy, with the policies that target it applied."""
    if backend.problems:
        return _blackhole(backend, [problem.text for problem in backend.problems])
    env = compiler.env
    cluster = _base(backend)
    try:
        _configure(cluster, backend, env.resolved)
    except ClusterError as error:
        return _blackhole(backend, error.errors)
    if cluster.type in _WITH_DNS:
        cluster.dns_lookup_family = _DNS_FAMILIES[env.settings.dns_lookup_family]
    _apply_istio(cluster, backend, env.resolved, proxy)
    errors: list[str] = []
    for policy in attached_policies(backend, compiler):
        errors.extend(policy.errors)
        if not policy.errors:
            problem = compiler.kinds[policy.kind].apply_cluster(policy.ir, cluster, backend, env)
            if problem:
                errors.append(problem)
    if not errors and backend.key[:2] == SERVICE_ENTRY and cluster.type != "EDS" and cluster.load_assignment is None:
        from kgwctl.envoy.clusters.endpoints import inline_assignment

        cluster.load_assignment = inline_assignment(backend, env.resolved, proxy)
    if env.strict is not None and not errors:
        from kgwctl.envoy.strict import PartialBootstrap

        refusal = env.strict.refusal(PartialBootstrap(clusters=(cluster,)))
        errors += [refusal] if refusal else []
    return _blackhole(backend, errors) if errors else TranslatedCluster(cluster)


def _apply_istio(cluster: Cluster, backend: Backend, resolved: Resolved, proxy: Proxy) -> None:
    """What the mesh's own rules and its mutual TLS change."""
    if resolved.destination_rules:
        from kgwctl.envoy.clusters import destination_rule

        destination_rule.apply(cluster, backend, resolved, proxy)
    if resolved.settings.enable_istio_auto_mtls:
        from kgwctl.envoy.clusters import istio_mtls

        istio_mtls.apply(cluster, backend)


def attached_policies(backend: Backend, compiler: PolicyCompiler) -> Iterator[Attached]:
    """The policies that target a backend, kind by kind, highest precedence first."""
    compiler.note_applied(backend.policies)
    for group_kind, kind in compiler.kinds.items():
        for attachment in backend.policies.get(group_kind, ()):
            yield compiler.attach(kind, attachment)


def _configure(cluster: Cluster, backend: Backend, resolved: Resolved) -> None:
    """What the kind of a backend makes of its cluster; backends of unknown sources stay bare."""
    kind = backend.key[:2]
    if kind == SERVICE:
        service.configure(cluster, backend)
    elif kind == BACKEND:
        from kgwctl.envoy.clusters import kgateway_backend

        kgateway_backend.configure(cluster, backend, resolved)
    elif kind == SERVICE_ENTRY:
        from kgwctl.envoy.clusters import service_entry

        service_entry.configure(cluster, backend)


def _base(backend: Backend) -> Cluster:
    cluster = Cluster(name=names.cluster_name(backend), metadata=Metadata(), connect_timeout=_CONNECT_TIMEOUT)
    if backend.app_protocol == "http2":
        explicit = HttpProtocolOptions.ExplicitHttpConfig(http2_protocol_options=Http2ProtocolOptions())
        options = pack(HttpProtocolOptions(explicit_http_config=explicit))
        cluster.typed_extension_protocol_options = {names.HTTP_PROTOCOL_OPTIONS: options}
    return cluster


def _blackhole(backend: Backend, errors: list[str]) -> TranslatedCluster:
    """A cluster without endpoints."""
    name = names.cluster_name(backend)
    cluster = Cluster(
        name=name, metadata=Metadata(), type="STATIC", load_assignment=ClusterLoadAssignment(cluster_name=name)
    )
    return TranslatedCluster(cluster, tuple(errors))
