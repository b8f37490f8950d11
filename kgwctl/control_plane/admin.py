"""The admin port: status and metrics of a local control plane, for people, scripts and Prometheus."""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any, Self

from kgwctl.envoy.bootstrap import LOOPBACK

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from types import TracebackType

    from kgwctl.control_plane.service import LocalControlPlane

_TEXT, _JSON, _PROMETHEUS = "text/plain", "application/json", "text/plain; version=0.0.4"


class AdminServer:
    """Serves ``/status``, ``/metrics`` and ``/healthz`` on loopback, for the time of a ``with`` block.

    Raises :class:`OSError` where the port cannot be had.
    """

    def __init__(self, plane: LocalControlPlane, port: int = 0) -> None:
        pages: Mapping[str, tuple[str, Callable[[], str]]] = {
            "/": (_TEXT, lambda: "/status\n/metrics\n/healthz\n"),
            "/status": (_JSON, lambda: json.dumps(plane.status(), indent=2) + "\n"),
            "/metrics": (_PROMETHEUS, plane.metrics),
            "/healthz": (_TEXT, lambda: "ok\n"),
        }

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                kind, page = pages.get(self.path.partition("?")[0], ("", None))
                body = page().encode() if page is not None else b"there is no such page\n"
                self.send_response(200 if page is not None else 404)
                self.send_header("content-type", kind or _TEXT)
                self.send_header("content-length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: Any) -> None:
                """Say nothing."""

        self._server = ThreadingHTTPServer((LOOPBACK, port), Handler)
        self.port: int = self._server.server_port

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, args=(0.05,), name="admin", daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
