"""Trees of several worlds, as the commands show them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

from tests.cli.runs import command
from tests.worlds.layouts import LAYOUTS
from tests.worlds.trees import write

BY_NAME = {layout.name: layout for layout in LAYOUTS}


@pytest.fixture
def stages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The tree of two stages, seen from its root."""
    write(tmp_path, BY_NAME["stages"].healthy)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_worlds_lists_what_was_found_and_why(stages: Path) -> None:
    text = command("worlds", ".").out.decode()
    assert text.startswith("dev: files that nothing else names\n  ./common/class.yaml\n  ./dev/all.yaml\nprod: ")
    worlds = json.loads(command("worlds", ".", "-o", "json").out)["worlds"]
    assert [(one["name"], one["files"][-1]) for one in worlds] == [
        ("dev", "./dev/all.yaml"),
        ("prod", "./prod/all.yaml"),
    ]


def test_render_prints_each_world_apart(stages: Path) -> None:
    done = command("render", ".")
    documents = list(yaml.safe_load_all(done.out))
    assert (done.code, [(one["world"], one["gateway"]) for one in documents]) == (
        0,
        [("dev", "shop/edge"), ("prod", "shop/edge")],
    )
    hosts = [one["routes"][0]["virtualHosts"][0]["domains"] for one in documents]
    assert hosts == [["dev.example.com"], ["www.example.com"]]


def test_render_of_one_world(stages: Path) -> None:
    (document,) = yaml.safe_load_all(command("render", ".", "--world", "prod").out)
    assert (document["gateway"], "world" in document) == ("shop/edge", False)


def test_render_writes_a_folder_for_each_world(stages: Path) -> None:
    assert command("render", ".", "--output-dir", "out").code == 0
    assert sorted(str(path.relative_to(stages)) for path in stages.glob("out/*/*")) == [
        "out/dev/shop_edge.yaml",
        "out/prod/shop_edge.yaml",
    ]


@pytest.mark.parametrize("words", [("--output-file", "x"), ("-o", "bootstrap", "--show-secrets")])
def test_what_is_for_one_world_says_which_there_are(stages: Path, words: tuple[str, ...]) -> None:
    done = command("render", ".", *words)
    assert (done.code, "say --world" in done.err, "dev, prod" in done.err) == (2, True, True)


def test_every_format_names_the_worlds_of_a_finding(stages: Path) -> None:
    for stage in ("dev", "prod"):
        file = stages / stage / "all.yaml"
        file.write_text(file.read_text().replace("gatewayClassName", "gatewayClasName"))
    text = command("validate", ".").out.decode()
    assert "  world: dev\n" in text
    assert "  world: prod\n" in text
    found = json.loads(command("validate", ".", "-o", "json").out)["findings"]
    assert {one["worlds"][0] for one in found} == {"dev", "prod"}
    results = json.loads(command("validate", ".", "-o", "sarif").out)["runs"][0]["results"]
    assert {one["properties"]["worlds"][0] for one in results} == {"dev", "prod"}


def test_configuration_says_worlds_and_external_objects(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, BY_NAME["mixed"].healthy)
    (tmp_path / "edge" / "gateway.yaml").unlink()
    monkeypatch.chdir(tmp_path)
    assert command("validate", ".", "--fail-on", "warning").code == 1
    (tmp_path / ".kgwctl.yaml").write_text("worlds: [deploy]\nexternal: [Gateway/network/edge]\n")
    assert command("validate", ".", "--fail-on", "warning").code == 0


def test_a_secret_that_is_in_no_file_is_rendered_with_a_placeholder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, BY_NAME["sops"].healthy)
    monkeypatch.chdir(tmp_path)
    done = command("render", ".", "--show-secrets")
    assert "info[KGW0930] Secret network/edge-tls is in no file" in done.err
    assert b"BEGIN CERTIFICATE" in done.out or b"LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0t" in done.out
    assert command("render", ".", "--external", "nonsense").code == 2
