"""The bootstrap holds everything that a proxy would fetch, and leaves the resources as they were."""

from __future__ import annotations

from typing import Any

import pytest

from kgwctl.envoy.bootstrap import (
    Loopback,
    Surroundings,
    build_bootstrap,
    referenced_clusters,
    without_log_files,
)
from kgwctl.envoy.messages.generated import (
    access_loggers,
    accesslog,
    core,
    endpoint,
    hcm,
    listener,
    route,
    tcp_proxy,
    tls,
)
from kgwctl.envoy.messages.generated import cluster as c
from kgwctl.envoy.messages.generated.filters import dynamic_modules, router
from kgwctl.envoy.messages.message import encode, pack
from kgwctl.envoy.resources import XdsResources
from kgwctl.output.json_writer import to_json
from tests.envoy.goldens import golden_files, golden_resources

ADS = core.ConfigSource(ads=core.AggregatedConfigSource(), resource_api_version="V3")


def eds(name: str, **fields: Any) -> c.Cluster:
    return c.Cluster(name=name, type="EDS", eds_cluster_config=c.Cluster.EdsClusterConfig(eds_config=ADS), **fields)


def assignment(name: str, *addresses: tuple[str, int]) -> endpoint.ClusterLoadAssignment:
    endpoints = [
        endpoint.LbEndpoint(
            endpoint=endpoint.Endpoint(
                address=core.Address(socket_address=core.SocketAddress(address=host, port_value=port))
            )
        )
        for host, port in addresses
    ]
    return endpoint.ClusterLoadAssignment(
        cluster_name=name, endpoints=[endpoint.LocalityLbEndpoints(lb_endpoints=endpoints)]
    )


def web(*filters: hcm.HttpFilter, routes: str = "listener~80") -> listener.Listener:
    manager = hcm.HttpConnectionManager(
        stat_prefix="http",
        rds=hcm.Rds(config_source=ADS, route_config_name=routes),
        http_filters=[*filters, hcm.HttpFilter(name="router", typed_config=pack(router.Router()))],
    )
    chain = listener.FilterChain(filters=[listener.Filter(name="hcm", typed_config=pack(manager))])
    address = core.Address(socket_address=core.SocketAddress(address="::", port_value=80, ipv4_compat=True))
    return listener.Listener(name="listener~80", address=address, filter_chains=[chain])


def to(action: route.RouteAction, **fields: Any) -> route.RouteConfiguration:
    entry = route.Route(name="r", match=route.RouteMatch(prefix="/"), route=action, **fields)
    return route.RouteConfiguration(
        name="listener~80", virtual_hosts=[route.VirtualHost(name="v", domains=["*"], routes=[entry])]
    )


def static(resources: XdsResources, surroundings: Surroundings | None = None) -> dict[str, Any]:
    built = build_bootstrap(resources, surroundings or Surroundings())
    found: dict[str, Any] = encode(built.bootstrap)
    return found["staticResources"]  # type: ignore[no-any-return]


def manager_of(resources: dict[str, Any]) -> dict[str, Any]:
    return resources["listeners"][0]["filterChains"][0]["filters"][0]["typedConfig"]  # type: ignore[no-any-return]


def test_routes_are_inlined() -> None:
    resources = XdsResources(
        listeners=[web()], routes=[to(route.RouteAction(cluster="a"))], clusters=[c.Cluster(name="a")]
    )
    manager = manager_of(static(resources))
    assert "rds" not in manager
    assert manager["routeConfig"]["virtualHosts"][0]["routes"][0]["route"] == {"cluster": "a"}


def test_routes_that_do_not_exist_become_none() -> None:
    assert manager_of(static(XdsResources(listeners=[web(routes="gone")])))["routeConfig"] == {"name": "gone"}


@pytest.mark.parametrize(
    ("name", "given", "kind", "addresses"),
    [
        pytest.param("kube_default_web_8080", [("10.0.0.1", 1)], "STATIC", [("10.0.0.1", 1)], id="given addresses"),
        pytest.param("kube_default_web_8080", [("fd00::1", 1)], "STATIC", [("fd00::1", 1)], id="IPv6"),
        pytest.param("kube_default_web_8080", [("a.example", 1)], "STRICT_DNS", [("a.example", 1)], id="given names"),
        pytest.param(
            "kube_shop_web_8080",
            [],
            "STRICT_DNS",
            [("web.shop.svc.example.org", 8080)],
            id="a Service without endpoints",
        ),
        pytest.param("istio-se_ns_se_ext.example_443", [], "STRICT_DNS", [("ext.example", 443)], id="a ServiceEntry"),
        pytest.param("something-else", [], "STATIC", [], id="nothing to go by"),
    ],
)
def test_endpoints_are_inlined(name: str, given: list[Any], kind: str, addresses: list[Any]) -> None:
    resources = XdsResources(clusters=[eds(name)], endpoints=[assignment(name, *given)])
    (cluster,) = build_bootstrap(
        resources, Surroundings(cluster_domain="example.org")
    ).bootstrap.static_resources.clusters  # type: ignore[union-attr]
    assert cluster.type == kind
    assert cluster.eds_cluster_config is None
    found = [
        (host.endpoint.address.socket_address.address, host.endpoint.address.socket_address.port_value)  # type: ignore[union-attr]
        for locality in cluster.load_assignment.endpoints  # type: ignore[union-attr]
        for host in locality.lb_endpoints
    ]
    assert found == addresses
    assert (cluster.dns_lookup_family == "V4_PREFERRED") == (kind == "STRICT_DNS")


def test_a_service_name_in_the_cluster_config_names_the_endpoints() -> None:
    cluster = eds("mine")
    cluster.eds_cluster_config.service_name = "theirs"  # type: ignore[union-attr]
    found = static(XdsResources(clusters=[cluster], endpoints=[assignment("theirs", ("10.0.0.1", 1))]))["clusters"][0]
    assert found["loadAssignment"]["clusterName"] == "mine"
    assert found["loadAssignment"]["endpoints"]


@pytest.mark.parametrize(
    ("code", "status"), [("INTERNAL_SERVER_ERROR", 500), ("NOT_FOUND", 404), ("SERVICE_UNAVAILABLE", 503)]
)
def test_a_route_to_no_cluster_answers_as_envoy_would(code: Any, status: int) -> None:
    action = route.RouteAction(cluster="blackhole-cluster", cluster_not_found_response_code=code)
    manager = manager_of(static(XdsResources(listeners=[web()], routes=[to(action)])))
    assert manager["routeConfig"]["virtualHosts"][0]["routes"][0]["directResponse"] == {"status": status}


def test_a_share_that_leads_to_no_cluster_keeps_its_weight() -> None:
    action = route.RouteAction(
        weighted_clusters=route.WeightedCluster(
            clusters=[
                route.WeightedCluster.ClusterWeight(name="a", weight=1),
                route.WeightedCluster.ClusterWeight(name="blackhole-cluster", weight=1),
            ]
        )
    )
    found = static(XdsResources(listeners=[web()], routes=[to(action)], clusters=[c.Cluster(name="a")]))
    assert found["clusters"][1]["name"] == "blackhole-cluster"
    assert found["clusters"][1]["loadAssignment"] == {"clusterName": "blackhole-cluster"}
    assert "directResponse" not in manager_of(found)["routeConfig"]["virtualHosts"][0]["routes"][0]


def test_a_tcp_listener_to_no_cluster() -> None:
    proxy = tcp_proxy.TcpProxy(stat_prefix="s", cluster="gone")
    chain = listener.FilterChain(filters=[listener.Filter(name="tcp", typed_config=pack(proxy))])
    found = static(XdsResources(listeners=[listener.Listener(name="l", filter_chains=[chain])]))
    assert [cluster["name"] for cluster in found["clusters"]] == ["gone"]


def upstream_tls(secret: str) -> core.TransportSocket:
    context = tls.UpstreamTlsContext(
        common_tls_context=tls.CommonTlsContext(
            validation_context_sds_secret_config=tls.SdsSecretConfig(name=secret, sds_config=ADS)
        )
    )
    return core.TransportSocket(name="envoy.transport_sockets.tls", typed_config=pack(context))


def asked_for(found: dict[str, Any]) -> Any:
    context = found["clusters"][0]["transportSocket"]["typedConfig"]["commonTlsContext"]
    return context["validationContextSdsSecretConfig"]


def test_a_given_secret_becomes_static() -> None:
    secret = tls.Secret(name="ca", validation_context=tls.CertificateValidationContext())
    cluster = c.Cluster(name="a", transport_socket=upstream_tls("ca"))
    found = static(XdsResources(clusters=[cluster], secrets=[secret]))
    assert found["secrets"] == [{"name": "ca", "validationContext": {}}]
    assert asked_for(found) == {"name": "ca"}


def test_the_system_bundle_is_read_from_its_file() -> None:
    cluster = c.Cluster(name="a", transport_socket=upstream_tls("SYSTEM_CA_CERT"))
    found = static(XdsResources(clusters=[cluster]), Surroundings(system_ca_file="/ca.pem"))
    assert found["secrets"] == [{"name": "SYSTEM_CA_CERT", "validationContext": {"trustedCa": {"filename": "/ca.pem"}}}]
    assert asked_for(found) == {"name": "SYSTEM_CA_CERT"}


def test_a_secret_nobody_gave_is_reported() -> None:
    cluster = c.Cluster(name="a", transport_socket=upstream_tls("istio_server_cert"))
    built = build_bootstrap(XdsResources(clusters=[cluster]))
    assert [(finding.rule, "istio_server_cert" in finding.message) for finding in built.findings] == [("KGW0902", True)]


def test_filters_a_stock_envoy_lacks_are_left_out_and_reported() -> None:
    name = "dynamic_modules/simple_mutations"
    chain_filter = hcm.HttpFilter(name=name, typed_config=pack(dynamic_modules.DynamicModuleFilter()))
    settings = {name: pack(dynamic_modules.DynamicModuleFilterPerRoute())}
    resources = XdsResources(
        listeners=[web(chain_filter)],
        routes=[to(route.RouteAction(cluster="a"), typed_per_filter_config=settings)],
        clusters=[c.Cluster(name="a")],
    )
    built = build_bootstrap(resources)
    assert b"dynamic_modules" not in to_json(built.bootstrap)
    assert [finding.rule for finding in built.findings] == ["KGW0901"]
    assert f"{name} out (2 places)" in built.findings[0].message


def test_loopback_keeps_everything_on_this_machine() -> None:
    resources = XdsResources(
        listeners=[web()],
        routes=[to(route.RouteAction(cluster="kube_default_a_80"))],
        clusters=[eds("kube_default_a_80"), c.Cluster(name="b", type="LOGICAL_DNS")],
        endpoints=[assignment("kube_default_a_80", ("10.0.0.1", 1))],
    )
    found = static(resources, Surroundings(loopback=Loopback({"kube_default_a_80": 1234})))
    assert found["listeners"][0]["address"] == {"socketAddress": {"address": "127.0.0.1", "portValue": 0}}
    text = str(found["clusters"])
    assert "10.0.0.1" not in text
    assert "'address': '127.0.0.1', 'portValue': 1234" in text
    assert found["clusters"][1]["loadAssignment"] == {"clusterName": "b"}
    assert found["clusters"][1]["type"] == "STATIC"


def test_logs_in_files_are_thrown_away_where_asked_and_nothing_else_changes() -> None:
    logging = web()
    log = accesslog.AccessLog(name="file", typed_config=pack(access_loggers.FileAccessLog(path="/var/log/proxy/a.log")))
    logging.filter_chains[0].filters[0].typed_config.access_log = [log]  # type: ignore[union-attr]
    built = build_bootstrap(XdsResources(listeners=[logging])).bootstrap
    before = to_json(built).decode()
    assert to_json(without_log_files(built)).decode() == before.replace("/var/log/proxy/a.log", "/dev/null")
    assert to_json(built).decode() == before
    log.typed_config = pack(access_loggers.FileAccessLog())
    nameless = build_bootstrap(XdsResources(listeners=[logging])).bootstrap
    assert without_log_files(nameless) is nameless
    silent = build_bootstrap(XdsResources(listeners=[web()])).bootstrap
    assert without_log_files(silent) is silent


def test_the_admin_interface_is_off_or_on_loopback() -> None:
    assert build_bootstrap(XdsResources()).bootstrap.admin is None
    admin = build_bootstrap(XdsResources(), Surroundings(admin_port=9901)).bootstrap.admin
    assert encode(admin) == {"address": {"socketAddress": {"address": "127.0.0.1", "portValue": 9901}}}  # type: ignore[arg-type]


@pytest.mark.skipif(not golden_files(), reason="no kgateway v2.2.0 data: set KGWCTL_UPSTREAM")
def test_every_recorded_output_is_self_contained_and_left_alone() -> None:
    for path in golden_files():
        resources = golden_resources(path)
        before = to_json(resources)
        bootstrap = build_bootstrap(resources).bootstrap
        assert to_json(resources) == before
        found = encode(bootstrap)["staticResources"]
        defined = {cluster["name"] for cluster in found.get("clusters", [])}
        assert set(referenced_clusters(bootstrap)) <= defined
        assert '"rds"' not in to_json(bootstrap).decode()
        assert '"type": "EDS"' not in to_json(bootstrap).decode()
