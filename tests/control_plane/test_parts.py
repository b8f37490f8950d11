"""The parts of a local control plane, each by itself."""

from __future__ import annotations

import json
import socket
from http.client import HTTPConnection
from pathlib import Path

import pytest

from kgwctl.control_plane.ports import STEP, LocalPorts
from kgwctl.control_plane.stand_in import HEADER, StandIns
from kgwctl.control_plane.watching import state_of
from kgwctl.objects.resource import ObjectKey

ONE = ObjectKey("gateway.networking.k8s.io", "Gateway", "shop", "one")
OTHER = ONE._replace(name="other")


class TestPorts:
    def test_a_taken_port_is_moved(self) -> None:
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            taken.listen()
            port = taken.getsockname()[1] % (65535 - STEP)
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", port))
            taken.listen()
            ports = LocalPorts()
            moved = ports.local(ONE, port)
            assert moved != port
            assert ports.local(ONE, port) == moved
            assert ports.local(OTHER, port) not in (port, moved)

    def test_two_gateways_have_two_ports(self) -> None:
        ports = LocalPorts(20000)
        first, second = ports.local(ONE, 8081), ports.local(OTHER, 8081)
        assert first == 28081
        assert second not in (first, 8081)

    def test_ports_that_nobody_listens_on_are_given_back(self) -> None:
        ports = LocalPorts(20000)
        ports.local(ONE, 8082)
        ports.keep(ONE, ())
        assert ports.local(OTHER, 8082) == 28082


class TestStandIns:
    @pytest.mark.parametrize("chunked", [False, True])
    def test_says_who_was_meant_on_one_connection(self, chunked: bool) -> None:
        with StandIns() as stand_ins:
            port = stand_ins.port_of("Service shop/app port 80")
            assert stand_ins.port_of("Service shop/app port 80") == port
            assert stand_ins.port_of("other") != port
            connection = HTTPConnection("127.0.0.1", port, timeout=5)
            for path in ("/a", "/b?c"):
                body = iter([b"one", b"two"]) if chunked else b"three"
                connection.request("POST", path, body=body, headers={"host": "x"}, encode_chunked=chunked)
                response = connection.getresponse()
                assert response.headers[HEADER] == "Service shop/app port 80"
                assert json.loads(response.read()) == {
                    "backend": "Service shop/app port 80",
                    "method": "POST",
                    "host": "x",
                    "path": path,
                }
            connection.close()

    def test_what_is_not_http_ends_the_connection(self) -> None:
        with StandIns() as stand_ins, socket.create_connection(("127.0.0.1", stand_ins.port_of("a")), 5) as connection:
            connection.sendall(b"\x16\x03\x01nonsense\r\n\r\n")
            assert connection.recv(10) == b""


def test_changes_are_seen(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("a")
    (tmp_path / ".git").mkdir()
    before = state_of([str(tmp_path)])
    (tmp_path / ".git" / "index").write_text("x")
    assert state_of([str(tmp_path)]) == before
    (tmp_path / "below").mkdir()
    (tmp_path / "below" / "b.yaml").write_text("b")
    more = state_of([str(tmp_path)])
    assert more != before
    (tmp_path / "a.yaml").write_text("ab")
    assert state_of([str(tmp_path)]) != more
    assert state_of([str(tmp_path / "gone.yaml")]) == frozenset()
