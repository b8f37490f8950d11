"""``render`` of a tree with Gateways of both data planes."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.runs import command
from tests.cli.test_binaries import AGENTGATEWAY, ENVOY


@pytest.fixture
def tree(tmp_path: Path) -> str:
    (tmp_path / "all.yaml").write_text(f"{ENVOY}---\n{AGENTGATEWAY}")
    return f"{tmp_path}/all.yaml"


def test_each_gateway_is_a_document_of_its_plane(tree: str) -> None:
    done = command("render", tree)
    assert (done.code, done.err) == (0, "")
    agent, proxy = done.documents
    assert (agent["gateway"], agent["dataplane"]) == ("default/agent", "agentgateway")
    assert [list(one) for one in agent["resources"]] == [["bind"], ["listener"]]
    assert [list(one) for one in agent["addresses"]] == [["service"]]
    assert set(agent["statuses"]) == {"gateways"}
    assert (proxy["gateway"], proxy["dataplane"]) == ("default/proxy", "envoy")
    assert set(proxy["statuses"]["gateways"]) == {"default/proxy"}


def test_one_can_be_asked_for(tree: str) -> None:
    (only,) = command("render", tree, "--gateway", "default/agent").documents
    assert only["dataplane"] == "agentgateway"


def test_a_bootstrap_is_for_the_one_of_envoy_and_says_so(tree: str) -> None:
    done = command("render", tree, "-o", "bootstrap", "--show-secrets")
    assert done.code == 0
    assert "warning[KGW0911] a Gateway of agentgateway has no Envoy bootstrap" in done.err
    assert b'"static_resources"' in done.out or b'"staticResources"' in done.out
