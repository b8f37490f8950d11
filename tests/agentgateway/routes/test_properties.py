"""Whatever an HTTPRoute says, what is sent of it holds together."""

from __future__ import annotations

import json
from typing import Any

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from kgwctl.agentgateway.resources.binary import to_message
from kgwctl.agentgateway.resources.generated.resource import Resource
from tests.agentgateway.rendered import rendered

WORLD = """\
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: gw, namespace: default}
spec:
  gatewayClassName: agentgateway
  listeners:
  - {name: one, port: 80, protocol: HTTP, hostname: "*.example.com"}
  - {name: two, port: 8080, protocol: HTTP, allowedRoutes: {namespaces: {from: All}}}
---
apiVersion: v1
kind: Service
metadata: {name: web, namespace: default}
spec: {ports: [{port: 80}]}
---
"""
NAMES = st.sampled_from(["web", "none"])
REFS: st.SearchStrategy[dict[str, Any]] = st.one_of(
    st.builds(lambda name: {"name": name, "port": 80}, NAMES),
    st.builds(lambda name: {"name": name, "port": 80, "namespace": "far"}, NAMES),
    st.just({"group": "agentgateway.dev", "kind": "AgentgatewayBackend", "name": "none"}),
    st.just({"group": "networking.istio.io", "kind": "Hostname", "name": "x.example.com", "port": 443}),
    st.just({"kind": "ConfigMap", "name": "none"}),
)
HEADERS = st.fixed_dictionaries({}, optional={"set": st.just([{"name": "a", "value": "b"}]), "remove": st.just(["c"])})
FILTERS: st.SearchStrategy[dict[str, Any]] = st.one_of(
    st.builds(lambda one: {"type": "RequestHeaderModifier", "requestHeaderModifier": one}, HEADERS),
    st.builds(lambda one: {"type": "ResponseHeaderModifier", "responseHeaderModifier": one}, HEADERS),
    st.builds(
        lambda ref, share: {"type": "RequestMirror", "requestMirror": {"backendRef": ref, "percent": share}},
        REFS,
        st.integers(0, 100),
    ),
    st.just({"type": "URLRewrite", "urlRewrite": {"hostname": "w.example.com"}}),
    st.just({"type": "CORS", "cors": {"allowOrigins": ["https://a.example.com"], "maxAge": 5}}),
    st.builds(
        lambda ref: {"type": "ExternalAuth", "externalAuth": {"protocol": "GRPC", "grpc": {}, "backendRef": ref}}, REFS
    ),
    st.just({"type": "ExtensionRef", "extensionRef": {"group": "g.example", "kind": "K", "name": "one"}}),
)
MATCHES = st.fixed_dictionaries(
    {"path": st.fixed_dictionaries({"type": st.sampled_from(["Exact", "PathPrefix"]), "value": st.just("/a")})},
    optional={"method": st.just("GET"), "headers": st.just([{"name": "h", "value": "v"}])},
)
RULES = st.fixed_dictionaries(
    {
        "matches": st.lists(MATCHES, min_size=1, max_size=2),
        "filters": st.lists(FILTERS, max_size=3, unique_by=lambda one: one["type"]),
        "backendRefs": st.lists(REFS, max_size=3),
    }
)


@settings(max_examples=50, deadline=None)
@given(
    rules=st.lists(RULES, min_size=1, max_size=3),
    hostnames=st.lists(st.sampled_from(["a.example.com", "foo.org"]), unique=True),
    section=st.sampled_from([None, "one", "two"]),
    namespace=st.sampled_from(["default", "far"]),
)
def test_what_is_sent_holds_together(
    rules: list[dict[str, Any]], hostnames: list[str], section: str | None, namespace: str
) -> None:
    parent = {"name": "gw", "namespace": "default", **({"sectionName": section} if section else {})}
    route = {
        "apiVersion": "gateway.networking.k8s.io/v1",
        "kind": "HTTPRoute",
        "metadata": {"name": "r", "namespace": namespace},
        "spec": {"parentRefs": [parent], "hostnames": hostnames, "rules": rules},
    }
    made = rendered(WORLD + json.dumps(route))
    conditions = made.conditions("httpRoutes", f"{namespace}/r")
    routes = made.of("route")
    listeners = {one["listenerKey"] for one in routes.values()}
    # Every route is on a listener that there is, and each of those has all of the rules' matches.
    assert listeners <= set(made.of("listener"))
    assert len(routes) == len(listeners) * sum(len(rule["matches"]) for rule in rules)
    assert all(len(one.get("matches", ())) == 1 for one in routes.values())
    # Nothing is sent of a route that is not accepted; what is accepted and not sent says why.
    if conditions["Accepted"][0] == "False":
        assert routes == {}
    elif not routes:
        assert conditions["ResolvedRefs"][0] == "False"
    attached = [one["attachedRoutes"] for one in made.statuses["gateways"]["default/gw"]["listeners"]]
    assert (sum(attached) > 0) == (conditions["Accepted"][0] == "True")
    for one in routes.values():
        to_message(msgspec.convert({"route": one}, Resource))
