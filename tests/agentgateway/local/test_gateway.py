"""Local files say what the controller would send, with the closest policy in its place."""

from __future__ import annotations

from typing import Any

import pytest

from kgwctl.agentgateway.local.gateway import LocalGateway, local_gateway
from kgwctl.agentgateway.local.text import local_text
from kgwctl.agentgateway.resources.generated import resource as pb
from kgwctl.golang.forms import proto_bytes
from kgwctl.output.sensitive import Sensitive
from tests.agentgateway.local.local_checks import problems, schema_available

SERVICE = pb.BackendReference(service=pb.BackendReference.Service(namespace="ns", hostname="svc.ns.svc.x"), port=80)
GATEWAY = pb.PolicyTarget(gateway=pb.PolicyTarget.GatewayTarget(name="gw", namespace="ns"))
LISTENER = pb.PolicyTarget(gateway=pb.PolicyTarget.GatewayTarget(name="gw", namespace="ns", listener="web"))
ROUTE = pb.PolicyTarget(route=pb.PolicyTarget.RouteTarget(name="r", namespace="ns"))
RULE = pb.PolicyTarget(route=pb.PolicyTarget.RouteTarget(name="r", namespace="ns", route_rule="one"))


def policy(name: str, target: pb.PolicyTarget, **spec: Any) -> pb.Resource:
    """A policy of a name, which its key begins with, too."""
    named = pb.TypedResourceName(kind="AgentgatewayPolicy", namespace="ns", name=name)
    return pb.Resource(policy=pb.Policy(key=name, name=named, target=target, **spec))


def traffic(**spec: Any) -> pb.TrafficPolicySpec:
    return pb.TrafficPolicySpec(**spec)


def gateway(*more: pb.Resource, backends: list[pb.RouteBackend] | None = None, **listener: Any) -> LocalGateway:
    """A Gateway with a listener and a route, and whatever more."""
    name = pb.ListenerName(gateway_name="gw", gateway_namespace="ns", listener_name="web")
    settings = {"protocol": "HTTP", **listener}
    backends = [pb.RouteBackend(backend=SERVICE, weight=1)] if backends is None else backends
    route = pb.Route(
        key="ns/r.0.0.web",
        listener_key="ns/gw.web",
        name=pb.RouteName(kind="HTTPRoute", namespace="ns", name="r", rule_name="one"),
        matches=[pb.RouteMatch(path=pb.PathMatch(path_prefix="/"))],
        backends=backends,
    )
    resources = [
        pb.Resource(bind=pb.Bind(key="80/ns/gw", port=80)),
        pb.Resource(listener=pb.Listener(key="ns/gw.web", bind_key="80/ns/gw", name=name, **settings)),
        pb.Resource(route=route),
        *more,
    ]
    return local_gateway("ns", "gw", resources)


def listener_of(local: LocalGateway) -> dict[str, Any]:
    found: dict[str, Any] = local.config["binds"][0]["listeners"][0]
    return found


def route_of(local: LocalGateway) -> dict[str, Any]:
    found: dict[str, Any] = listener_of(local)["routes"][0]
    return found


def texts(local: LocalGateway) -> list[str]:
    return [f"{note.holder.name}: {note.text}" for note in local.notes]


def test_a_route_and_its_backend() -> None:
    assert gateway().config == {
        "binds": [
            {
                "port": 80,
                "listeners": [
                    {
                        "name": "web",
                        "protocol": "HTTP",
                        "routes": [
                            {
                                "name": "r.0.0.web",
                                "namespace": "ns",
                                "matches": [{"path": {"pathPrefix": "/"}}],
                                "backends": [{"weight": 1, "host": "svc.ns.svc.x:80"}],
                            }
                        ],
                    }
                ],
            }
        ]
    }


@pytest.mark.parametrize(
    ("targets", "winner"),
    [
        ((GATEWAY, LISTENER, ROUTE, RULE), 4),
        ((GATEWAY, LISTENER, ROUTE), 3),
        ((LISTENER, GATEWAY), 1),
        ((GATEWAY,), 1),
    ],
)
def test_the_closest_policy_wins(targets: tuple[pb.PolicyTarget, ...], winner: int) -> None:
    # As binds.rs:route_policies has it.
    made = [
        policy(f"p{number}", target, traffic=traffic(timeout=pb.Timeout(request=f"{number}s")))
        for number, target in enumerate(targets, 1)
    ]
    assert route_of(gateway(*made))["policies"] == {"timeout": {"requestTimeout": f"{winner}s"}}


def test_authorization_adds_up() -> None:
    # binds.rs:route_policies, "Authorization policies merge, unlike others"
    rbac = pb.TrafficPolicySpec.RBAC
    near = policy("near", ROUTE, traffic=traffic(authorization=rbac(deny=["a == 1"])))
    far = policy("far", GATEWAY, traffic=traffic(authorization=rbac(allow=["true"])))
    assert route_of(gateway(far, near))["policies"] == {
        "authorization": {"rules": [{"deny": "a == 1"}, {"allow": "true"}]}
    }


def test_settings_before_routing_belong_to_the_listener() -> None:
    # As local.rs:LocalGatewayPolicy has it.
    transformation = pb.TrafficPolicySpec.TransformationPolicy
    header = pb.TrafficPolicySpec.HeaderTransformation(name="x", expression="'1'")
    spec = traffic(phase="GATEWAY", transformation=transformation(request=transformation.Transform(set=[header])))
    local = gateway(policy("early", GATEWAY, traffic=spec))
    assert listener_of(local)["policies"] == {"transformations": {"request": {"set": {"x": "'1'"}}}}
    assert "policies" not in route_of(local)


def test_two_policies_for_one_target_are_told_of() -> None:
    first, second = (
        policy(name, GATEWAY, traffic=traffic(timeout=pb.Timeout(request=time)))
        for name, time in (("a", "1s"), ("b", "2s"))
    )
    local = gateway(second, first)
    assert route_of(local)["policies"] == {"timeout": {"requestTimeout": "1s"}}
    assert texts(local) == [
        "b: a sets the same for one target: agentgateway takes either, this file the first",
    ]


def test_unresolved_authorization_refuses() -> None:
    # ext_authz.rs: a target that is not there denies
    local = gateway(policy("auth", ROUTE, traffic=traffic(ext_authz=pb.TrafficPolicySpec.ExternalAuth())))
    assert route_of(local)["policies"] == {
        "extAuthz": {"invalid": None, "protocol": {"grpc": {}}, "failureMode": "deny"}
    }


def test_what_cannot_be_said_is_told_of() -> None:
    rewrite = traffic(host_rewrite=pb.TrafficPolicySpec.HostRewrite(mode="AUTO"))
    mirrors = pb.RequestMirrors(mirrors=[pb.RequestMirrors.Mirror(backend=SERVICE, percentage=50)] * 3)
    local = gateway(
        policy("rewrite", ROUTE, traffic=rewrite), policy("mirror", ROUTE, traffic=traffic(request_mirror=mirrors))
    )
    assert route_of(local)["policies"] == {"requestMirror": {"backend": {"host": "svc.ns.svc.x:80"}, "percentage": 0.5}}
    assert texts(local) == [
        "mirror: a local file mirrors requests once; 2 more mirrors are left out",
        "rewrite: a local file has no form for hostRewrite",
    ]


def test_expressions_that_do_not_parse_fail_at_run_time() -> None:
    # cel/mod.rs:new_permissive
    rules = pb.TrafficPolicySpec.RBAC(allow=["1 +"])
    local = gateway(policy("bad", ROUTE, traffic=traffic(authorization=rules)))
    (rule,) = route_of(local)["policies"]["authorization"]["rules"]
    assert rule == {"allow": "fail('the expression could not be compiled')"}
    assert texts(local) == [
        "bad: the expression '1 +' does not parse; it fails at run time, as it does with a controller"
    ]


def test_certificates_are_files_beside_it() -> None:
    tls = pb.TLSConfig(cert=proto_bytes(b"C"), private_key=Sensitive(proto_bytes(b"K")), root=proto_bytes(b"R"))
    local = gateway(protocol="HTTPS", tls=tls)
    assert listener_of(local)["tls"] == {"cert": "ns_gw-web.crt", "key": "ns_gw-web.key", "root": "ns_gw-web.ca.crt"}
    assert local.files == {"ns_gw-web.crt": b"C", "ns_gw-web.key": b"K", "ns_gw-web.ca.crt": b"R"}


def test_listeners_without_a_usable_certificate_are_left_out() -> None:
    tls = pb.TLSConfig(cert=proto_bytes(b"invalid"), private_key=proto_bytes(b"invalid"))
    local = gateway(protocol="HTTPS", tls=tls)
    assert local.config["binds"] == [{"port": 80, "listeners": []}]
    assert texts(local) == ["gw: the listener web is left out: its certificate cannot be used"]


def test_dollars_are_doubled() -> None:
    users = pb.TrafficPolicySpec.BasicAuthentication(htpasswd_content=Sensitive("u:$2y$05$x"))
    local = gateway(policy("basic", ROUTE, traffic=traffic(basic_auth=users)))
    assert b"htpasswd: u:$$2y$$05$$x\n" in local_text(local)


def test_hashes_that_crash_agentgateway_are_left_out() -> None:
    users = pb.TrafficPolicySpec.BasicAuthentication(htpasswd_content="u:$apr1$salt$short\nv:{SHA}x")
    local = gateway(policy("basic", ROUTE, traffic=traffic(basic_auth=users)))
    assert route_of(local)["policies"]["basicAuth"] == {"htpasswd": "v:{SHA}x", "mode": "strict"}
    assert texts(local) == ["basic: the user u is left out: agentgateway crashes on the hash"]


def model_backend() -> pb.Backend:
    provider = pb.AIBackend.Provider(
        name="one",
        host_override=pb.AIBackend.HostOverride(host="h", port=8443),
        azureopenai=pb.AIBackend.AzureOpenAI(model="m", host="a.example", api_version="v1"),
    )
    groups = [pb.AIBackend.ProviderGroup(providers=[provider])]
    return pb.Backend(
        key="ns/llm", name=pb.ResourceName(name="llm", namespace="ns"), ai=pb.AIBackend(provider_groups=groups)
    )


def test_settings_of_models_and_their_providers() -> None:
    # binds.rs:internal_backend_policies: the section's own settings go to the provider
    backend = model_backend()
    target = pb.PolicyTarget.BackendTarget(name="llm", namespace="ns", section="one")
    key = pb.BackendAuthPolicy(key=pb.Key(secret=Sensitive("k")))
    to_section = policy("p", pb.PolicyTarget(backend=target), backend=pb.BackendPolicySpec(auth=key))
    aliases = pb.BackendPolicySpec(ai=pb.BackendPolicySpec.Ai(model_aliases={"a": "b"}, routes={"*": "PASSTHROUGH"}))
    ref = pb.RouteBackend(backend=pb.BackendReference(backend="ns/llm"), weight=1)
    local = gateway(pb.Resource(backend=backend), to_section, policy("q", ROUTE, backend=aliases), backends=[ref])
    assert route_of(local)["backends"] == [
        {
            "weight": 1,
            "ai": {
                "name": "one",
                "provider": {"azureOpenAI": {"model": "m", "host": "a.example", "apiVersion": "v1"}},
                "hostOverride": "h:8443",
                "policies": {"backendAuth": {"key": "k"}},
            },
            "policies": {"ai": {"modelAliases": {"a": "b"}, "routes": {"*": "passthrough"}}},
        }
    ]


def test_mcp_targets_are_addresses() -> None:
    # local.rs:McpBackendHost: TLS is a matter of the URL's scheme
    tls = pb.BackendPolicySpec(backend_tls=pb.BackendPolicySpec.BackendTLS(hostname="sni"))
    name = pb.ResourceName(name="m", namespace="ns")
    server = pb.Backend(key="ns/m/t", name=name, static=pb.StaticBackend(host="h", port=443), inline_policies=[tls])
    targets = [
        pb.MCPTarget(name="t", backend=pb.BackendReference(backend="ns/m/t")),
        pb.MCPTarget(name="s", backend=SERVICE, protocol="SSE", path="/x"),
    ]
    whole = pb.Backend(key="ns/m", name=name, mcp=pb.MCPBackend(targets=targets, stateful_mode="STATELESS"))
    ref = pb.RouteBackend(backend=pb.BackendReference(backend="ns/m"), weight=1)
    local = gateway(pb.Resource(backend=server), pb.Resource(backend=whole), backends=[ref])
    assert route_of(local)["backends"] == [
        {
            "weight": 1,
            "mcp": {
                "targets": [
                    {"name": "t", "mcp": {"host": "https://h:443/mcp"}},
                    {"name": "s", "sse": {"host": "svc.ns.svc.x", "port": 80, "path": "/x"}},
                ],
                "statefulMode": "stateless",
                "prefixMode": "conditional",
            },
        }
    ]
    assert texts(local) == ["m: of the TLS settings for the MCP target t these are left out: hostname"]


def test_services_with_settings_have_a_name() -> None:
    target = pb.PolicyTarget(service=pb.PolicyTarget.ServiceTarget(namespace="ns", hostname="svc.ns.svc.x", port=80))
    http2 = pb.BackendPolicySpec(backend_http=pb.BackendPolicySpec.BackendHTTP(version="HTTP2"))
    tracing = pb.FrontendPolicySpec(tracing=pb.FrontendPolicySpec.Tracing(provider_backend=SERVICE, protocol="GRPC"))
    local = gateway(policy("h", target, backend=http2), policy("t", GATEWAY, frontend=tracing))
    assert local.config["frontendPolicies"] == {"tracing": {"backend": "/svc.ns.svc.x.80", "protocol": "grpc"}}
    named = {"name": "svc.ns.svc.x.80", "host": "svc.ns.svc.x:80", "policies": {"http": {"version": "HTTP/2.0"}}}
    assert local.config["backends"] == [named]


@pytest.mark.skipif(not schema_available(), reason="no schema of agentgateway v0.11.1")
def test_agentgateway_loads_it() -> None:
    spec = traffic(retry=pb.Retry(attempts=300), local_rate_limit=None)
    ref = pb.RouteBackend(backend=pb.BackendReference(backend="ns/llm"), weight=1)
    local = gateway(pb.Resource(backend=model_backend()), policy("p", ROUTE, traffic=spec), backends=[ref])
    assert problems(local_text(local).decode()) == []
    assert route_of(local)["policies"]["retry"] == {"attempts": 44, "codes": []}
