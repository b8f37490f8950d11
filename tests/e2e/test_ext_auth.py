"""External authorization by HTTP in the real Envoy: who is asked, with what, and what happens when nobody answers."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import ExitStack
from functools import partial
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from kgwctl.envoy.binary import Server
from tests.e2e.backends import HttpBackend, Received
from tests.e2e.clients import Reply, request
from tests.e2e.manifests import at, route, served, services, traffic_policy


class Door(HttpBackend):
    """Lets in who says so, and names them to the backend."""

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        headers: dict[str, list[str]] = {}
        for key, value in handler.headers.items():
            headers.setdefault(key.lower(), []).append(value)
        body = handler.rfile.read(int(handler.headers.get("content-length") or 0))
        self.received.append(Received(handler.command, handler.path, headers, body))
        user = handler.headers.get("x-user", "")
        refusal = b"" if user else b"who are you?"
        handler.send_response(200 if user else 401)
        handler.send_header("content-length", str(len(refusal)))
        handler.send_header("x-checked", user.upper())
        handler.send_header("x-secret", "stays here")
        handler.end_headers()
        handler.wfile.write(refusal)


def extension(name: str, spec: str) -> str:
    return (
        "---\napiVersion: gateway.kgateway.dev/v1alpha1\nkind: GatewayExtension\n"
        f"metadata: {{name: {name}}}\nspec: {{extAuth: {{{spec}}}}}\n"
    )


def uses(name: str, more: str = "") -> str:
    return f"extAuth: {{extensionRef: {{name: {name}}}{more}}}"


CHECK = (
    "httpService: {backendRef: {name: door, port: 80}, pathPrefix: /check,"
    " authorizationRequest: {headersToAdd: {x-from: edge}},"
    " authorizationResponse: {headersToBackend: [x-checked]}},"
    " headersToForward: [x-user]"
)
NOBODY = "httpService: {backendRef: {name: nobody, port: 80}, requestTimeout: 1s}"
MANIFESTS = (
    """
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: gw}
spec:
  gatewayClassName: kgateway
  listeners:
  - {name: http, port: 80, protocol: HTTP}
  - {name: other, port: 81, protocol: HTTP}
"""
    + services("web", "door", "nobody")
    + extension("door", CHECK)
    + extension("strict", f"{NOBODY}, statusOnError: 503")
    + extension("lenient", f"{NOBODY}, failOpen: true")
    + traffic_policy("everybody", "kind: Gateway, name: gw, sectionName: http", uses("door"))
    + route("shop", at("/shop"))
    + route("open", at("/open"))
    + traffic_policy("open", "kind: HTTPRoute, name: open", "extAuth: {disable: {}}")
    + route("upload", at("/upload"))
    + traffic_policy("upload", "kind: HTTPRoute, name: upload", uses("door", ", withRequestBody: {maxRequestBytes: 8}"))
    + route("free", at("/free"), listener="other")
    + route("strict", at("/strict"), listener="other")
    + traffic_policy("strict", "kind: HTTPRoute, name: strict", uses("strict"))
    + route("lenient", at("/lenient"), listener="other")
    + traffic_policy("lenient", "kind: HTTPRoute, name: lenient", uses("lenient"))
)


def closed_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as nobody:
        return int(nobody.getsockname()[1])


class Site:
    """The proxy, and the service that it asks."""

    def __init__(self, proxy: Server, door: Door) -> None:
        self.proxy = proxy
        self.door = door

    def ask(
        self, target: str, user: str = "", *, listener: int = 80, method: str = "GET", body: bytes | None = None
    ) -> Reply:
        headers = {"x-user": user, "x-other": "kept"} if user else {}
        return request(self.proxy.ports[f"listener~{listener}"], target, method=method, headers=headers, body=body)


@pytest.fixture(scope="module")
def running(envoy: Path) -> Iterator[Site]:
    with ExitStack() as stack:
        web, door = stack.enter_context(HttpBackend("web")), stack.enter_context(Door("door"))
        ports = {"web": web.port, "door": door.port, "nobody": closed_port()}
        yield Site(stack.enter_context(served(MANIFESTS, ports, envoy)), door)


@pytest.fixture
def site(running: Site) -> Site:
    running.door.received.clear()
    return running


def test_the_service_refuses_in_its_own_words(site: Site) -> None:
    reply = site.ask("/shop/books")
    assert (reply.status, reply.body) == (401, b"who are you?")


def test_the_service_lets_in_and_tells_the_backend_what_it_may(site: Site) -> None:
    reply = site.ask("/shop/books?page=2", "ada")
    assert reply.status == 200
    headers = reply.echo["headers"]
    assert headers["x-checked"] == ["ADA"]
    assert "x-secret" not in headers
    assert headers["x-other"] == ["kept"]
    (question,) = site.door.received
    assert (question.method, question.target) == ("GET", "/check/shop/books?page=2")
    assert question.headers["x-from"] == ["edge"]
    assert question.headers["x-user"] == ["ada"]
    assert "x-other" not in question.headers


def test_a_route_may_disable_it(site: Site) -> None:
    assert site.ask("/open").status == 200
    assert not site.door.received


def test_a_route_may_send_its_bodies(site: Site) -> None:
    upload = partial(site.ask, "/upload", "ada", method="POST")
    assert upload(body=b"12345678").status == 200
    assert site.door.received[-1].body == b"12345678"
    assert upload(body=b"123456789").status == 413
    assert site.ask("/shop", "ada", method="POST", body=b"123456789").status == 200
    assert site.door.received[-1].body == b""


def test_other_listeners_are_not_asked_for(site: Site) -> None:
    assert site.ask("/free", listener=81).status == 200
    assert not site.door.received


def test_what_happens_when_nobody_answers(site: Site) -> None:
    assert site.ask("/strict", "ada", listener=81).status == 503
    assert site.ask("/lenient", listener=81).status == 200
