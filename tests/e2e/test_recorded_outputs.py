"""Upstream's recorded outputs, served by a real Envoy: what each promises is what a request meets."""

from __future__ import annotations

import ssl
from collections import Counter
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.e2e.backends import GrpcBackend, HttpBackend, TcpBackend
from tests.e2e.certificates import authority, client_context, issued, server_context
from tests.e2e.clients import exchange, grpc_call, request
from tests.e2e.proxy import serve, service
from tests.envoy.goldens import golden_resources

OUTPUTS = "pkg/kgateway/translator/gateway/testutils/outputs"


def test_delegated_routes(upstream: Path, envoy: Path) -> None:
    resources = golden_resources(upstream / OUTPUTS / "delegation/basic.yaml")
    with HttpBackend("child") as child, HttpBackend("parent") as parent:
        clusters = {service("svc-a", 8080, "a"): child.port, service("example-svc", 80, "infra"): parent.port}
        with serve(resources, clusters, envoy) as proxy:
            port = proxy.ports["listener~80"]
            assert request(port, "/a/1/x?q=1").backend == "child"
            assert request(port, "/a/10").backend == "parent"
            assert request(port, "/", host="elsewhere.example").status == 404
    assert child.received[0].target == "/a/1/x?q=1"
    assert child.received[0].headers["host"] == ["example.com"]


def test_redirect(upstream: Path, envoy: Path) -> None:
    resources = golden_resources(upstream / OUTPUTS / "http-routing/request-redirect.yaml")
    with serve(resources, {}, envoy) as proxy:
        reply = request(proxy.ports["listener~8080"], "/rule0/x", host="gwapi.com")
        assert (reply.status, reply.headers["location"]) == (302, ["http://gwapi.com:8080/rule0/x"])
        assert request(proxy.ports["listener~8080"], "/rule0", host="invalid-code-char.com").status == 500


def test_a_missing_backend_answers_500(upstream: Path, envoy: Path) -> None:
    resources = golden_resources(upstream / OUTPUTS / "http-routing-missing-backend.yaml")
    with serve(resources, {}, envoy) as proxy:
        (port,) = proxy.ports.values()
        assert request(port, host="example.com").status == 500


def test_https_by_server_name(upstream: Path, envoy: Path) -> None:
    resources = golden_resources(upstream / OUTPUTS / "https-routing-proxy.yaml")
    trusting = ssl.create_default_context()
    trusting.check_hostname = False
    trusting.verify_mode = ssl.CERT_NONE
    with HttpBackend("web") as web, serve(resources, {service("example-svc", 80): web.port}, envoy) as proxy:
        port = proxy.ports["listener~443"]
        reply = request(port, host="second-example.org", tls=trusting)
        assert reply.backend == "web"
        assert reply.echo["headers"]["x-forwarded-proto"] == ["https"]
        assert request(port, host="example.com", sni="second-example.org", tls=trusting).status == 404


def test_tls_passthrough(upstream: Path, envoy: Path, tmp_path: Path) -> None:
    resources = golden_resources(upstream / OUTPUTS / "tls-routing/basic-proxy.yaml")
    ca = authority()
    server = server_context(issued(ca, "example.com"), tmp_path)
    with (
        HttpBackend("secure", tls=server) as secure,
        serve(resources, {service("example-tls-svc", 443): secure.port}, envoy) as proxy,
    ):
        port = proxy.ports["listener~8443"]
        reply = request(port, tls=client_context(ca, tmp_path))
        assert (reply.backend, reply.echo["sni"]) == ("secure", "example.com")
        with pytest.raises((ssl.SSLError, ConnectionError)):
            request(port, sni="other.example", tls=client_context(ca, tmp_path))


def test_tcp_shares(upstream: Path, envoy: Path) -> None:
    resources = golden_resources(upstream / OUTPUTS / "tcp-routing/multi-backend-proxy.yaml")
    with ExitStack() as stack:
        one, two = (stack.enter_context(TcpBackend(name)) for name in ("one", "two"))
        clusters = {service("example-tcp-svc-1", 8080): one.port, service("example-tcp-svc-2", 8081): two.port}
        proxy = stack.enter_context(serve(resources, clusters, envoy))
        answers = Counter(exchange(proxy.ports["listener~8080"], b"hi") for _ in range(100))
    assert answers.keys() == {b"one:hi", b"two:hi"}
    assert 45 <= answers[b"one:hi"] <= 85


def test_grpc_headers_reach_the_backend(upstream: Path, envoy: Path) -> None:
    grpc = pytest.importorskip("grpc")
    resources = golden_resources(upstream / OUTPUTS / "grpc-routing/basic-proxy.yaml")
    with (
        GrpcBackend("greeter") as greeter,
        serve(resources, {service("example-grpc-svc", 9000): greeter.port}, envoy) as proxy,
    ):
        port = proxy.ports["listener~8090"]
        account = grpc_call(port, "/example.grpc.Service/ExampleMethod", metadata={"x-trace": "1"})
        assert account["backend"] == "greeter"
        assert account["headers"]["x-trace"] == ["1"]
        with pytest.raises(grpc.RpcError):
            grpc_call(port, "/example.grpc.Service/Other")
