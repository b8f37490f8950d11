"""From every part of what a Gateway compiles to back to the objects and fields that made it."""

from __future__ import annotations

from kgwctl.envoy.provenance import Origin
from kgwctl.envoy.render import GatewayResult, render
from kgwctl.manifests import Source, read_source
from kgwctl.objects.resource import ObjectKey
from kgwctl.objects.typing import type_documents
from kgwctl.resolve.resolved import resolve
from kgwctl.settings import Settings

INPUT = """\
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: edge}
spec:
  gatewayClassName: kgateway
  allowedListeners: {namespaces: {from: All}}
  listeners:
  - {name: web, port: 80, protocol: HTTP}
  - {name: data, port: 5432, protocol: TCP}
---
apiVersion: gateway.networking.x-k8s.io/v1alpha1
kind: XListenerSet
metadata: {name: more}
spec:
  parentRef: {name: edge}
  listeners: [{name: other, port: 8080, protocol: HTTP}]
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: root}
spec:
  parentRefs: [{name: edge}, {group: gateway.networking.x-k8s.io, kind: XListenerSet, name: more}]
  hostnames: [shop.example.com]
  rules:
  - matches: [{path: {type: Exact, value: /own}}]
    backendRefs: [{name: shop, port: 81}]
  - matches: [{path: {type: PathPrefix, value: /team}}]
    backendRefs: [{group: gateway.networking.k8s.io, kind: HTTPRoute, name: team}]
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: team}
spec:
  rules:
  - matches: [{path: {type: PathPrefix, value: /elsewhere}}]
    backendRefs: [{name: shop, port: 80}]
  - matches: [{path: {type: PathPrefix, value: /x}}, {path: {type: PathPrefix, value: /team/one}}]
    backendRefs: [{name: shop, port: 80}]
---
apiVersion: gateway.networking.k8s.io/v1alpha2
kind: TCPRoute
metadata: {name: data}
spec: {parentRefs: [{name: edge, sectionName: data}], rules: [{backendRefs: [{name: shop, port: 80}]}]}
---
apiVersion: v1
kind: Service
metadata: {name: shop}
spec: {ports: [{name: a, port: 80}, {name: b, port: 81}]}
"""
GROUP = "gateway.networking.k8s.io"
EDGE = ObjectKey(GROUP, "Gateway", "default", "edge")
MORE = ObjectKey("gateway.networking.x-k8s.io", "XListenerSet", "default", "more")
ROOT = ObjectKey(GROUP, "HTTPRoute", "default", "root")
TEAM = ObjectKey(GROUP, "HTTPRoute", "default", "team")
DATA = ObjectKey(GROUP, "TCPRoute", "default", "data")
SHOP = ObjectKey("", "Service", "default", "shop")
WEB = Origin(EDGE, ("spec", "listeners", 0))
OTHER = Origin(MORE, ("spec", "listeners", 0))


def rendered() -> GatewayResult:
    documents, unreadable = read_source(Source("x.yaml", INPUT.encode()))
    assert unreadable == []
    (result,) = render(resolve(type_documents(documents).objects, Settings()))
    return result


def test_everything_has_an_origin() -> None:
    result = rendered()
    resources, provenance = result.resources, result.provenance
    for listener in resources.listeners:
        assert provenance.listener(listener.name)
        assert all(provenance.filter_chain(chain.name) for chain in listener.filter_chains)
    for config in resources.routes:
        assert provenance.filter_chain(config.name)
        for host in config.virtual_hosts:
            assert provenance.virtual_host(config.name, host.name)
            assert all(provenance.route(route.name) for route in host.routes)
    assert all(provenance.cluster(cluster.name) for cluster in resources.clusters)


def test_listeners_and_chains() -> None:
    provenance = rendered().provenance
    assert provenance.listener("listener~80") == (WEB,)
    assert provenance.filter_chain("listener~8080") == (OTHER,)
    data = Origin(EDGE, ("spec", "listeners", 1))
    (listener,) = [one for one in rendered().resources.listeners if one.name == "listener~5432"]
    (chain,) = listener.filter_chains
    assert provenance.filter_chain(chain.name) == (data, Origin(DATA, ("spec", "rules", 0)))


def test_routes_lead_to_the_match_as_written() -> None:
    result = rendered()
    (config,) = [one for one in result.resources.routes if one.name == "listener~80"]
    (host,) = config.virtual_hosts
    found = [result.provenance.route(route.name) for route in host.routes]
    assert found == [
        (Origin(ROOT, ("spec", "rules", 0, "matches", 0)), WEB),
        # The rule of the child counts as it is written, though the one before it does not apply here.
        (Origin(TEAM, ("spec", "rules", 1, "matches", 1)), Origin(ROOT, ("spec", "rules", 1)), WEB),
    ]
    assert result.provenance.virtual_host(config.name, host.name) == (Origin(ROOT, ("spec", "hostnames")), WEB)


def test_clusters_and_secrets() -> None:
    provenance = rendered().provenance
    assert provenance.cluster("kube_default_shop_81") == (Origin(SHOP, ("spec", "ports", 1)),)
    secret = ObjectKey("", "Secret", "default", "login")
    assert provenance.secret("oauth2/client_secret/default/login") == (Origin(secret),)
    assert provenance.secret("of somebody else") == provenance.route("none") == ()
