"""Routing from manifests through the real Envoy: every protocol, delegation, redirects, weights."""

from __future__ import annotations

import ssl
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

import pytest

from kgwctl.envoy.binary import Server
from tests.e2e.backends import GrpcBackend, HttpBackend, TcpBackend
from tests.e2e.certificates import Certificate, authority, client_context, issued, server_context
from tests.e2e.clients import Reply, exchange, grpc_call, request
from tests.e2e.manifests import at, route, served, services, traffic_policy

NAMES = ("web", "canary", "child", "shadow")
HEADERS = (
    "matches: [{path: {type: PathPrefix, value: /headers}}], backendRefs: [{name: web, port: 80, filters: ["
    "{type: ResponseHeaderModifier, responseHeaderModifier: {add: [{name: x-from, value: backend}]}}]}], filters: ["
    "{type: RequestHeaderModifier, requestHeaderModifier: {set: [{name: x-a, value: set}], remove: [x-b]}}]"
)
MATCHES = """matches: [
  {path: {type: Exact, value: /match}, method: PUT},
  {path: {type: RegularExpression, value: '/match/[0-9]+'}, headers: [{name: x-kind, value: special}]},
  {path: {type: PathPrefix, value: /match/q}, queryParams: [{name: v, value: '2'}]}],
  backendRefs: [{name: canary, port: 80}]"""
WEIGHTS = """matches: [{path: {type: PathPrefix, value: /weights}}],
  backendRefs: [
  {name: web, port: 80, weight: 3}, {name: canary, port: 80, weight: 1}, {name: child, port: 80, weight: 0}]"""
REDIRECT = """matches: [{path: {type: PathPrefix, value: /old}}],
  filters: [{type: RequestRedirect, requestRedirect: {scheme: https, hostname: new.example.com, statusCode: 301,
  path: {type: ReplacePrefixMatch, replacePrefixMatch: /new}}}]"""
REWRITE = """matches: [{path: {type: PathPrefix, value: /outer}}], backendRefs: [{name: web, port: 80}],
  filters: [{type: URLRewrite, urlRewrite: {hostname: inner.example.com,
  path: {type: ReplacePrefixMatch, replacePrefixMatch: /in}}}]"""
MIRROR = """matches: [{path: {type: PathPrefix, value: /mirror}}], backendRefs: [{name: web, port: 80}],
  filters: [{type: RequestMirror, requestMirror: {backendRef: {name: shadow, port: 80}}}]"""
DELEGATES = """matches: [{path: {type: PathPrefix, value: /team}}],
  backendRefs: [{group: gateway.networking.k8s.io, kind: HTTPRoute, name: child}]"""


def indented(pem: str) -> str:
    return pem.strip().replace("\n", "\n    ")


def manifests(certificate: Certificate) -> str:
    return (
        f"""
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {{name: gw}}
spec:
  gatewayClassName: kgateway
  listeners:
  - {{name: http, port: 80, protocol: HTTP}}
  - {{name: one, port: 443, protocol: HTTPS, hostname: one.example.com, tls: {{certificateRefs: [{{name: cert}}]}}}}
  - {{name: wild, port: 443, protocol: HTTPS, hostname: "*.example.com", tls: {{certificateRefs: [{{name: cert}}]}}}}
  - {{name: through, port: 8443, protocol: TLS, hostname: one.example.com, tls: {{mode: Passthrough}}}}
  - {{name: tcp, port: 9000, protocol: TCP}}
---
apiVersion: v1
kind: Secret
metadata: {{name: cert}}
type: kubernetes.io/tls
stringData:
  tls.crt: |
    {indented(certificate.certificate)}
  tls.key: |
    {indented(certificate.key)}
---
apiVersion: gateway.networking.k8s.io/v1
kind: GRPCRoute
metadata: {{name: grpc}}
spec:
  parentRefs: [{{name: gw, sectionName: http}}]
  hostnames: [grpc.example.com]
  rules:
  - matches: [{{method: {{service: shop.Cart, method: Add}}, headers: [{{name: x-trace, value: "1"}}]}}]
    filters: [{{type: RequestHeaderModifier, requestHeaderModifier: {{add: [{{name: x-added, value: by-route}}]}}}}]
    backendRefs: [{{name: cart, port: 80}}]
---
apiVersion: gateway.networking.k8s.io/v1alpha2
kind: TLSRoute
metadata: {{name: through}}
spec:
  parentRefs: [{{name: gw, sectionName: through}}]
  hostnames: [one.example.com]
  rules: [{{backendRefs: [{{name: secure, port: 80}}]}}]
---
apiVersion: gateway.networking.k8s.io/v1alpha2
kind: TCPRoute
metadata: {{name: tcp}}
spec:
  parentRefs: [{{name: gw, sectionName: tcp}}]
  rules: [{{backendRefs: [{{name: echo, port: 80}}]}}]
"""
        + services(*NAMES, "secure", "echo")
        + services("cart").replace("port: 80", "port: 80, appProtocol: kubernetes.io/h2c")
        + route("paths", at("/"), HEADERS, MATCHES, WEIGHTS, REDIRECT, REWRITE, MIRROR, DELEGATES)
        + route(
            "child", at("/team/a", "child"), parent="{group: gateway.networking.k8s.io, kind: HTTPRoute, name: paths}"
        )
        + route("host", at("/", "canary"), hostname="canary.example.com")
        + route("missing", at("/", "nowhere"), hostname="missing.example.com")
        + route("secure-one", at("/", "web"), listener="one")
        + route("secure-wild", at("/", "canary"), listener="wild")
        # What the parent of a delegated route says holds for its children.
        + traffic_policy(
            "team", "kind: HTTPRoute, name: paths", "headerModifiers: {response: {set: [{name: x-of, value: parent}]}}"
        )
    )


class Site(NamedTuple):
    """The proxy, some of the backends behind it, and a client's trust in its certificates."""

    proxy: Server
    shadow: HttpBackend
    tls: ssl.SSLContext

    def port(self, listener: int) -> int:
        return self.proxy.ports[f"listener~{listener}"]

    def get(self, target: str, **options: object) -> Reply:
        return request(self.port(80), target, **options)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def site(envoy: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder, ca = tmp_path_factory.mktemp("tls"), authority()
    certificate = issued(ca, "one.example.com", "*.example.com")
    with ExitStack() as stack:
        backends = {name: stack.enter_context(HttpBackend(name)) for name in NAMES}
        others: list[HttpBackend | TcpBackend | GrpcBackend] = [
            HttpBackend("secure", tls=server_context(issued(ca, "one.example.com"), folder)),
            TcpBackend("echo"),
        ]
        if find_spec("grpc") is not None:
            others.append(GrpcBackend("cart"))
        ports = {one.name: stack.enter_context(one).port for one in others}
        ports |= {name: backend.port for name, backend in backends.items()}
        proxy = stack.enter_context(served(manifests(certificate), ports, envoy))
        yield Site(proxy, backends["shadow"], client_context(ca, folder))


def test_hostnames(site: Site) -> None:
    assert site.get("/x", host="anything.example").backend == "web"
    assert site.get("/x", host="canary.example.com").backend == "canary"
    assert site.get("/x", host="canary.example.com:8080").backend == "canary"


def test_a_missing_backend_answers_500(site: Site) -> None:
    assert site.get("/", host="missing.example.com").status == 500


@pytest.mark.parametrize(
    ("target", "method", "headers", "backend"),
    [
        ("/match", "PUT", {}, "canary"),
        ("/match", "GET", {}, "web"),
        ("/match/", "PUT", {}, "web"),
        ("/match/42", "GET", {"x-kind": "special"}, "canary"),
        ("/match/42", "GET", {"x-kind": "usual"}, "web"),
        ("/match/42/x", "GET", {"x-kind": "special"}, "web"),
        ("/match/q/x?v=2", "GET", {}, "canary"),
        ("/match/q?v=1", "GET", {}, "web"),
        ("/match/queue?v=2", "GET", {}, "web"),
    ],
)
def test_matches(site: Site, target: str, method: str, headers: dict[str, str], backend: str) -> None:
    assert site.get(target, method=method, headers=headers).backend == backend


def test_header_modifiers(site: Site) -> None:
    reply = site.get("/headers", headers={"x-a": "own", "x-b": "own"})
    assert reply.echo["headers"]["x-a"] == ["set"]
    assert "x-b" not in reply.echo["headers"]
    assert reply.headers["x-from"] == ["backend"]


def test_weights(site: Site) -> None:
    answers = Counter(site.get("/weights").backend for _ in range(200))
    assert answers.keys() == {"web", "canary"}
    assert 120 <= answers["web"] <= 180


def test_redirect(site: Site) -> None:
    reply = site.get("/old/page?q=1")
    assert (reply.status, reply.headers["location"]) == (301, ["https://new.example.com:443/new/page?q=1"])


def test_rewrite(site: Site) -> None:
    echo = site.get("/outer/page?q=1").echo
    assert (echo["target"], echo["headers"]["host"]) == ("/in/page?q=1", ["inner.example.com"])


def test_mirror(site: Site) -> None:
    assert site.get("/mirror").backend == "web"
    assert site.shadow.wait_for(1)[0].target == "/mirror"


def test_delegation(site: Site) -> None:
    reply = site.get("/team/a/x")
    assert (reply.backend, reply.headers["x-of"]) == ("child", ["parent"])
    assert site.get("/team/b").backend == "web"


def test_https_by_server_name(site: Site) -> None:
    port = site.port(443)
    reply = request(port, host="one.example.com", tls=site.tls)
    assert reply.backend == "web"
    assert reply.echo["headers"]["x-forwarded-proto"] == ["https"]
    assert request(port, host="two.example.com", tls=site.tls).backend == "canary"
    with pytest.raises((ssl.SSLError, ConnectionError)):
        request(port, host="example.org", tls=site.tls)


def test_tls_passthrough(site: Site) -> None:
    reply = request(site.port(8443), host="one.example.com", tls=site.tls)
    assert (reply.backend, reply.echo["sni"]) == ("secure", "one.example.com")


def test_tcp(site: Site) -> None:
    assert exchange(site.port(9000), b"hello") == b"echo:hello"


def test_grpc_headers(site: Site) -> None:
    grpc = pytest.importorskip("grpc")
    call = {"authority": "grpc.example.com", "metadata": {"x-trace": "1"}}
    account = grpc_call(site.port(80), "/shop.Cart/Add", **call)
    assert (account["backend"], account["headers"]["x-added"]) == ("cart", ["by-route"])
    for method, metadata in (("/shop.Cart/Add", {}), ("/shop.Cart/Remove", {"x-trace": "1"})):
        with pytest.raises(grpc.RpcError):
            grpc_call(site.port(80), method, authority="grpc.example.com", metadata=metadata)
