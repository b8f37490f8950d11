"""Files checked in parts, on several processes, from memory: the findings are always the same."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgwctl.incremental import check as module
from kgwctl.incremental.check import Run, check
from kgwctl.incremental.memory import Memory, open_memory
from kgwctl.incremental.records import RecordReader, encode
from kgwctl.incremental.workers import Work
from kgwctl.lint.check import Checked
from kgwctl.lint.file_check import check_file, file_options
from kgwctl.manifests import Source, read_source
from kgwctl.manifests.splitting import parts
from kgwctl.pipeline.options import Options
from kgwctl.report.model import order
from kgwctl.schema.schema_set import SchemaSet

ROUTE = """\
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata:
  name: route-{0}
  annotations: {{kgwctl.dev/ignore: "{1}"}}
spec:
  parentRefs: [{{name: edge}}]
  rules:
  - backendRefs: [{{name: svc-{0}, port: 80}}]
    odd: {0}
"""
SERVICE = """\
apiVersion: v1
kind: Service
metadata: {{name: svc-{0}, namespace: default}}
spec: {{ports: [{{port: 80}}]}}
"""
OTHERS = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: app}
---
not: an object
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: lonely}
spec: {parentRefs: [{name: edge}]}
---
apiVersion: v1
kind: List
items:
- {apiVersion: v1, kind: Service, metadata: {name: listed}, spec: {ports: [{port: 1}]}}
- {apiVersion: v1, kind: Service, metadata: {name: svc-1}, spec: {ports: [{port: 2}]}}
---
: [broken
"""


def sources(count: int = 6) -> list[Source]:
    files = [ROUTE.format(number, "KGW0101" if number % 2 else "") for number in range(count)]
    files += ["---\n".join(SERVICE.format(number) for number in range(1, count)), OTHERS]
    return [Source(f"{number}.yaml", text.encode()) for number, text in enumerate(files)]


def shown(checked: Checked) -> tuple[object, ...]:
    return (order(checked.findings), *checked[1:4])


def run(cache: Memory | None = None, jobs: int = 1, strict_kinds: bool = False) -> Checked:
    return check(sources(), Options(strict_kinds=strict_kinds), Run(jobs, cache))


def test_the_input_has_findings_of_all_sorts() -> None:
    checked = run(strict_kinds=True)
    assert checked.suppressed
    assert {one.rule for one in checked.findings} >= {"KGW0002", "KGW0101", "KGW0110", "KGW0126", "KGW0123", "KGW0301"}


def test_parts_processes_and_memory_change_nothing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    whole = shown(run())
    monkeypatch.setattr(module, "_PART", 100)
    assert shown(run()) == whole
    monkeypatch.setattr(module, "_WORTH_SHARING", 0)
    assert shown(run(jobs=3)) == whole
    for _ in range(2):
        assert shown(run(open_memory(tmp_path, ["x"], (), ""))) == whole
        assert shown(run(open_memory(tmp_path, ["x"], (), ""), jobs=2)) == whole


def test_only_what_changed_is_checked_again(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    checked: list[str] = []

    def noted(source: Source, *rest: object) -> object:
        checked.append(source.path)
        return check_file(source, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(module, "check_file", noted)

    def again(files: list[Source]) -> list[str]:
        checked.clear()
        check(files, Options(), Run(memory=open_memory(tmp_path, ["."], (), "")))
        return list(checked)

    files = sources()
    assert again(files) == [source.path for source in files]
    assert again(sources()) == []
    files[3] = Source(files[3].path, files[3].data + b"# changed\n")
    assert again(files) == ["3.yaml"]
    moved = [*files[:2], Source("moved.yaml", files[2].data), *files[3:]]
    assert again(moved) == ["moved.yaml"]


def test_what_results_hang_on_is_part_of_the_key(tmp_path: Path) -> None:
    source = sources()[0]
    (part,) = parts(source.data, 1 << 20)
    crd = SchemaSet().find("gateway.networking.k8s.io", "v1", "HTTPRoute")
    assert crd is not None
    caches = [
        open_memory(tmp_path, ["x"], (), ""),
        open_memory(tmp_path, ["x"], (), "strict"),
        open_memory(tmp_path, ["x"], (crd.kind,), ""),
    ]
    assert len({cache.key(source, part) for cache in caches}) == len(caches)


@pytest.mark.parametrize("damage", [b"", b"\x00", b"\x81\xc4\x01a\xc4\x01b"], ids=["empty", "other", "unknown"])
def test_a_damaged_cache_is_no_cache(tmp_path: Path, damage: bytes) -> None:
    whole = shown(run(open_memory(tmp_path, ["x"], (), "")))
    for file in tmp_path.iterdir():
        file.write_bytes(file.read_bytes()[:16] + damage if file.suffix != ".msgpack" else damage)
    assert shown(run(open_memory(tmp_path, ["x"], (), ""))) == whole


def test_old_runs_are_forgotten(tmp_path: Path) -> None:
    for number in range(25):
        run(open_memory(tmp_path, [str(number)], (), ""))
        newest = max(tmp_path.glob("*.msgpack"), key=lambda path: path.stat().st_mtime_ns)
        os.utime(newest, (number, number))
    assert len(list(tmp_path.glob("*.msgpack"))) == 20
    assert len({path.stem for path in tmp_path.iterdir()}) == 20


def test_a_folder_that_cannot_be_written_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert shown(run(open_memory(tmp_path / "file", ["x"], (), ""))) == shown(run())


def test_records_keep_everything_but_values() -> None:
    files = file_options(Options())
    for source in [*sources(), Source("secret.yaml", SECRETS)]:
        piece = Work(source, *parts(source.data, 1 << 20))
        made = check_file(source, None, 7, files)
        encoded = encode(made, 7)
        for others in (None, encoded.others):
            part = RecordReader().part(encoded.record, piece, 7, files, others)
            facts = part.facts
            assert (facts.documents, list(facts.findings), facts.legacy) == (
                made.documents,
                list(made.findings),
                made.legacy,
            )
            resources = part.objects()
            assert [one.document.locate(("spec",)) for one in resources] == [
                one.document.locate(("spec",)) for one in made.resources
            ]
            assert [(one.key, one.age, one.labels, one.object) for one in resources] == [
                (one.key, one.age, one.labels, one.object) for one in made.resources
            ]


SECRETS = b"""\
apiVersion: v1
kind: List
items:
- {apiVersion: v1, kind: Secret, metadata: {name: a}, stringData: {password: hunter2}}
- {apiVersion: v1, kind: Service, metadata: {name: listed}, spec: {ports: [{port: 1}]}}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: b}
data: {a: hunter2}
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: c}
spec:
  rules:
  - filters: [{type: RequestHeaderModifier, requestHeaderModifier: {set: [{name: X-Auth, value: hunter2}]}}]
---
apiVersion: gateway.kgateway.dev/v1alpha1
kind: TrafficPolicy
metadata: {name: d}
spec: {basicAuth: {users: ["a:hunter2"]}}
"""


def test_what_may_be_secret_is_in_no_record() -> None:
    source = Source("secret.yaml", SECRETS)
    encoded = encode(check_file(source, None, 0, file_options(Options())), 0)
    assert b"hunter2" not in encoded.record
    assert all(word in encoded.others for word in (b"Secret", b"ConfigMap", b"HTTPRoute", b"TrafficPolicy"))
    assert b"listed" in encoded.record


LINES = st.lists(
    st.sampled_from(
        ["---", "--- # note", "--- text", "a: 1", "b: [", "- x", "", "# c", '{"a": 1}', "...", "\ufeffk: v"]
    ),
    max_size=14,
)


@given(LINES, st.integers(1, 12))
def test_reading_parts_is_reading_the_whole(lines: list[str], size: int) -> None:
    source = Source("x.yaml", "\n".join(lines).encode())
    documents, findings = read_source(source)
    read = [read_source(source, 0, part) for part in parts(source.data, size)]
    assert [finding for _, each in read for finding in each] == findings
    joined = [document for each, _ in read for document in each]
    assert [(one.value, one.start, one.end) for one in joined] == [(one.value, one.start, one.end) for one in documents]
