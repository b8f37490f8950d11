"""Requests to a proxy on loopback, and what came back."""

from __future__ import annotations

import json
import socket
import ssl
from collections.abc import Mapping
from http.client import HTTPConnection
from typing import Any, NamedTuple

LOOPBACK = "127.0.0.1"
TIMEOUT = 10.0


class Reply(NamedTuple):
    """An answer. Header names are in lower case; of repeated headers every value is kept."""

    status: int
    headers: dict[str, list[str]]
    body: bytes

    @property
    def echo(self) -> dict[str, Any]:
        """The account a backend gave of the request."""
        account: dict[str, Any] = json.loads(self.body)
        return account

    @property
    def backend(self) -> str:
        """The name of the backend that answered."""
        return str(self.echo["backend"])


def request(
    port: int,
    target: str = "/",
    *,
    host: str = "example.com",
    method: str = "GET",
    headers: Mapping[str, str] | None = None,
    body: bytes | None = None,
    tls: ssl.SSLContext | None = None,
    sni: str | None = None,
) -> Reply:
    """One HTTP/1.1 request on a connection of its own; over TLS where ``tls`` is given, with ``sni`` or ``host``."""
    connection = HTTPConnection(LOOPBACK, port, timeout=TIMEOUT)
    try:
        if tls is not None:
            connection.sock = connect(port, tls=tls, sni=sni or host)
        connection.request(method, target, body=body, headers={"Host": host, **(headers or {})})
        response = connection.getresponse()
        found: dict[str, list[str]] = {}
        for key, value in response.getheaders():
            found.setdefault(key.lower(), []).append(value)
        return Reply(response.status, found, response.read())
    finally:
        connection.close()


def connect(port: int, *, tls: ssl.SSLContext | None = None, sni: str | None = None) -> socket.socket:
    """A connection, through TLS where ``tls`` is given. Raises :class:`ssl.SSLError` when that fails."""
    raw = socket.create_connection((LOOPBACK, port), timeout=TIMEOUT)
    if tls is None:
        return raw
    try:
        return tls.wrap_socket(raw, server_hostname=sni)
    except BaseException:
        raw.close()
        raise


def exchange(port: int, data: bytes, *, tls: ssl.SSLContext | None = None, sni: str | None = None) -> bytes:
    """Send ``data`` and return the first bytes that come back (none where the connection is closed)."""
    with connect(port, tls=tls, sni=sni) as connection:
        connection.sendall(data)
        try:
            return connection.recv(65536)
        except ConnectionResetError:
            return b""


def grpc_call(
    port: int, method: str, *, authority: str = "example.com", metadata: Mapping[str, str] | None = None
) -> Any:
    """One unary gRPC call in plain text: the backend's account. Raises ``grpc.RpcError``."""
    import grpc

    options = (("grpc.default_authority", authority), ("grpc.enable_http_proxy", 0))
    with grpc.insecure_channel(f"{LOOPBACK}:{port}", options=options) as channel:
        call = channel.unary_unary(method)
        return json.loads(call(b"", timeout=TIMEOUT, metadata=tuple((metadata or {}).items())))
