"""Listener policies at work in the real Envoy: one proxy, a port for each kind of setting."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from kgwctl.envoy.binary import Server
from tests.e2e.backends import GrpcBackend, HttpBackend
from tests.e2e.clients import Reply, exchange, request
from tests.e2e.manifests import at, route, served, services

PLAIN, CHANGED, OLD, BEHIND, LOGGED, REPORTED = 80, 81, 83, 84, 85, 86
PORTS = (PLAIN, CHANGED, OLD, BEHIND, LOGGED, REPORTED)


def settings(port: int, http: str, rest: str = "") -> str:
    return f"  - {{port: {port}, listener: {{{rest}httpSettings: {{{http}}}}}}}\n"


def manifests(logs: Path) -> str:
    collector = "grpcService: {backendRef: {name: collector, port: 80}"
    line = json.dumps({"path": "%REQ(:PATH)%", "code": "%RESPONSE_CODE%", "bare": "%REQ_WITHOUT_QUERY(:PATH)%"})
    logged = (
        f"{{fileSink: {{path: {logs / 'all.json'}, jsonFormat: {line}}}}}, "
        f"{{fileSink: {{path: {logs / 'some.txt'}, stringFormat: '%REQ(:PATH)% '}}, filter: {{orFilter: "
        "[{statusCodeFilter: {op: GE, value: 404}}, {celFilter: {match: 'request.method == \"PUT\"'}}, "
        "{headerFilter: {header: {type: RegularExpression, name: x-log, value: 'y.*'}}}]}}"
    )
    return (
        """
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: gw}
spec:
  gatewayClassName: kgateway
  listeners:
"""
        + "".join(f"  - {{name: p{port}, port: {port}, protocol: HTTP}}\n" for port in PORTS)
        + services("web")
        + """---
apiVersion: v1
kind: Service
metadata: {name: collector}
spec: {ports: [{port: 80, appProtocol: kubernetes.io/h2c}]}
"""
        + route("web", at("/web"), parent="{name: gw}")
        + """---
apiVersion: gateway.kgateway.dev/v1alpha1
kind: ListenerPolicy
metadata: {name: older, creationTimestamp: "2026-01-01T00:00:00Z"}
spec:
  targetRefs: [{group: gateway.networking.k8s.io, kind: Gateway, name: gw}]
  perPort:
"""
        + settings(
            CHANGED,
            "serverHeaderTransformation: PassThrough, generateRequestId: false, maxRequestHeadersKb: 1, "
            "earlyRequestHeaderModifier: {set: [{name: x-early, value: a}], remove: [x-gone]}",
        )
        + settings(OLD, "acceptHttp10: true, defaultHostForHttp10: old.example.com, healthCheck: {path: /live}")
        + settings(BEHIND, "xffNumTrustedHops: 1", "proxyProtocol: {}, ")
        + settings(LOGGED, f"accessLog: [{logged}]")
        + settings(
            REPORTED,
            f"accessLog: [{{openTelemetry: {{{collector}, logName: requests}}, body: '%REQ(:PATH)%'}}}}], "
            f"tracing: {{provider: {{openTelemetry: {{{collector}}}}}}}, randomSampling: 100}}",
        )
        + """---
apiVersion: gateway.kgateway.dev/v1alpha1
kind: ListenerPolicy
metadata: {name: younger, creationTimestamp: "2026-02-01T00:00:00Z"}
spec:
  targetRefs: [{group: gateway.networking.k8s.io, kind: Gateway, name: gw}]
  perPort:
"""
        + settings(CHANGED, "serverHeaderTransformation: Overwrite, useRemoteAddress: false")
    )


class Site(NamedTuple):
    """The proxy, what is behind it, and the folder of its logs."""

    proxy: Server
    web: HttpBackend
    collector: GrpcBackend
    logs: Path

    def port(self, listener: int) -> int:
        return self.proxy.ports[f"listener~{listener}"]

    def get(self, listener: int, target: str = "/web", **options: Any) -> Reply:
        return request(self.port(listener), target, **options)


@pytest.fixture(scope="module")
def site(envoy: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    pytest.importorskip("grpc")
    logs = tmp_path_factory.mktemp("logs")
    with ExitStack() as stack:
        web, collector = stack.enter_context(HttpBackend("web")), stack.enter_context(GrpcBackend("collector"))
        ports = {"web": web.port, "collector": collector.port}
        yield Site(stack.enter_context(served(manifests(logs), ports, envoy)), web, collector, logs)


def test_the_servers_own_header_and_the_limit_of_headers(site: Site) -> None:
    assert site.get(PLAIN).headers["server"] == ["envoy"]
    # The older of two policies counts.
    assert site.get(CHANGED).headers["server"][0].startswith("BaseHTTP")
    long = {"x-long": "a" * 2000}
    assert (site.get(PLAIN, headers=long).status, site.get(CHANGED, headers=long).status) == (200, 431)


def test_headers_are_changed_before_anything_sees_them(site: Site) -> None:
    sent = {"x-gone": "a", "x-early": "b"}
    plain, changed = (site.get(port, headers=sent).echo["headers"] for port in (PLAIN, CHANGED))
    assert (plain["x-gone"], plain["x-early"]) == (["a"], ["b"])
    assert ("x-gone" in changed, changed["x-early"]) == (False, ["a"])
    assert ("x-request-id" in plain, "x-request-id" in changed) == (True, False)


def test_whom_a_request_comes_from(site: Site) -> None:
    sent = {"x-forwarded-for": "192.0.2.1"}
    (addresses,) = site.get(PLAIN, headers=sent).echo["headers"]["x-forwarded-for"]
    assert addresses.startswith("192.0.2.1,")
    # What the younger policy adds to the port.
    assert site.get(CHANGED, headers=sent).echo["headers"]["x-forwarded-for"] == ["192.0.2.1"]


def test_http_1_0(site: Site) -> None:
    old = b"GET /web HTTP/1.0\r\n\r\n"
    assert exchange(site.port(PLAIN), old).split(b" ")[1] == b"426"
    answer = exchange(site.port(OLD), old)
    assert answer.split(b" ")[1] == b"200"
    assert site.web.received[-1].headers["host"] == ["old.example.com"]


def test_the_proxy_answers_a_health_check_itself(site: Site) -> None:
    before = len(site.web.received)
    assert (site.get(OLD, "/live").status, site.get(PLAIN, "/live").status) == (200, 404)
    assert len(site.web.received) == before


def test_the_proxy_protocol(site: Site) -> None:
    asked = b"GET /web HTTP/1.1\r\nhost: a\r\n\r\n"
    assert exchange(site.port(BEHIND), asked) == b""
    answer = exchange(site.port(BEHIND), b"PROXY TCP4 192.0.2.7 192.0.2.8 1 2\r\n" + asked)
    assert answer.split(b" ")[1] == b"200"
    assert site.web.received[-1].headers["x-forwarded-for"] == ["192.0.2.7"]


def test_logs_in_files(site: Site) -> None:
    site.get(LOGGED, "/web/a?b=c")
    site.get(LOGGED, "/gone")
    site.get(LOGGED, "/web/put", method="PUT")
    site.get(LOGGED, "/web/marked", headers={"x-log": "yes"})
    lines = [json.loads(line) for line in logged(site, "all.json", "/web/marked").splitlines()]
    assert lines[0] == {"path": "/web/a?b=c", "code": 200, "bare": "/web/a"}
    assert [line["code"] for line in lines] == [200, 404, 200, 200]
    assert logged(site, "some.txt", "/web/marked").split() == ["/gone", "/web/put", "/web/marked"]


def logged(site: Site, name: str, last: str, seconds: float = 20.0) -> str:
    """What is in a log once ``last`` is, which Envoy writes after a while."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        text = (site.logs / name).read_text()
        if last in text:
            return text
        time.sleep(0.1)
    raise AssertionError(f"{last} is not in {name}")


def test_logs_and_traces_reach_the_collector(site: Site) -> None:
    site.get(REPORTED, "/web/reported")
    deadline = time.monotonic() + 20
    wanted = {"logs.v1.LogsService/Export": b"/web/reported", "trace.v1.TraceService/Export": b"gw.default"}
    found: set[str] = set()
    while time.monotonic() < deadline and found != wanted.keys():
        for one in site.collector.received:
            name = one.target.removeprefix("/opentelemetry.proto.collector.")
            if name in wanted and wanted[name] in one.body and b"gw.default" in one.body:
                found.add(name)
        time.sleep(0.1)
    assert found == wanted.keys()
