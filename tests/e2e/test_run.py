"""``kgwctl run``: served, watched, refused, stopped."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from http.client import HTTPConnection
from pathlib import Path
from typing import Any, Self

import pytest

from kgwctl.control_plane.service import LocalControlPlane
from kgwctl.envoy.render import GatewayResult
from kgwctl.manifests import Source
from kgwctl.pipeline.render import render

GATEWAY = """\
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: web, namespace: shop}
spec:
  gatewayClassName: kgateway
  listeners: [{name: http, port: 80, protocol: HTTP}]
---
apiVersion: v1
kind: Service
metadata: {name: app, namespace: shop}
spec: {ports: [{port: 80}]}
---
apiVersion: v1
kind: Service
metadata: {name: next, namespace: shop}
spec: {ports: [{port: 80}]}
"""
ROUTE = """\
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: r, namespace: shop}
spec:
  parentRefs: [{name: web}]
  rules:
  - backendRefs: [{name: SERVICE, port: 80}]
    filters: [{type: ResponseHeaderModifier, responseHeaderModifier: {set: [{name: x-turn, value: "TURN"}]}}]
"""


def route(turn: str, service: str = "app") -> str:
    return ROUTE.replace("TURN", turn).replace("SERVICE", service)


def wait_for(what: Callable[[], Any], seconds: float = 15.0) -> Any:
    """The first true answer; the last one when time is up."""
    deadline = time.monotonic() + seconds
    while not (found := what()) and time.monotonic() < deadline:
        time.sleep(0.05)
    return found


class Running:
    """``kgwctl run FOLDER`` as a process of its own."""

    def __init__(self, folder: Path, *arguments: str) -> None:
        self.log = folder.parent / "log"
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "kgwctl", "run", str(folder), "--stand-in", "--port-offset", "0", *arguments],
                stdout=log,
                stderr=log,
            )

    def __enter__(self) -> Self:
        assert wait_for(lambda: "status and metrics" in self.said() or self.process.poll() is not None), self.said()
        return self

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait(10)

    def said(self) -> str:
        return self.log.read_text()

    @property
    def port(self) -> int:
        (port,) = {int(one) for one in re.findall(r"port 80: 127\.0\.0\.1:(\d+)", self.said())}
        return port

    def admin(self, path: str) -> str:
        found = re.search(r"status and metrics: http://127\.0\.0\.1:(\d+)/", self.said())
        assert found, self.said()
        return get(int(found[1]), path)[1]

    def turn(self) -> str:
        return get(self.port, "/")[2].get("x-turn", "")


def get(port: int, path: str) -> tuple[int, str, dict[str, str]]:
    connection = HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", path)
        response = connection.getresponse()
        return response.status, response.read().decode(), dict(response.getheaders())
    finally:
        connection.close()


@pytest.fixture
def folder(envoy: Path, tmp_path: Path) -> Path:
    pytest.importorskip("grpc")
    made = tmp_path / "manifests"
    made.mkdir()
    (made / "gateway.yaml").write_text(GATEWAY)
    (made / "route.yaml").write_text(route("first"))
    return made


def test_serves_what_is_there_and_what_it_becomes(folder: Path) -> None:
    with Running(folder) as running:
        status, body, headers = get(running.port, "/a")
        assert (status, json.loads(body)["backend"], headers["x-turn"]) == (200, "Service shop/app port 80", "first")
        (gateway,) = json.loads(running.admin("/status"))["gateways"]
        assert (gateway["name"], gateway["refused"]) == ("shop/web", [])
        assert gateway["listeners"] == [{"port": 80, "address": f"127.0.0.1:{running.port}"}]

        (folder / "route.yaml").write_text(route("second", "next"))
        assert wait_for(lambda: running.turn() == "second"), running.said()
        assert json.loads(get(running.port, "/")[1])["backend"] == "Service shop/next port 80"
        assert json.loads(running.admin("/status"))["generation"] == 2

        running.process.terminate()
        assert running.process.wait(10) == 0
        assert "Traceback" not in running.said()


def test_a_refusal_is_a_finding_and_a_metric_until_it_is_mended(folder: Path) -> None:
    series = (
        'kgateway_envoy_xds_rejects_%s{gateway_name="web",gateway_namespace="shop",'
        'type_url="envoy.config.route.v3.RouteConfiguration"} %d'
    )
    with Running(folder) as running:
        (folder / "route.yaml").write_text(route("%NONE(a)%"))
        assert wait_for(lambda: series % ("active", 1) in running.admin("/metrics")), running.said()
        assert wait_for(lambda: "HTTPRoute shop/r spec.rules[0]" in running.said()), running.said()
        assert re.search(r"route\.yaml:7:\d+: error\[KGW0912\] Envoy refuses the route configuration", running.said())
        assert running.turn() == "first"
        (folder / "route.yaml").write_text(route("third"))
        assert wait_for(lambda: running.turn() == "third"), running.said()
        metrics = running.admin("/metrics")
        assert series % ("active", 0) in metrics
        assert series % ("total", 1) in metrics


def test_what_cannot_be_read_changes_nothing(folder: Path) -> None:
    with Running(folder) as running:
        (folder / "route.yaml").write_text("spec: [")
        assert wait_for(lambda: "nothing changes until that is mended" in running.said()), running.said()
        assert running.turn() == "first"


def test_envoy_stops_with_its_parent(folder: Path) -> None:
    if sys.platform != "linux":
        pytest.skip("only Linux stops children of a killed process")
    with Running(folder) as running:
        envoys = _children(running.process.pid)
        assert len(envoys) == 1
        running.process.send_signal(signal.SIGKILL)
        running.process.wait(10)
        assert wait_for(lambda: not any(map(_is_alive, envoys)))


def test_no_request_is_lost_while_a_hundred_changes_are_pushed(envoy: Path) -> None:
    pytest.importorskip("grpc")
    lost: list[object] = []
    turns: set[str] = set()

    def load(port: int, stop: threading.Event) -> None:
        connection = HTTPConnection("127.0.0.1", port, timeout=5)
        while not stop.is_set():
            try:
                connection.request("GET", "/")
                response = connection.getresponse()
                response.read()
                turns.add(response.headers["x-turn"])
                if response.status != 200:
                    lost.append(response.status)
            except OSError as error:
                lost.append(error)
                connection.close()
        connection.close()

    with LocalControlPlane(envoy, port_offset=0, stand_in=True) as plane:
        plane.apply(rendered("begin"))
        ((port,),) = (found.values() for found in plane.ports().values())
        stop = threading.Event()
        threads = [threading.Thread(target=load, args=(port, stop)) for _ in range(2)]
        for thread in threads:
            thread.start()
        try:
            for turn in range(100):
                assert not plane.apply(rendered(f"t{turn}", "app" if turn % 2 else "next")).refusing
        finally:
            stop.set()
            for thread in threads:
                thread.join()
        assert get(port, "/")[2]["x-turn"] == "t99"
    assert lost == []
    assert len(turns) > 10


def rendered(turn: str, service: str = "app") -> Sequence[GatewayResult]:
    return render([Source("in.yaml", (GATEWAY + "---\n" + route(turn, service)).encode())]).gateways


def _children(parent: int) -> list[int]:
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            if int(fields[1]) == parent:
                found.append(int(entry.name))
    return found


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return "Z" not in Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
