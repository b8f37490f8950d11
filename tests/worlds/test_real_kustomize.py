"""What is understood of kustomizations, against kustomize itself. Skipped where there is none."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from kgwctl.manifests import Source
from kgwctl.manifests.discovery import discover
from kgwctl.worlds import kustomize_binary
from kgwctl.worlds.kustomize import Builder
from kgwctl.worlds.model import Built
from kgwctl.worlds.tree import Tree
from tests.worlds.layouts import LAYOUTS, Layout
from tests.worlds.trees import write

if TYPE_CHECKING:
    from pathlib import Path

COMMAND = kustomize_binary.command()
pytestmark = pytest.mark.skipif(COMMAND is None, reason="no kustomize here; KGWCTL_KUSTOMIZE names one")


def identities(objects: list[Built]) -> dict[tuple[str, str, str], Any]:
    """Values by identity, as kustomize orders them otherwise."""
    return {(one.kind, one.namespace, one.name): one.value for one in objects}


def builder(root: Path, monkeypatch: pytest.MonkeyPatch) -> Builder:
    monkeypatch.chdir(root)
    return Builder(Tree([one for one in discover(["."]) if isinstance(one, Source)]))


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda one: one.name)
def test_every_kustomization_of_the_layouts(layout: Layout, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, layout.healthy)
    mine = builder(tmp_path, monkeypatch)
    for folder in mine.tree.by_folder:
        path = mine.tree.kustomization(folder)
        if path is None or mine.tree.documents(path)[0].kind == "Component":
            continue
        made = list(mine.build(folder).objects)
        assert COMMAND is not None
        theirs = kustomize_binary.build(COMMAND, folder, made, mine.tree.documents(path)[0])
        assert identities(made) == identities(theirs)


def test_replacements_are_left_to_kustomize(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(
        tmp_path,
        """
=== kustomization.yaml
resources: [all.yaml]
replacements:
- source: {kind: ConfigMap, name: settings, fieldPath: data.host}
  targets:
  - select: {kind: HTTPRoute}
    fieldPaths: [spec.hostnames.0]
=== all.yaml
apiVersion: v1
kind: ConfigMap
metadata: {name: settings}
data: {host: www.example.com}
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: web}
spec: {hostnames: [x]}
""",
    )
    made = builder(tmp_path, monkeypatch).exact("")
    route = next(one for one in made.objects if one.kind == "HTTPRoute")
    assert route.value["spec"]["hostnames"] == ["www.example.com"]
    assert route.file == "./all.yaml"


def test_what_kustomize_refuses_is_a_note(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, "=== kustomization.yaml\nreplacements: [{path: missing.yaml}]\n")
    (note,) = builder(tmp_path, monkeypatch).exact("").notes
    assert note.startswith("kustomize does not build .: ")


def test_without_kustomize_a_note_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(kustomize_binary.VARIABLE, "")
    write(tmp_path, "=== kustomization.yaml\nvars: [{name: X}]\n")
    made = builder(tmp_path, monkeypatch).exact("")
    assert made.notes == ("vars of . need kustomize or kubectl, and neither is installed",)
