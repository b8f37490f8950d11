"""The kit itself: backends tell the truth, and stop."""

from __future__ import annotations

import socket
import ssl
from pathlib import Path

import pytest

from tests.e2e.backends import HttpBackend, TcpBackend
from tests.e2e.certificates import authority, client_context, issued, server_context
from tests.e2e.clients import exchange, request


def test_an_http_backend_describes_the_request() -> None:
    with HttpBackend("web", statuses=(503,)) as web:
        first = request(web.port, "/p?q", host="a.example", method="POST", headers={"X-A": "1"}, body=b"hello")
        assert first.status == 503
        assert first.backend == "web"
        assert (first.echo["method"], first.echo["target"], first.echo["body"]) == ("POST", "/p?q", "hello")
        assert first.echo["headers"]["x-a"] == ["1"]
        assert request(web.port).status == 200
    assert [received.target for received in web.received] == ["/p?q", "/"]


def test_a_tls_backend_sees_the_server_name(tmp_path: Path) -> None:
    ca = authority()
    with TcpBackend("t", tls=server_context(issued(ca, "a.example"), tmp_path)) as backend:
        assert exchange(backend.port, b"x", tls=client_context(ca, tmp_path), sni="a.example") == b"t:x"
    assert backend.received[0].sni == "a.example"


def test_a_tls_backend_can_insist_on_a_client_certificate(tmp_path: Path) -> None:
    ca = authority()
    context = server_context(issued(ca, "a.example"), tmp_path, client_ca=ca)
    with TcpBackend("t", tls=context) as backend:
        me = client_context(ca, tmp_path, issued(ca, "me"))
        assert exchange(backend.port, b"x", tls=me, sni="a.example") == b"t:x"
        assert not _answers(backend.port, client_context(ca, tmp_path))


def test_a_backend_stops() -> None:
    with HttpBackend("web") as web:
        pass
    with pytest.raises(ConnectionRefusedError), socket.create_connection(("127.0.0.1", web.port), timeout=1):
        pytest.fail("nothing must listen")


def _answers(port: int, tls: ssl.SSLContext) -> bool:
    try:
        return bool(exchange(port, b"x", tls=tls, sni="a.example"))
    except OSError:
        return False
