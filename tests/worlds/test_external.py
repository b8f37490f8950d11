from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kgwctl.diagnostics import Severity
from kgwctl.objects.external import External, ExternalObject, parse_external
from kgwctl.objects.resource import ObjectKey
from kgwctl.worlds.find import Wanted
from kgwctl.worlds.inferred import made_by
from kgwctl.worlds.model import as_built
from tests.documents import documents
from tests.worlds.trees import checked, marks, write

if TYPE_CHECKING:
    from pathlib import Path

ROUTE = """\
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: web, namespace: shop}
spec:
  parentRefs: [{name: edge, namespace: network}]
  rules: [{backendRefs: [{name: web, port: 80}]}]
"""


@pytest.mark.parametrize(
    ("written", "made"),
    [
        ("cert-manager.io/v1 Certificate {spec: {secretName: tls}}", ["Secret shop/tls"]),
        ("external-secrets.io/v1 ExternalSecret {spec: {target: {name: oidc}}}", ["Secret shop/oidc"]),
        ("external-secrets.io/v1 ExternalSecret {spec: {}}", ["Secret shop/a"]),
        ("external-secrets.io/v1 ClusterExternalSecret {spec: {}}", ["Secret */a"]),
        ("bitnami.com/v1alpha1 SealedSecret {spec: {}}", ["Secret shop/a"]),
        ("trust.cert-manager.io/v1alpha1 Bundle {spec: {target: {configMap: {key: ca}}}}", ["ConfigMap */a"]),
        ("postgresql.cnpg.io/v1 Pooler {spec: {}}", ["Service shop/a"]),
        (
            "elasticsearch.k8s.elastic.co/v1 Elasticsearch {}",
            ["Service shop/a-es-http", "Secret shop/a-es-http-certs-public"],
        ),
        ("helm.toolkit.fluxcd.io/v2 HelmRelease {spec: {targetNamespace: apps}}", ["maybe * apps/*"]),
        ("v1 ConfigMap {data: {}}", []),
    ],
)
def test_what_other_objects_make(written: str, made: list[str]) -> None:
    version, kind, rest = written.split(" ", 2)
    (document,) = documents(
        f"{{apiVersion: {version}, kind: {kind}, metadata: {{name: a, namespace: shop}}, {rest[1:]}"
    )
    found = [
        f"{'' if one.certain else 'maybe '}{one.kind} {one.namespace}/{one.name}" for one in made_by(as_built(document))
    ]
    assert found == made


def test_a_stand_in_has_whatever_key_is_asked_for() -> None:
    found = External([ExternalObject("Secret", "shop", "tls-*", "x")]).find(ObjectKey("", "Secret", "shop", "tls-1"))
    assert found is not None
    assert (found.is_external, bool(found.object.data), bool(found.object.data.get("tls.crt"))) == (True, True, True)
    assert External([ExternalObject("Secret", "shop", "tls", "x", certain=False)]).find(found.key) is None


@pytest.mark.parametrize("text", ["Secret", "a/b/c/d", "Secret//x", ""])
def test_declarations_that_cannot_be_read(text: str) -> None:
    with pytest.raises(ValueError, match="expected KIND/NAMESPACE/NAME"):
        parse_external(text)


def test_declared_objects_exist(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, f"=== all.yaml\n{ROUTE}")
    missing = {("all.yaml", 5, "KGW0301"), ("all.yaml", 6, "KGW0201")}
    assert marks(checked(tmp_path, monkeypatch).checked.findings) == missing
    declared = Wanted(external=[parse_external("Gateway/network/*"), parse_external("Service/shop/web")])
    assert checked(tmp_path, monkeypatch, declared).checked.findings == ()


def test_what_a_release_may_bring_is_no_error_and_what_bears_its_name_no_warning(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    release = "apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: %s, namespace: shop}\n"
    for name, severity in (("web", Severity.INFO), ("other", Severity.WARNING)):
        write(tmp_path, f"=== all.yaml\n{ROUTE}---\n{release % name}")
        found = [one for one in checked(tmp_path, monkeypatch).checked.findings if one.rule == "KGW0201"]
        assert [one.severity for one in found] == [severity]


def test_what_another_world_has_is_said_and_no_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    service = "apiVersion: v1\nkind: Service\nmetadata: {name: web, namespace: shop}\nspec: {ports: [{port: 80}]}\n"
    kustomization = "resources: [all.yaml]\n"
    tree = f"=== a/kustomization.yaml\n{kustomization}=== a/all.yaml\n{ROUTE}"
    write(tmp_path, f"{tree}=== b/kustomization.yaml\n{kustomization}=== b/all.yaml\n{service}")
    found = [one for one in checked(tmp_path, monkeypatch).checked.findings if one.rule == "KGW0201"]
    assert [(one.severity, one.worlds, one.hint) for one in found] == [
        (Severity.INFO, ("a",), "it is in b, another world of these files")
    ]


def test_worlds_that_are_checked_in_processes_are_checked_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from kgwctl.incremental.check import Run
    from kgwctl.pipeline.options import Options
    from kgwctl.world_checks import check as worlds
    from tests.worlds.trees import found

    tree = "".join(f"=== w{n}/kustomization.yaml\nresources: [all.yaml]\n=== w{n}/all.yaml\n{ROUTE}" for n in range(5))
    write(tmp_path, tree)
    here = found(tmp_path, monkeypatch)
    alone = worlds.check_worlds(here, Options(), Run(jobs=1)).checked.findings
    monkeypatch.setattr(worlds, "_WORTH_SHARING", 0)
    assert worlds.check_worlds(here, Options(), Run(jobs=2)).checked.findings == alone
    assert len(alone) == 10


def test_files_from_the_root_and_from_the_working_directory_in_one_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from kgwctl.manifests import Source
    from kgwctl.worlds.find import find_worlds

    write(tmp_path, f"=== a/all.yaml\n{ROUTE}")
    monkeypatch.chdir(tmp_path)
    paths = ["a/all.yaml", "/x/a.yaml", "/y/z/b.yaml", "../c.yaml"]
    for chosen in (paths, paths[1:3], paths[:2]):
        worlds = find_worlds([Source(path, ROUTE.encode(), named=False) for path in chosen]).worlds
        assert {source.path for world in worlds for source in world.sources} == set(chosen)
