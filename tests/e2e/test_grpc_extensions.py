"""Extensions that are called by gRPC, in the real Envoy: what an authorization and a rate limit service are asked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Self

import pytest

from kgwctl.envoy.binary import Server
from tests.e2e.backends import LOOPBACK, HttpBackend
from tests.e2e.clients import Reply, request
from tests.e2e.manifests import at, route, served, services, traffic_policy

grpc = pytest.importorskip("grpc")
auth = pytest.importorskip("envoy.service.auth.v3.external_auth_pb2")
rls = pytest.importorskip("envoy.service.ratelimit.v3.rls_pb2")

CHECK = "/envoy.service.auth.v3.Authorization/Check"
SHOULD_RATE_LIMIT = "/envoy.service.ratelimit.v3.RateLimitService/ShouldRateLimit"
PERMISSION_DENIED = 7


class Services:
    """Answers checks by a header, and counts to two for each descriptor. ``asked`` has the questions in order."""

    def __init__(self) -> None:
        self.asked: list[Any] = []
        self._counts: dict[str, int] = {}
        self._server = grpc.server(ThreadPoolExecutor(2), handlers=(self._handler(),))
        self.port: int = self._server.add_insecure_port(f"{LOOPBACK}:0")

    def __enter__(self) -> Self:
        self._server.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.stop(None)

    def check(self, data: bytes) -> bytes:
        question = auth.CheckRequest.FromString(data)
        self.asked.append(question)
        answer = auth.CheckResponse()
        if question.attributes.request.http.headers.get("x-user"):
            answer.ok_response.SetInParent()
        else:
            answer.status.code = PERMISSION_DENIED
            answer.denied_response.body = "who are you?"
        return bytes(answer.SerializeToString())

    def limit(self, data: bytes) -> bytes:
        question = rls.RateLimitRequest.FromString(data)
        self.asked.append(question)
        key = str(question.descriptors)
        self._counts[key] = self._counts.get(key, 0) + 1
        codes = rls.RateLimitResponse
        return bytes(codes(overall_code=codes.OK if self._counts[key] <= 2 else codes.OVER_LIMIT).SerializeToString())

    def _handler(self) -> Any:
        answers: dict[str, Callable[[bytes], bytes]] = {CHECK: self.check, SHOULD_RATE_LIMIT: self.limit}

        class Handler(grpc.GenericRpcHandler):  # type: ignore[misc]
            def service(self, call: Any) -> Any:
                answer = answers[call.method]
                return grpc.unary_unary_rpc_method_handler(lambda data, _context: answer(data))

        return Handler()


def extension(name: str, spec: str) -> str:
    return (
        "---\napiVersion: gateway.kgateway.dev/v1alpha1\nkind: GatewayExtension\n"
        f"metadata: {{name: {name}}}\nspec: {{{spec}}}\n"
    )


def service(name: str, port: str) -> str:
    return f"---\napiVersion: v1\nkind: Service\nmetadata: {{name: {name}}}\nspec: {{ports: [{{port: 80{port}}}]}}\n"


def called(name: str) -> str:
    return f"grpcService: {{backendRef: {{name: {name}, port: 80}}, requestTimeout: 2s}}"


ENTRIES = "entries: [{type: Generic, generic: {key: shop, value: books}}, {type: Header, header: x-user}]"
MANIFESTS = (
    """
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: gw}
spec:
  gatewayClassName: kgateway
  listeners:
  - {name: http, port: 80, protocol: HTTP}
"""
    + services("web")
    + service("spoken", ", appProtocol: kubernetes.io/h2c")
    + service("unspoken", "")
    + extension("door", f"extAuth: {{{called('spoken')}}}")
    + extension("lost", f"extAuth: {{{called('unspoken')}}}")
    + extension("counter", f"rateLimit: {{domain: shop, timeout: 2s, failOpen: false, {called('spoken')}}}")
    + route("checked", at("/checked"))
    + traffic_policy(
        "checked", "kind: HTTPRoute, name: checked", "extAuth: {extensionRef: {name: door}, contextExtensions: {a: b}}"
    )
    + route("lost", at("/lost"))
    + traffic_policy("lost", "kind: HTTPRoute, name: lost", "extAuth: {extensionRef: {name: lost}}")
    + route("counted", at("/counted"))
    + traffic_policy(
        "counted",
        "kind: HTTPRoute, name: counted",
        f"rateLimit: {{global: {{extensionRef: {{name: counter}}, descriptors: [{{{ENTRIES}}}]}}}}",
    )
    + route("joined", at("/joined"))
    + traffic_policy(
        "joined",
        "kind: HTTPRoute, name: joined",
        "rateLimit: {global: {extensionRef: {name: counter}, "
        f"descriptors: [{{{ENTRIES}}}, {{entries: [{{type: Path}}, {{type: RemoteAddress}}]}}]}}}}",
    )
)


class Site:
    """The proxy, and the services that it asks."""

    def __init__(self, proxy: Server, services: Services) -> None:
        self.proxy = proxy
        self.services = services

    def ask(self, target: str, user: str = "") -> Reply:
        return request(self.proxy.ports["listener~80"], target, headers={"x-user": user} if user else {})


@pytest.fixture(scope="module")
def running(envoy: Path) -> Iterator[Site]:
    with ExitStack() as stack:
        web, asked = stack.enter_context(HttpBackend("web")), stack.enter_context(Services())
        ports = {"web": web.port, "spoken": asked.port, "unspoken": asked.port}
        yield Site(stack.enter_context(served(MANIFESTS, ports, envoy)), asked)


@pytest.fixture
def site(running: Site) -> Site:
    running.services.asked.clear()
    return running


def entries(question: Any) -> list[list[tuple[str, str]]]:
    return [[(entry.key, entry.value) for entry in one.entries] for one in question.descriptors]


def test_an_authorization_service_is_asked(site: Site) -> None:
    refused = site.ask("/checked")
    assert (refused.status, refused.body) == (403, b"who are you?")
    assert site.ask("/checked", "ada").status == 200
    assert dict(site.services.asked[-1].attributes.context_extensions) == {"a": "b"}


def test_a_service_that_does_not_say_that_it_speaks_http2_is_not_reached(site: Site) -> None:
    assert site.ask("/lost", "ada").status == 403
    assert not site.services.asked


def test_requests_are_counted_by_descriptor(site: Site) -> None:
    assert [site.ask("/counted", "ada").status for _ in range(3)] == [200, 200, 429]
    assert site.ask("/counted", "bob").status == 200
    question = site.services.asked[0]
    assert question.domain == "shop"
    assert entries(question) == [[("shop", "books"), ("x-user", "ada")]]


def test_a_request_without_the_header_is_not_counted(site: Site) -> None:
    assert site.ask("/counted").status == 200
    assert not site.services.asked


def test_several_descriptors_arrive_as_one(site: Site) -> None:
    assert site.ask("/joined", "ada").status == 200
    (question,) = site.services.asked
    assert entries(question) == [
        [("shop", "books"), ("x-user", "ada"), ("path", "/joined"), ("remote_address", LOOPBACK)]
    ]
