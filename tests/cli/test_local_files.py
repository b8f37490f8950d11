"""``render -o local`` and ``--jwks``: files that agentgateway runs by itself."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from kgwctl.cli.exit_codes import OK, USAGE
from tests.agentgateway.local.local_checks import problems, schema_available
from tests.cli.runs import command

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
EDGE = str(EXAMPLES / "agentgateway-edge")
MCP = str(EXAMPLES / "agentgateway-mcp")
URL = "http://accounts.agents.svc.cluster.local:8080/realms/agents/protocol/openid-connect/certs"


def test_a_file_with_its_certificates_beside_it(tmp_path: Path) -> None:
    done = command("render", EDGE, "-o", "local", "--output-dir", str(tmp_path))
    assert done.code == OK, done.err
    found = sorted(file.name for file in tmp_path.iterdir())
    assert found == [
        "infra_edge-https.crt",
        "infra_edge-https.key",
        "infra_edge-infra_site.ca.crt",
        "infra_edge.yaml",
    ]
    assert {file.stat().st_mode & 0o777 for file in tmp_path.iterdir()} == {0o600}
    config = yaml.safe_load((tmp_path / "infra_edge.yaml").read_text())
    tls = config["binds"][0]["listeners"][0]["tls"]
    assert tls == {"cert": "infra_edge-https.crt", "key": "infra_edge-https.key"}
    assert (tmp_path / tls["key"]).read_text().startswith("-----BEGIN PRIVATE KEY-----")


def test_certificates_do_not_go_to_standard_output() -> None:
    done = command("render", EDGE, "-o", "local", "--show-secrets")
    assert done.code == USAGE, done.err
    assert done.out == b""
    assert "name --output-file or --output-dir" in done.err


def test_one_file_holds_one_gateway(tmp_path: Path) -> None:
    file = tmp_path / "all.yaml"
    done = command("render", EDGE, MCP, "-o", "local", "--output-file", str(file))
    assert done.code == USAGE, done.err
    assert "there is: agents/tools, infra/edge" in done.err
    assert not file.exists()


def test_envoys_gateways_have_no_such_file(tmp_path: Path) -> None:
    gateway = str(EXAMPLES / "basic-http")
    done = command("render", gateway, "-o", "local", "--output-file", str(tmp_path / "x.yaml"))
    assert done.code == USAGE, done.err
    assert "there is: none" in done.err


def test_keys_are_read_from_a_file(tmp_path: Path) -> None:
    keys = f"{URL}={EXAMPLES / 'agentgateway-mcp' / 'keys.jwks'}"
    done = command("render", MCP, "-o", "json", "--jwks", keys)
    assert done.code == OK, done.err
    assert done.err == ""
    assert rb"\"kid\":\"2026-1\"" in done.out


def test_keys_that_are_not_given_are_told_of_once() -> None:
    done = command("render", MCP, "-o", "json")
    assert done.code == OK, done.err
    assert done.err.count("KGW0917") == 1
    assert f"--jwks {URL}=FILE" in done.err
    assert b"kgwctl.dev/placeholder" in done.out


@pytest.mark.parametrize(
    ("given", "complaint"),
    [
        ("keys.jwks", "expected URL=FILE"),
        (f"{URL}=/nowhere/keys", "cannot read /nowhere/keys"),
        (f"{URL}={EXAMPLES / 'agentgateway-mcp' / 'gateway.yaml'}", "is not a key set"),
    ],
)
def test_keys_that_cannot_be_read(given: str, complaint: str) -> None:
    done = command("render", MCP, "--jwks", given)
    assert done.code == USAGE, done.err
    assert done.out == b""
    assert complaint in done.err


def test_what_a_local_file_cannot_say_has_its_place(tmp_path: Path) -> None:
    manifest = tmp_path / "gateway.yaml"
    manifest.write_text(
        (EXAMPLES / "agentgateway-models" / "gateway.yaml").read_text()
        + """\
---
apiVersion: agentgateway.dev/v1alpha1
kind: AgentgatewayPolicy
metadata: {name: slow, namespace: ai}
spec:
  targetRefs: [{group: gateway.networking.k8s.io, kind: HTTPRoute, name: models}]
  traffic: {retry: {attempts: 300, codes: [503]}}
"""
    )
    done = command("render", str(manifest), "-o", "local", "--output-dir", str(tmp_path))
    assert done.code == OK, done.err
    line = manifest.read_text().splitlines().index("metadata: {name: slow, namespace: ai}") + 1
    assert f"gateway.yaml:{line}:" in done.err


@pytest.mark.skipif(not schema_available(), reason="no schema of agentgateway v0.11.1")
@pytest.mark.parametrize("example", sorted(EXAMPLES.glob("agentgateway-*")), ids=lambda folder: folder.name)
def test_agentgateway_loads_the_examples(example: Path, tmp_path: Path) -> None:
    done = command("render", str(example), "-o", "local", "--output-dir", str(tmp_path))
    assert done.code == OK, done.err
    (file,) = tmp_path.glob("*.yaml")
    assert problems(file.read_text()) == []
