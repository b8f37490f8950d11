"""Small servers on loopback that tell what reached them. Each runs in a thread while its ``with`` block does."""

from __future__ import annotations

import json
import socketserver
import ssl
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple, Self

LOOPBACK = "127.0.0.1"
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")


class Received(NamedTuple):
    """One request (or, for TCP, one chunk): what the backend saw of it. Header names are in lower case."""

    method: str = ""
    target: str = ""
    headers: dict[str, list[str]] = {}  # noqa: RUF012 - never changed
    body: bytes = b""
    sni: str | None = None


class Backend:
    """A server thread: ``port`` is free until the block is entered, ``received`` lists what came in order."""

    def __init__(self, name: str, server: socketserver.TCPServer, tls: ssl.SSLContext | None) -> None:
        self.name = name
        self.received: list[Received] = []
        self.port: int = server.server_address[1]
        self.sni: str | None = None
        self._server = server
        if tls is not None:
            tls.sni_callback = self._note_sni
            server.socket = tls.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def wait_for(self, count: int, seconds: float = 5.0) -> list[Received]:
        """What was received, once there are ``count`` of it: for what no answer tells of."""
        deadline = time.monotonic() + seconds
        while len(self.received) < count and time.monotonic() < deadline:
            time.sleep(0.01)
        return self.received

    def _note_sni(self, _socket: Any, name: str | None, _context: ssl.SSLContext) -> None:
        self.sni = name


class HttpBackend(Backend):
    """HTTP/1.1: answers every request with a JSON account of it.

    ``statuses`` are given to the first requests, in order; later ones get 200.
    """

    def __init__(self, name: str, *, tls: ssl.SSLContext | None = None, statuses: tuple[int, ...] = ()) -> None:
        self.statuses = list(statuses)
        backend = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def answer(self) -> None:
                backend.answer(self)

            def log_message(self, format: str, *args: Any) -> None:
                """Keep the test's output clean."""

        for method in METHODS:
            setattr(Handler, f"do_{method}", Handler.answer)
        super().__init__(name, _HttpServer((LOOPBACK, 0), Handler), tls)

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        """Record the request and describe it to the client."""
        headers: dict[str, list[str]] = {}
        for key, value in handler.headers.items():
            headers.setdefault(key.lower(), []).append(value)
        body = _body(handler)
        request = Received(handler.command, handler.path, headers, body, self.sni)
        self.received.append(request)
        text = json.dumps({"backend": self.name, **request._asdict(), "body": body.decode("latin-1")}).encode()
        handler.send_response(self.statuses.pop(0) if self.statuses else 200)
        handler.send_header("content-type", "application/json")
        handler.send_header("content-length", str(len(text)))
        handler.end_headers()
        if handler.command != "HEAD":
            handler.wfile.write(text)


def _body(handler: BaseHTTPRequestHandler) -> bytes:
    if handler.headers.get("transfer-encoding") != "chunked":
        return handler.rfile.read(int(handler.headers.get("content-length") or 0))
    chunks = []
    while size := int(handler.rfile.readline(), 16):
        chunks.append(handler.rfile.read(size))
        handler.rfile.readline()
    handler.rfile.readline()
    return b"".join(chunks)


class _HttpServer(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A connection the proxy gave up is not news."""


class _TcpServer(socketserver.ThreadingTCPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A connection the proxy gave up is not news."""


class TcpBackend(Backend):
    """Plain or TLS connections: sends every chunk back with the backend's name before it."""

    def __init__(self, name: str, *, tls: ssl.SSLContext | None = None) -> None:
        backend = self

        class Handler(socketserver.BaseRequestHandler):
            def handle(self) -> None:
                while chunk := self.request.recv(65536):
                    backend.received.append(Received(body=chunk, sni=backend.sni))
                    self.request.sendall(f"{backend.name}:".encode() + chunk)

        super().__init__(name, _TcpServer((LOOPBACK, 0), Handler), tls)


class GrpcBackend:
    """gRPC over h2c: answers every unary call with a JSON account of it. Needs ``grpcio``."""

    def __init__(self, name: str) -> None:
        from concurrent.futures import ThreadPoolExecutor

        import grpc

        self.name = name
        self.received: list[Received] = []
        self._server = grpc.server(ThreadPoolExecutor(2), handlers=(self._handler(grpc),))
        self.port: int = self._server.add_insecure_port(f"{LOOPBACK}:0")

    def __enter__(self) -> Self:
        self._server.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.stop(None)

    def _handler(self, grpc: Any) -> Any:
        backend = self

        class Echo(grpc.GenericRpcHandler):  # type: ignore[misc]
            def service(self, call: Any) -> Any:
                def answer(body: bytes, _context: Any) -> bytes:
                    headers: dict[str, list[str]] = {}
                    for key, value in call.invocation_metadata:
                        headers.setdefault(key, []).append(value)
                    backend.received.append(Received("POST", call.method, headers, body))
                    return json.dumps({"backend": backend.name, "target": call.method, "headers": headers}).encode()

                return grpc.unary_unary_rpc_method_handler(answer)

        return Echo()
