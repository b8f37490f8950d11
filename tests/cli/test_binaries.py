"""``render -o pb``: a file of length-delimited messages, private, for one Gateway or one file a Gateway."""

from __future__ import annotations

import stat
from io import BytesIO
from pathlib import Path

from google.protobuf.any_pb2 import Any as AnyProto
from google.protobuf.proto import parse_length_prefixed

from tests.cli.runs import command

AGENTGATEWAY = """\
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: agent, namespace: default}
spec: {gatewayClassName: agentgateway, listeners: [{name: http, port: 80, protocol: HTTP}]}
---
apiVersion: v1
kind: Service
metadata: {name: web, namespace: default}
spec: {ports: [{port: 80}]}
"""
ENVOY = """\
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: proxy, namespace: default}
spec: {gatewayClassName: kgateway, listeners: [{name: http, port: 8080, protocol: HTTP}]}
"""


def types(content: bytes) -> list[str]:
    """The kinds of the messages in a file, in order."""
    stream, found = BytesIO(content), []
    while (one := parse_length_prefixed(AnyProto, stream)) is not None:
        found.append(one.type_url.rpartition(".")[2])
    return found


def test_both_planes_are_written_one_file_a_gateway(tmp_path: Path) -> None:
    (tmp_path / "all.yaml").write_text(f"{AGENTGATEWAY}---\n{ENVOY}")
    done = command("render", f"{tmp_path}/all.yaml", "-o", "pb", "--output-dir", f"{tmp_path}/made")
    assert (done.code, done.out, done.err) == (0, b"", "")
    written = {path.name: types(path.read_bytes()) for path in (tmp_path / "made").iterdir()}
    assert written == {
        "default_agent.pb": ["Resource", "Resource", "Address"],
        "default_proxy.pb": ["Cluster", "Listener", "RouteConfiguration"],
    }
    assert {stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "made").iterdir()} == {0o600}


def test_two_gateways_do_not_fit_into_one_file(tmp_path: Path) -> None:
    (tmp_path / "all.yaml").write_text(f"{AGENTGATEWAY}---\n{ENVOY}")
    done = command("render", f"{tmp_path}/all.yaml", "-o", "pb", "--output-file", f"{tmp_path}/made.pb")
    assert done.code == 2
    assert "-o pb is for one Gateway: say --gateway or --output-dir" in done.err
    assert not (tmp_path / "made.pb").exists()
