"""What is opened, what is refused and how that is said, and the choice of migrations."""

from __future__ import annotations

from typing import Any

import pytest

from kgwctl.diagnostics import Location
from kgwctl.manifests import Source
from kgwctl.migrate.editing.tree import CannotEdit
from kgwctl.migrate.engine import workspace as workspace_module
from kgwctl.migrate.engine.plan import Plan
from kgwctl.migrate.migrations.catalogue import MIGRATIONS, UnknownMigration, select
from kgwctl.migrate.report import data, diff, listing, text
from kgwctl.migrate.run import plan_migration

POLICY = """\
apiVersion: gateway.kgateway.dev/v1alpha1
kind: HTTPListenerPolicy
metadata: {name: edge}
spec:
  targetRefs: [{group: gateway.networking.k8s.io, kind: Gateway, name: edge}]
  idleTimeout: 5s
"""
PARAMETERS = """\
apiVersion: gateway.kgateway.dev/v1alpha1
kind: GatewayParameters
metadata: {name: p}
spec: {kube: {aiExtension: {}}}
"""


def plan(**files: str | bytes) -> Plan:
    sources = [
        Source(name.replace("_", "."), each if isinstance(each, bytes) else each.encode())
        for name, each in files.items()
    ]
    return plan_migration(sources)


def test_files_without_a_trigger_are_never_parsed(monkeypatch: pytest.MonkeyPatch) -> None:
    opened = []

    def spy(path: str, data: bytes, *others: Any) -> object:
        opened.append(path)
        return original(path, data, *others)

    original = workspace_module.open_file
    monkeypatch.setattr(workspace_module, "open_file", spy)
    files = {f"f{number}_yaml": f"kind: Service\nmetadata: {{name: s{number}}}\n" for number in range(50)}
    plan(**files, bad_yaml="{ not: [yaml", policy_yaml=POLICY)
    assert opened == ["policy.yaml"]


@pytest.mark.parametrize(
    ("broken", "says", "line"),
    [
        (POLICY.encode() + b"  # caf\xe9\n", "line 7 is not UTF-8 (byte 0xe9)", 2),
        (POLICY.encode("utf-16"), None, 0),
        (POLICY + "  a: b: c\n", "line 7", 2),
        (POLICY + "--- junk\na: 1\n", "line 7: a separator goes on with text", 2),
        (POLICY.replace("edge", "{{ .Values.name }}"), "a Helm template is not edited; look at line 2", 2),
        (POLICY + "x: &a [*a]\n", "inside of its own anchor", 2),
    ],
)
def test_what_cannot_be_read_is_said_and_left_alone(broken: str | bytes, says: str | None, line: int) -> None:
    made = plan(broken_yaml=broken, policy_yaml=POLICY)
    assert [edit.path for edit in made.edits] == ["policy.yaml"]
    if says is None:
        assert not made.findings
    else:
        assert says in made.findings[0].message
        assert made.findings[0].location == Location("broken.yaml", line, 7)


def test_a_file_of_comments_only() -> None:
    assert not plan(a_yaml="# kind: HTTPListenerPolicy\n").edits


def test_choosing_migrations() -> None:
    assert select() == MIGRATIONS
    assert [each.id for each in select(only=["floating-user-id"])] == ["floating-user-id"]
    assert "helm-values" not in [each.id for each in select(skip=["helm-values"])]
    with pytest.raises(UnknownMigration, match=r"no migration 'x'; known are httplistenerpolicy, "):
        select(only=["x"])


def test_skipping_keeps_the_others() -> None:
    source = Source("a.yaml", POLICY.encode())
    assert not plan_migration([source], skip=["httplistenerpolicy"]).edits
    assert plan_migration([source], only=["httplistenerpolicy"]).edits


def test_the_list_names_every_migration() -> None:
    lines = listing(MIGRATIONS).splitlines()
    assert [line.split()[0] for line in lines] == [each.id for each in MIGRATIONS]


def test_diff_is_a_patch() -> None:
    shown = diff(plan(a_yaml=POLICY.rstrip("\n")).edits)
    assert shown.startswith("--- a/a.yaml\n+++ b/a.yaml\n@@ -1,6 +1,8 @@\n")
    assert "-kind: HTTPListenerPolicy\n+kind: ListenerPolicy\n" in shown
    assert "\\ No newline at end of file\n" in shown
    assert "\x1b[31m-kind: HTTPListenerPolicy\x1b[0m\n" in diff(plan(a_yaml=POLICY).edits, colour=True)


def test_diff_keeps_carriage_returns() -> None:
    assert "-kind: HTTPListenerPolicy\r\n+kind: ListenerPolicy\r\n" in diff(
        plan(a_yaml=POLICY.replace("\n", "\r\n")).edits
    )


def test_report_data() -> None:
    made = plan(
        a_yaml=POLICY,
        b_yaml=PARAMETERS,
    )
    report = data(made)
    assert report["files"] == ["a.yaml", "b.yaml"]
    assert report["changes"][-1] == {
        "migration": "renamed-fields",
        "object": "GatewayParameters default/p",
        "file": "b.yaml",
        "line": 4,
        "column": 15,
        "oldPath": "spec.kube.aiExtension",
        "newPath": "",
        "loss": "dropped",
        "reason": "the AI extension of the Envoy proxy is gone",
        "todo": "Serve AI traffic with agentgateway.",
        "oldObject": "",
    }
    assert [change.migration for change in made.losses] == ["renamed-fields"]
    said = text(made)
    assert "lost:\n    b.yaml:4:15: GatewayParameters default/p: spec.kube.aiExtension: the AI extension" in said
    assert "\n    [ ] b.yaml:4:15: GatewayParameters default/p: Serve AI traffic with" in said


def test_a_file_that_does_not_read_back_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(file: object, numbers: object) -> None:
        raise CannotEdit("the file would not read back as meant")

    monkeypatch.setattr(workspace_module, "verify_documents", refuse)
    made = plan(a_yaml=POLICY)
    assert not made.edits
    assert not made.changes
    assert "httplistenerpolicy cannot be done here: the file would not read back" in made.findings[0].message
    assert made.findings[0].hint == "Do it by hand: HTTPListenerPolicy -> ListenerPolicy."
