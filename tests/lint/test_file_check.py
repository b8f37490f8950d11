"""Files checked in parts, on several processes, from memory: the findings are always the same."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgwctl.lint import check as module
from kgwctl.lint import since
from kgwctl.lint.check import Checked, Run, check
from kgwctl.lint.file_check import check_file, file_options
from kgwctl.lint.records import RecordReader, encode
from kgwctl.lint.result_cache import ResultCache, open_cache
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


def run(cache: ResultCache | None = None, jobs: int = 1, strict_kinds: bool = False) -> Checked:
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
        assert shown(run(open_cache(tmp_path, ["x"], (), ""))) == whole
        assert shown(run(open_cache(tmp_path, ["x"], (), ""), jobs=2)) == whole


def test_only_what_changed_is_checked_again(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    checked: list[str] = []

    def noted(source: Source, *rest: object) -> object:
        checked.append(source.path)
        return check_file(source, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(module, "check_file", noted)

    def again(files: list[Source]) -> list[str]:
        checked.clear()
        check(files, Options(), Run(cache=open_cache(tmp_path, ["."], (), "")))
        return list(checked)

    files = sources()
    assert again(files) == [source.path for source in files]
    assert again(sources()) == []
    files[3] = Source(files[3].path, files[3].data + b"# changed\n")
    assert again(files) == ["3.yaml"]
    moved = [*files[:2], Source("moved.yaml", files[2].data), *files[3:]]
    assert again(moved) == ["moved.yaml"]


GATEWAY = """\
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: edge}
spec:
  gatewayClassName: kgateway
  listeners: [{name: http, port: 80, protocol: HTTP}]
"""
SHOP = """\
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: shop}
spec:
  parentRefs: [{name: edge}]
  rules:
  - matches: [{path: {value: /a}}]
    timeouts: {request: 5s}
    backendRefs: [{name: absent, port: 80}]
"""


@pytest.mark.parametrize(
    ("change", "together"),
    [
        (("timeouts", "# one more line\n    timeouts"), False),
        (("5s", "6s"), True),
        (("value: /a", "value: /b"), True),
        (("value: /a", "value: /a//b"), True),
        (("absent", "missing"), True),
        (("name: edge", "name: hedge"), True),
        (("name: shop", "name: store"), True),
    ],
    ids=lambda change: "->".join(change) if isinstance(change, tuple) else "",
)
def test_files_are_seen_together_again_when_they_mean_something_else(
    change: tuple[str, str], together: bool, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    calls: list[int] = []
    real = since.check_together

    def counted(*arguments: object) -> object:
        calls.append(1)
        return real(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(since, "check_together", counted)

    def again(shop: str, cache: ResultCache | None) -> Checked:
        files = [Source("gateway.yaml", GATEWAY.encode()), Source("shop.yaml", shop.encode())]
        return check(files, Options(), Run(cache=cache))

    changed = SHOP.replace(*change)
    assert changed != SHOP
    expected = shown(again(changed, None))
    again(SHOP, open_cache(tmp_path, ["."], (), ""))
    calls.clear()
    assert shown(again(changed, open_cache(tmp_path, ["."], (), ""))) == expected
    assert bool(calls) == together


def test_what_results_hang_on_is_part_of_the_key(tmp_path: Path) -> None:
    source = sources()[0]
    (part,) = parts(source.data, 1 << 20)
    crd = SchemaSet().find("gateway.networking.k8s.io", "v1", "HTTPRoute")
    assert crd is not None
    caches = [
        open_cache(tmp_path, ["x"], (), ""),
        open_cache(tmp_path, ["x"], (), "strict"),
        open_cache(tmp_path, ["x"], (crd.kind,), ""),
    ]
    assert len({cache.key(source, part) for cache in caches}) == len(caches)


@pytest.mark.parametrize("damage", [b"", b"\x00", b"\x81\xc4\x01a\xc4\x01b"], ids=["empty", "other", "unknown"])
def test_a_damaged_cache_is_no_cache(tmp_path: Path, damage: bytes) -> None:
    whole = shown(run(open_cache(tmp_path, ["x"], (), "")))
    for file in tmp_path.iterdir():
        file.write_bytes(file.read_bytes()[:16] + damage if file.suffix != ".msgpack" else damage)
    assert shown(run(open_cache(tmp_path, ["x"], (), ""))) == whole


def test_old_runs_are_forgotten(tmp_path: Path) -> None:
    for number in range(25):
        run(open_cache(tmp_path, [str(number)], (), ""))
        newest = max(tmp_path.glob("*.msgpack"), key=lambda path: path.stat().st_mtime_ns)
        os.utime(newest, (number, number))
    assert len(list(tmp_path.glob("*.msgpack"))) == 20
    assert len({path.stem for path in tmp_path.iterdir()}) == 20


def test_a_folder_that_cannot_be_written_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert shown(run(open_cache(tmp_path / "file", ["x"], (), ""))) == shown(run())


def test_records_keep_everything_but_values() -> None:
    options = file_options(Options())
    for source in sources():
        made = check_file(source, None, 7, options)
        reader = RecordReader()
        encoded = encode(made, 7)
        read = reader.read(encoded.record)
        assert (read.documents, list(read.findings), read.legacy) == (made.documents, list(made.findings), made.legacy)
        resources = reader.resources(encoded.objects, source, 7)
        assert [one.document.locate(("spec",)) for one in resources] == [
            one.document.locate(("spec",)) for one in made.resources
        ]
        assert [(one.key, one.age, one.labels, one.object) for one in resources] == [
            (one.key, one.age, one.labels, one.object) for one in made.resources
        ]


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
