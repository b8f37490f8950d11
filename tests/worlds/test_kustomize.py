from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from kgwctl.manifests import Source
from kgwctl.manifests.discovery import discover
from kgwctl.worlds.kustomize import Builder
from kgwctl.worlds.tree import Tree
from tests.worlds.trees import checked, found, marks, write

if TYPE_CHECKING:
    from pathlib import Path

    from kgwctl.worlds.kustomize import Build

ROUTE = """\
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata:
  name: web
spec:
  hostnames:
  - a.example.com
  - b.example.com
"""


def build(root: Path, monkeypatch: pytest.MonkeyPatch, kustomization: str, **files: str) -> Build:
    """What a kustomization with ``route.yaml`` and other files makes."""
    others = "".join(f"=== {name.replace('_', '.')}\n{text}" for name, text in files.items())
    write(root, f"=== kustomization.yaml\n{kustomization}=== route.yaml\n{ROUTE}{others}")
    monkeypatch.chdir(root)
    tree = Tree([one for one in discover(["."]) if isinstance(one, Source)])
    return Builder(tree).build("")


def place(made: Build, *path: str | int) -> tuple[str, int]:
    """The file and line at which a value of the first object was written."""
    from kgwctl.worlds.model import BuiltSource

    at = BuiltSource(made.objects[0]).locate(0, 0, path)
    return at.file, at.line


@pytest.mark.parametrize(
    ("operations", "hostnames", "line"),
    [
        ("[{op: add, path: /spec/hostnames/0, value: x}]", ["x", "a.example.com", "b.example.com"], 7),
        ("[{op: add, path: /spec/hostnames/-, value: x}]", ["a.example.com", "b.example.com", "x"], 7),
        ("[{op: remove, path: /spec/hostnames/0}]", ["b.example.com"], 8),
        ("[{op: replace, path: /spec/hostnames/1, value: x}]", ["a.example.com", "x"], 7),
        ("[{op: replace, path: /spec/hostnames, value: [x]}]", ["x"], 1),
        ("[{op: move, from: /spec/hostnames/1, path: /spec/hostnames/0}]", ["b.example.com", "a.example.com"], 7),
    ],
)
def test_operations_and_the_places_of_what_they_leave(
    operations: str, hostnames: list[str], line: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kustomization = "resources: [route.yaml]\npatches:\n- path: patch.json\n  target: {kind: HTTPRoute}\n"
    made = build(tmp_path, monkeypatch, kustomization, patch_json=operations)
    assert made.findings == ()
    assert made.objects[0].value["spec"]["hostnames"] == hostnames
    kept = next(i for i, one in enumerate(hostnames) if one.endswith("a.example.com" if line == 7 else ""))
    assert place(made, "spec", "hostnames", kept)[1] == line


def test_a_merge_patch_replaces_lists_and_knows_its_own_lines(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    patch = ROUTE.replace("  - a.example.com\n  - b.example.com", "  - c.example.com")
    made = build(tmp_path, monkeypatch, "resources: [route.yaml]\npatches: [{path: p.yaml}]\n", p_yaml=patch)
    assert made.objects[0].value["spec"]["hostnames"] == ["c.example.com"]
    assert place(made, "spec", "hostnames", 0) == ("./p.yaml", 7)
    assert place(made, "metadata", "name") == ("./route.yaml", 4)


@pytest.mark.parametrize(
    ("rest", "metadata"),
    [
        ("namespace: shop\n", {"name": "web", "namespace": "shop"}),
        ("namePrefix: a-\nnameSuffix: -b\n", {"name": "a-web-b"}),
        ("commonAnnotations: {a: b}\n", {"name": "web", "annotations": {"a": "b"}}),
        ("labels: [{pairs: {a: b}}]\n", {"name": "web", "labels": {"a": "b"}}),
    ],
)
def test_names_namespaces_and_labels(
    rest: str, metadata: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = build(tmp_path, monkeypatch, f"resources: [route.yaml]\n{rest}")
    assert made.objects[0].metadata == metadata


def test_the_namespace_of_a_kustomization_is_the_name_of_its_namespace(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    namespace = "apiVersion: v1\nkind: Namespace\nmetadata: {name: _}\n"
    made = build(tmp_path, monkeypatch, "resources: [n.yaml]\nnamespace: shop\n", n_yaml=namespace)
    assert made.objects[0].metadata == {"name": "shop"}


@pytest.mark.parametrize(
    ("kustomization", "message"),
    [
        ("resources: [missing.yaml]\n", "missing.yaml does not exist"),
        ("resources: [route.yaml]\npatches: [{path: missing.yaml}]\n", "missing.yaml does not exist"),
        (
            "resources: [route.yaml]\npatches: [{patch: '[{op: remove, path: /spec/x}]', target: {kind: HTTPRoute}}]\n",
            "the patch does not fit HTTPRoute web: there is no /spec/x",
        ),
        (
            "resources: [route.yaml]\npatches: [{patch: '{kind: HTTPRoute, metadata: {name: other}}'}]\n",
            "the patch of HTTPRoute other meets no object",
        ),
    ],
)
def test_what_kustomize_stops_at(
    kustomization: str, message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = build(tmp_path, monkeypatch, kustomization)
    assert [(one.rule, one.message) for one in made.findings] == [("KGW0021", message)]


def test_remote_bases_and_plugins_are_notes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rest = "resources: [route.yaml, https://example.com/base?ref=v1]\nhelmCharts: [{name: x}]\n"
    made = build(tmp_path, monkeypatch, rest)
    assert (made.findings, len(made.notes)) == ((), 2)


def test_files_that_a_kustomization_does_not_name_are_looked_at_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody applies them, so nothing is missing; what is wrong in itself is found."""
    route = ROUTE + "  parentRefs: [{name: nowhere}]\n"
    write(tmp_path, f"=== kustomization.yaml\nresources: [a.yaml]\n=== a.yaml\n{ROUTE}=== b.yaml\n{route}")
    assert [one.name for one in found(tmp_path, monkeypatch).worlds] == ["(files that nobody applies)", "."]
    assert checked(tmp_path, monkeypatch).checked.findings == ()
    write(tmp_path, f"=== b.yaml\n{route.replace('hostnames', 'hostname')}")
    assert marks(checked(tmp_path, monkeypatch).checked.findings) == {("b.yaml", 6, "KGW0101")}
