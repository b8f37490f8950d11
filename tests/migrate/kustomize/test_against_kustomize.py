"""Overlays of every form, built by a real kustomize before and after: the results are the same, or stay as they are.

Equal are the objects that come out, once HTTPListenerPolicies among them are migrated as any other. ``moves``
says whether the policy of the base itself moved: what cannot be followed stops it.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml

from kgwctl.manifests import Source
from kgwctl.manifests.discovery import discover
from kgwctl.migrate.run import plan_migration

BASE = {
    "base/kustomization.yaml": "resources: [policy.yaml, gateway.yaml]\n",
    "base/policy.yaml": """\
apiVersion: gateway.kgateway.dev/v1alpha1
kind: HTTPListenerPolicy
metadata:
  name: edge
  labels: {app: x}
spec:
  targetRefs:
  - {group: gateway.networking.k8s.io, kind: Gateway, name: gw}
  idleTimeout: 30s # base
  accessLog:
  - fileSink: {path: /dev/stdout, stringFormat: x}
""",
    "base/gateway.yaml": """\
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: gw}
spec:
  gatewayClassName: kgateway
  listeners: [{name: http, port: 8080, protocol: HTTP}]
""",
}
MERGE = """\
apiVersion: gateway.kgateway.dev/v1alpha1
kind: HTTPListenerPolicy
metadata: {name: edge}
spec: {idleTimeout: 3m}
"""
ADD = "- {op: add, path: /spec/useRemoteAddress, value: true}\n"


class Form(NamedTuple):
    """An overlay and its further files."""

    overlay: str
    moves: bool = True
    files: dict[str, str] = {}  # noqa: RUF012 - never changed


def json_patch(target: str, body: str = ADD) -> str:
    lines = "".join(f"    {line}\n" for line in body.splitlines())
    return f"patches:\n- target: {target}\n  patch: |-\n{lines}"


EXACT = "{kind: HTTPListenerPolicy}"
FORMS: dict[str, Form] = {
    "nothing": Form(""),
    "json": Form(json_patch(EXACT)),
    "json, replaced and removed": Form(
        json_patch(
            EXACT, "- {op: replace, path: /spec/idleTimeout, value: 1s}\n- {op: remove, path: /spec/accessLog/0}\n"
        )
    ),
    "json, moved": Form(json_patch(EXACT, "- {op: move, from: /spec/idleTimeout, path: /spec/streamIdleTimeout}\n")),
    "json, escaped": Form(
        json_patch(EXACT, "- {op: add, path: /metadata/annotations, value: {}}\n")
        + "    - {op: add, path: /metadata/annotations/a~1b, value: c}\n"
    ),
    "json, tests the kind": Form(json_patch(EXACT, f"- {{op: test, path: /kind, value: HTTPListenerPolicy}}\n{ADD}")),
    "json, whole spec": Form(json_patch(EXACT, "- {op: replace, path: /spec, value: {}}\n"), moves=False),
    "json, other kind": Form(json_patch("{kind: Gateway}", "- {op: add, path: /metadata/labels, value: {a: b}}\n")),
    "json, folded on one line": Form(
        f"patches:\n- target: {EXACT}\n  patch: >-\n    "
        '[{"op": "add", "path": "/spec/generateRequestId", "value": true}]\n'
    ),
    "json, folded on two lines": Form(
        f'patches:\n- target: {EXACT}\n  patch: >-\n    [{{"op": "add", "path": "/spec/generateRequestId",\n'
        '    "value": true}]\n'
    ),
    "json, in a file": Form(f"patches:\n- path: j.yaml\n  target: {EXACT}\n", files={"overlay/j.yaml": ADD}),
    "json, old field": Form(
        "patchesJson6902:\n- target: {group: gateway.kgateway.dev, version: v1alpha1, kind: HTTPListenerPolicy, "
        "name: edge}\n  path: j.json\n",
        files={"overlay/j.json": '[{"op": "replace", "path": "/spec/idleTimeout", "value": "2s"}]\n'},
    ),
    "json, one file for two kinds": Form(
        f"patches:\n- path: j.yaml\n  target: {EXACT}\n- path: j.yaml\n  target: {{kind: Gateway}}\n",
        moves=False,
        files={"overlay/j.yaml": "- {op: add, path: /spec/addresses, value: []}\n"},
    ),
    "kinds, alternatives": Form(
        json_patch('{kind: "HTTPListenerPolicy|Gateway"}', "- {op: add, path: /metadata/labels, value: {a: b}}\n")
    ),
    "kinds, alternatives with a field": Form(json_patch('{kind: "HTTPListenerPolicy|Gateway"}'), moves=False),
    "kinds, expression": Form(json_patch('{kind: "HTTPListenerPolic(y)"}'), moves=False),
    "kinds, both": Form(
        json_patch(
            '{kind: "HTTPListenerPolicy|ListenerPolicy"}', "- {op: add, path: /metadata/labels, value: {a: b}}\n"
        )
    ),
    "kinds, empty": Form(json_patch('{kind: "", name: edge}'), moves=False),
    "kinds, by label": Form(json_patch("{labelSelector: app=x}"), moves=False),
    "kinds, by label, metadata": Form(
        json_patch("{labelSelector: app=x}", "- {op: add, path: /metadata/annotations, value: {a: b}}\n")
    ),
    "names, expression": Form(json_patch("{kind: HTTPListenerPolicy, name: e.*}")),
    "merge": Form(f"patches:\n- patch: |-\n{''.join(f'    {line}' + chr(10) for line in MERGE.splitlines())}"),
    "merge, null": Form(
        "patches:\n- patch: |-\n    " + MERGE.replace("3m", "null").replace("\n", "\n    ").rstrip() + "\n"
    ),
    "merge, in a file": Form("patches: [{path: p.yaml}]\n", files={"overlay/p.yaml": MERGE}),
    "merge, old field": Form("patchesStrategicMerge: [p.yaml]\n", files={"overlay/p.yaml": MERGE}),
    "merge, old field in line": Form(
        f"patchesStrategicMerge:\n- |-\n{''.join(f'  {line}' + chr(10) for line in MERGE.splitlines())}"
    ),
    "merge, with a target": Form(
        f"patches:\n- target: {EXACT}\n  patch: |-\n"
        + "".join(f"    {line}\n" for line in MERGE.replace("edge", "any").splitlines())
    ),
    "merge, JSON": Form(
        'patches:\n- patch: \'{"apiVersion":"gateway.kgateway.dev/v1alpha1","kind":"HTTPListenerPolicy",'
        '"metadata":{"name":"edge"},"spec":{"idleTimeout":"3m"}}\'\n'
    ),
    "merge, deletion": Form(
        "patches: [{path: d.yaml}]\n",
        files={"overlay/d.yaml": "$patch: delete\n" + MERGE.replace("spec: {idleTimeout: 3m}\n", "")},
    ),
    "merge, directive": Form(
        "patches: [{path: d.yaml}]\n",
        moves=False,
        files={"overlay/d.yaml": MERGE.replace("spec: {", "spec: {$patch: merge, ")},
    ),
    "the base as a patch": Form("patches: [{path: ../base/policy.yaml}]\n"),
    "replacement, source": Form(
        "replacements:\n- source: {kind: HTTPListenerPolicy, name: edge, fieldPath: spec.idleTimeout}\n"
        "  targets:\n  - select: {kind: Gateway}\n    fieldPaths: [metadata.annotations.idle]\n"
        "    options: {create: true}\n"
    ),
    "replacement, target": Form(
        "configMapGenerator: [{name: c, literals: [P=/x]}]\ngeneratorOptions: {disableNameSuffixHash: true}\n"
        "replacements:\n- source: {kind: ConfigMap, name: c, fieldPath: data.P}\n  targets:\n"
        f"  - select: {EXACT}\n    fieldPaths: [spec.accessLog.0.fileSink.path, spec.accessLog.*.fileSink.path]\n"
    ),
    "replacement, in a file": Form(
        "replacements: [{path: r.yaml}]\n",
        files={
            "overlay/r.yaml": "source: {kind: Gateway, fieldPath: spec.gatewayClassName}\ntargets:\n"
            f"- select: {EXACT}\n  fieldPaths: [spec.defaultHostForHttp10]\n  options: {{create: true}}\n"
        },
    ),
    "variable": Form(
        "vars:\n- name: T\n"
        "  objref: {kind: HTTPListenerPolicy, name: edge, apiVersion: gateway.kgateway.dev/v1alpha1}\n"
        "  fieldref: {fieldpath: spec.idleTimeout}\n"
    ),
    "name reference": Form(
        "namePrefix: x-\nconfigurations: [n.yaml]\n",
        files={
            "overlay/n.yaml": "nameReference:\n- kind: Gateway\n  group: gateway.networking.k8s.io\n  fieldSpecs:\n"
            "  - path: spec/targetRefs/name\n    kind: HTTPListenerPolicy\n"
        },
    ),
    "transformer": Form(
        "transformers: [t.yaml]\n",
        files={
            "overlay/t.yaml": "apiVersion: builtin\nkind: PatchTransformer\nmetadata: {name: t}\n"
            f"target: {EXACT}\npatch: |-\n  {ADD}"
        },
    ),
    "transformer in line": Form(
        "transformers:\n- |-\n  apiVersion: builtin\n  kind: PatchTransformer\n  metadata: {name: t}\n"
        f"  target: {EXACT}\n  patch: |-\n    {ADD}",
        moves=False,
    ),
    "other transformer": Form(
        "transformers: [t.yaml]\n",
        moves=False,
        files={
            "overlay/t.yaml": "apiVersion: builtin\nkind: AnnotationsTransformer\nmetadata: {name: t}\n"
            "annotations: {a: b}\nfieldSpecs: [{path: metadata/annotations, create: true, kind: HTTPListenerPolicy}]\n"
        },
    ),
    "component": Form(
        "components: [../component]\n",
        files={
            "component/kustomization.yaml": "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\n"
            + json_patch(EXACT)
        },
    ),
    "component that cannot be followed": Form(
        "components: [../component]\n",
        moves=False,
        files={
            "component/kustomization.yaml": "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\n"
            + json_patch('{kind: "HTTP.*"}')
        },
    ),
}


@pytest.fixture(scope="module")
def kustomize() -> str:
    found = os.environ.get("KGWCTL_KUSTOMIZE") or shutil.which("kustomize")
    if not found:
        pytest.skip("no kustomize here: name one in KGWCTL_KUSTOMIZE")
    return found


def build(program: str, folder: Path) -> str:
    command = [program, "build", "--load-restrictor", "LoadRestrictionsNone", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def migrated(text: str) -> list[dict[str, Any]]:
    plan = plan_migration([Source("built.yaml", text.encode())], only=["httplistenerpolicy"])
    after = plan.edits[0].after.decode() if plan.edits else text
    objects = [each for each in yaml.safe_load_all(after) if each]
    return sorted(objects, key=lambda each: (each["kind"], each["metadata"]["name"]))


def write(folder: Path, form: Form) -> None:
    overlay = f"resources: [../base]\n{form.overlay}"
    for name, text in {**BASE, "overlay/kustomization.yaml": overlay, **form.files}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


@pytest.mark.parametrize("name", FORMS)
def test_what_is_built_stays_the_same(tmp_path: Path, kustomize: str, name: str) -> None:
    form = FORMS[name]
    write(tmp_path, form)
    before = {each: build(kustomize, tmp_path / each) for each in ("base", "overlay")}
    sources = [each for each in discover([str(tmp_path)]) if isinstance(each, Source)]
    plan = plan_migration(sources, only=["httplistenerpolicy"])
    for edit in plan.edits:
        Path(edit.path).write_bytes(edit.after)
    after = {each: build(kustomize, tmp_path / each) for each in ("base", "overlay")}
    for each in before:
        assert migrated(after[each]) == migrated(before[each])
    base = (tmp_path / "base/policy.yaml").read_text()
    assert base.startswith("apiVersion: gateway.kgateway.dev/v1alpha1\nkind: ListenerPolicy") == form.moves
    assert "# base" in base
    if not form.moves:
        assert not plan.edits
        assert any("overlay" in each.message or "component" in each.message for each in plan.findings)
    assert not plan_migration(
        [each for each in discover([str(tmp_path)]) if isinstance(each, Source)], only=["httplistenerpolicy"]
    ).edits
