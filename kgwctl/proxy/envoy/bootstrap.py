"""The bootstrap that Envoy starts with: where its configuration comes from, and what it serves by itself.

Source: ``pkg/kgateway/helm/envoy@v2.2.0``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kgwctl.proxy.envoy.sidecars import SDS_PORT
from kgwctl.proxy.envoy.styled_yaml import Flow, FlowList, Flush, Quoted, styled_yaml
from kgwctl.proxy.labels import object_name

if TYPE_CHECKING:
    from kgwctl.proxy.controller import XdsServer
    from kgwctl.proxy.model import Identity

ADMIN_PORT = 19000
METRICS_PORT = 9091
READINESS_PORT = 8082
_ADMIN_CLUSTER = "admin_port_cluster"
_XDS_CLUSTER = "xds_cluster"
_TYPE = Quoted("@type")
_EXTENSIONS = "type.googleapis.com/envoy.extensions"
_ROUTER = {"name": "envoy.filters.http.router", "typed_config": {_TYPE: f"{_EXTENSIONS}.filters.http.router.v3.Router"}}
_MATCHERS = ("exact", "prefix", "contains", "suffix")


def bootstrap(identity: Identity, kube: dict[str, Any], xds: XdsServer, *, istio: bool) -> str:
    """The bootstrap as YAML text, by the ``kube`` section of the merged GatewayParameters."""
    name = object_name(identity.name)
    role = f"kgateway-kube-gateway-api~{identity.namespace}~{identity.name}"
    stats = kube.get("stats") or {}
    return styled_yaml(
        {
            "admin": {"address": {"socket_address": Flow(address="127.0.0.1", port_value=ADMIN_PORT)}},
            "layered_runtime": {"layers": _runtime_layers()},
            "node": {"cluster": f"{name}.{identity.namespace}", "metadata": {"role": role}},
            **_stats_config(stats.get("matcher") or {}),
            "static_resources": {
                **({"secrets": [_validation_context()]} if xds.ca is not None else {}),
                "listeners": Flush(_listeners(kube, stats)),
                "clusters": [_xds_cluster(xds), _admin_cluster(), *([_sds_cluster()] if istio else [])],
            },
            "dynamic_resources": _dynamic_resources(),
        }
    )


def _runtime_layers() -> Flush:
    static = {"envoy.restart_features.use_eds_cache_for_ads": True}
    return Flush([{"name": "static_layer", "static_layer": static}, {"name": "admin_layer", "admin_layer": {}}])


def _stats_config(matcher: dict[str, Any]) -> dict[str, Any]:
    """Which statistics are kept: those included, or all but those excluded."""
    included, excluded = matcher.get("inclusionList"), matcher.get("exclusionList")
    if not included and not excluded:
        return {}
    patterns = [_string_matcher(one) for one in included or excluded or ()]
    which = "inclusion_list" if included else "exclusion_list"
    return {"stats_config": {"stats_matcher": {which: {"patterns": patterns}}}}


def _string_matcher(matcher: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for kind in _MATCHERS:
        if matcher.get(kind):
            found = {kind: matcher[kind]}
            break
    else:
        if matcher.get("safeRegex"):
            found = {"safe_regex": {"regex": matcher["safeRegex"]}}
    return {**found, "ignore_case": True} if matcher.get("ignoreCase") else found


def _validation_context() -> dict[str, Any]:
    context = {"trusted_ca": {"filename": "/etc/envoy/ca.crt"}, "watched_directory": {"path": "/etc/envoy"}}
    return {"name": "validation_context_sds", "validation_context": context}


def _listeners(kube: dict[str, Any], stats: dict[str, Any]) -> list[dict[str, Any]]:
    checked = bool((kube.get("podTemplate") or {}).get("readinessProbe"))
    return [_readiness_listener(health_check=checked), *([_metrics_listener(stats)] if stats.get("enabled") else [])]


def _readiness_listener(*, health_check: bool) -> dict[str, Any]:
    manager = {
        _TYPE: f"{_EXTENSIONS}.filters.network.http_connection_manager.v3.HttpConnectionManager",
        "stat_prefix": "ingress_http",
        "normalize_path": True,
        "merge_slashes": True,
        "codec_type": "AUTO",
        "route_config": {
            "name": "main_route",
            "virtual_hosts": [
                {
                    "name": "local_service",
                    "domains": FlowList([Quoted("*")]),
                    "routes": [_get_route("path", "/ready")],
                }
            ],
        },
        "http_filters": [*([_health_check()] if health_check else []), _ROUTER],
    }
    address = {"socket_address": Flow(address="0.0.0.0", port_value=READINESS_PORT)}
    return _listener("readiness_listener", address, manager)


def _metrics_listener(stats: dict[str, Any]) -> dict[str, Any]:
    routes = [
        _get_route("path", "/ready"),
        _get_route("prefix", "/metrics", stats.get("routePrefixRewrite")),
    ]
    if stats.get("enableStatsRoute"):
        routes.append(_get_route("prefix", "/stats", stats.get("statsRoutePrefixRewrite")))
    manager = {
        _TYPE: f"{_EXTENSIONS}.filters.network.http_connection_manager.v3.HttpConnectionManager",
        "codec_type": "AUTO",
        "normalize_path": True,
        "merge_slashes": True,
        "stat_prefix": "prometheus",
        "route_config": {
            "name": "prometheus_route",
            "virtual_hosts": [{"name": "prometheus_host", "domains": [Quoted("*")], "routes": routes}],
        },
        "http_filters": [_ROUTER],
    }
    return _listener("prometheus_listener", _socket("0.0.0.0", METRICS_PORT), manager)


def _listener(name: str, address: dict[str, Any], manager: dict[str, Any]) -> dict[str, Any]:
    filters = Flush([{"name": "envoy.filters.network.http_connection_manager", "typed_config": manager}])
    return {"name": name, "address": address, "filter_chains": [{"filters": filters}]}


def _get_route(kind: str, path: str, rewrite: str | None = None) -> dict[str, Any]:
    """A route for GET requests to Envoy's admin interface."""
    method = {"name": Quoted(":method"), "string_match": {"exact": "GET"}}
    action = {"cluster": _ADMIN_CLUSTER}
    if rewrite is not None:
        action = {"prefix_rewrite": rewrite, **action}
    return {"match": {kind: Quoted(path), "headers": [method]}, "route": action}


def _health_check() -> dict[str, Any]:
    path = {"name": Quoted(":path"), "string_match": {"exact": Quoted("/envoy-hc")}}
    return {
        "name": "envoy.filters.http.health_check",
        "typed_config": {
            _TYPE: f"{_EXTENSIONS}.filters.http.health_check.v3.HealthCheck",
            "pass_through_mode": False,
            "headers": Flush([path]),
        },
    }


def _socket(address: str, port: int) -> dict[str, Any]:
    return {"socket_address": {"address": address, "port_value": port}}


def _endpoints(cluster: str, address: str, port: int) -> dict[str, Any]:
    endpoint = {"endpoint": {"address": _socket(address, port)}}
    return {"cluster_name": cluster, "endpoints": Flush([{"lb_endpoints": Flush([endpoint])}])}


def _xds_cluster(xds: XdsServer) -> dict[str, Any]:
    return {
        "name": _XDS_CLUSTER,
        "alt_stat_name": _XDS_CLUSTER,
        "connect_timeout": "5.000s",
        "load_assignment": _endpoints(_XDS_CLUSTER, xds.host, xds.port),
        **({"transport_socket": _xds_tls()} if xds.ca is not None else {}),
        "typed_extension_protocol_options": _with_token(),
        "upstream_connection_options": {"tcp_keepalive": {"keepalive_time": 10}},
        "cluster_type": {
            "name": "envoy.cluster.strict_dns",
            "typed_config": {_TYPE: f"{_EXTENSIONS}.clusters.dns.v3.DnsCluster", "respect_dns_ttl": True},
        },
    }


def _xds_tls() -> dict[str, Any]:
    secret = {"validation_context_sds_secret_config": {"name": "validation_context_sds"}}
    return {
        "name": "envoy.transport_sockets.tls",
        "typed_config": {
            _TYPE: f"{_EXTENSIONS}.transport_sockets.tls.v3.UpstreamTlsContext",
            "common_tls_context": secret,
        },
    }


def _with_token() -> dict[str, Any]:
    """HTTP/2 whose requests carry the ServiceAccount's token."""
    return {
        "envoy.extensions.upstreams.http.v3.HttpProtocolOptions": {
            _TYPE: f"{_EXTENSIONS}.upstreams.http.v3.HttpProtocolOptions",
            "explicit_http_config": {"http2_protocol_options": {}},
            "http_filters": Flush([_credential_injector(), _bearer(), _upstream_codec()]),
        }
    }


def _credential_injector() -> dict[str, Any]:
    source = {"path_config_source": {"path": Quoted("/etc/envoy/xds_service_account_token.json")}}
    credential = {"name": "xds-jwt-token", "sds_config": {**source, "resource_api_version": "V3"}}
    return {
        "name": "envoy.filters.http.credential_injector",
        "typed_config": {
            _TYPE: f"{_EXTENSIONS}.filters.http.credential_injector.v3.CredentialInjector",
            "credential": {
                "name": "envoy.http.injected_credentials.generic",
                "typed_config": {
                    _TYPE: f"{_EXTENSIONS}.http.injected_credentials.generic.v3.Generic",
                    "credential": credential,
                },
            },
            "overwrite": True,
        },
    }


def _bearer() -> dict[str, Any]:
    header = {"key": Quoted("Authorization"), "value": Quoted("Bearer %REQ(Authorization)%")}
    append = {"append": {"append_action": "OVERWRITE_IF_EXISTS", "header": header}}
    return {
        "name": "envoy.filters.http.header_mutation",
        "typed_config": {
            _TYPE: f"{_EXTENSIONS}.filters.http.header_mutation.v3.HeaderMutation",
            "mutations": {"request_mutations": [append]},
        },
    }


def _upstream_codec() -> dict[str, Any]:
    return {
        "name": "envoy.filters.http.upstream_codec",
        "typed_config": {_TYPE: f"{_EXTENSIONS}.filters.http.upstream_codec.v3.UpstreamCodec"},
    }


def _admin_cluster() -> dict[str, Any]:
    return {
        "name": _ADMIN_CLUSTER,
        "connect_timeout": "5.000s",
        "type": "STATIC",
        "lb_policy": "ROUND_ROBIN",
        "load_assignment": _endpoints(_ADMIN_CLUSTER, "127.0.0.1", ADMIN_PORT),
    }


def _sds_cluster() -> dict[str, Any]:
    """The SDS server beside Envoy, which hands out the mesh's certificates."""
    name = "gateway_proxy_sds"
    endpoint = {"endpoint": {"address": _socket("127.0.0.1", SDS_PORT)}}
    return {
        "name": name,
        "connect_timeout": "0.25s",
        "http2_protocol_options": {},
        "load_assignment": {"cluster_name": name, "endpoints": [{"lb_endpoints": Flush([endpoint])}]},
    }


def _dynamic_resources() -> dict[str, Any]:
    ads = {
        "transport_api_version": "V3",
        "api_type": "GRPC",
        "rate_limit_settings": {},
        "grpc_services": Flush([{"envoy_grpc": {"cluster_name": _XDS_CLUSTER}}]),
    }
    served = {"resource_api_version": "V3", "ads": {}}
    return {"ads_config": ads, "cds_config": dict(served), "lds_config": dict(served)}
