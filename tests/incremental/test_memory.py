"""What is remembered never shows: every run says what it would say without a memory."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgwctl.incremental.check import Run, check
from kgwctl.incremental.memory import Memory, open_memory
from kgwctl.lint.check import Checked
from kgwctl.manifests import Source
from kgwctl.pipeline.options import Options
from kgwctl.settings import Settings

GATEWAY = """\
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: NAME}
spec:
  gatewayClassName: kgateway
  listeners: [{name: http, port: 80, protocol: HTTP}]
"""
ROUTE = """\
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: web}
spec:
  parentRefs: [{name: NAME}]
  rules: [{backendRefs: [{name: NAME, port: 80}]}]
"""
SERVICE = """\
apiVersion: v1
kind: Service
metadata: {name: NAME}
spec: {ports: [{port: 80}]}
"""
POLICY = """\
apiVersion: gateway.kgateway.dev/v1alpha1
kind: HTTPListenerPolicy
metadata: {name: NAME, annotations: {kgwctl.dev/ignore: KGW0305}}
spec:
  targetRefs: [{group: gateway.networking.k8s.io, kind: Gateway, name: NAME}]
"""
OTHERS = ("", "# nothing\n", "kind: [\n", "a: 1\n", "apiVersion: example.com/v1\nkind: Other\nmetadata: {name: x}\n")
WRONG = SERVICE.replace("port: 80", "port: 800000")

TEXTS = st.builds(
    lambda text, name, blank: blank * "\n" + text.replace("NAME", name),
    st.sampled_from([GATEWAY, ROUTE, SERVICE, POLICY, WRONG, *OTHERS]),
    st.sampled_from(["a", "b"]),
    st.integers(0, 1),
)
FILES = st.dictionaries(st.sampled_from(["a.yaml", "b.yaml", "c.yaml"]), st.lists(TEXTS, max_size=3), min_size=1)
SETTINGS = st.sampled_from([Settings(), Settings(listener_bind_ipv6=False)])


def sources(files: dict[str, list[str]]) -> list[Source]:
    return [Source(path, "---\n".join(texts).encode()) for path, texts in files.items()]


def said(checked: Checked) -> tuple[object, ...]:
    return (sorted(checked.findings, key=repr), checked.suppressed, checked.documents, dict(checked.skipped))


@given(st.lists(st.tuples(FILES, SETTINGS, st.booleans(), st.booleans()), min_size=1, max_size=6))
def test_edits(runs: list[tuple[dict[str, list[str]], Settings, bool, bool]]) -> None:
    with TemporaryDirectory() as folder:
        for files, settings, per_file, with_objects in runs:
            options, how = Options(settings, per_file=per_file), Run(with_objects=with_objects)
            remembering = how._replace(memory=open_memory(Path(folder), ["."], (), ""))
            expected = said(check(sources(files), options, how))
            assert said(check(sources(files), options, remembering)) == expected


@pytest.fixture
def cache(tmp_path: Path) -> Memory:
    return open_memory(tmp_path / "results", ["."], (), "")


def entries(tmp_path: Path) -> Iterator[Path]:
    return (tmp_path / "results").iterdir()


def run(cache: Memory | None, text: str = WRONG, *, with_objects: bool = False) -> tuple[object, ...]:
    how = Run(memory=cache, with_objects=with_objects)
    return said(check([Source("a.yaml", text.encode())], Options(), how))


@pytest.mark.parametrize("garbage", [b"", b"\x00", b"\xc1garbage", b"\x81\xa1a\xa1b"])
@pytest.mark.parametrize("keep", [0, 16])
def test_what_is_torn_is_not_read(cache: Memory, tmp_path: Path, garbage: bytes, keep: int) -> None:
    expected = run(cache)
    for path in entries(tmp_path):
        path.write_bytes(path.read_bytes()[:keep] + garbage)
    assert run(open_memory(tmp_path / "results", ["."], (), "")) == expected == run(None)


def test_a_run_that_changes_nothing_is_not_checked_again(
    cache: Memory, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = run(cache)
    monkeypatch.setattr("kgwctl.incremental.check.check_file", None)
    again = open_memory(tmp_path / "results", ["."], (), "")
    assert run(again) == expected
    with pytest.raises(TypeError):
        run(again, WRONG + "\n# edited\n")


def test_a_folder_that_cannot_be_written_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "results").write_text("a file")
    assert run(open_memory(tmp_path / "results", ["."], (), "")) == run(None)


def test_other_options_have_another_memory(tmp_path: Path) -> None:
    source = [Source("a.yaml", b"a: 1\n")]
    keys = {
        open_memory(tmp_path, ["."], (), options).run_key(source, settings)
        for options in ("x", "y")
        for settings in (b"1", b"2")
    }
    assert len(keys) == 4


def test_names_and_contents_do_not_run_into_each_other(cache: Memory) -> None:
    one = [Source("a", b"b"), Source("c", b"d")]
    other = [Source("a", b"b\x001 c\x00d")]
    assert cache.run_key(one, b"") != cache.run_key(other, b"")


@pytest.mark.parametrize("garbage", [None, b"", b"\xc1garbage"])
def test_little_that_is_new_is_kept_beside_the_rest(tmp_path: Path, garbage: bytes | None) -> None:
    """Rewriting everything for one changed file would take longer than checking it."""
    files = [Source(f"{number:02}.yaml", SERVICE.replace("NAME", f"s{number}").encode()) for number in range(20)]
    folder = tmp_path / "results"
    check(files, Options(), Run(memory=open_memory(folder, ["."], (), "")))
    (whole,) = folder.glob("*.msgpack")
    written = whole.read_bytes()
    for port in (b"800000", b"900000"):
        files[7] = Source(files[7].path, ROUTE.encode().replace(b"80}", port + b"}"))
        found = said(check(files, Options(), Run(memory=open_memory(folder, ["."], (), ""))))
        assert found == said(check(files, Options(Settings())))
    (recent,) = folder.glob("*.recent")
    assert whole.read_bytes() == written
    if garbage is not None:
        recent.write_bytes(garbage)
    others = [*files[:7], Source("7.yaml", files[7].data), *files[8:]]
    assert said(check(others, Options(), Run(memory=open_memory(folder, ["."], (), "")))) != found
    files[8:] = [Source(f"moved/{source.path}", source.data) for source in files[8:]]
    check(files, Options(), Run(memory=open_memory(folder, ["."], (), "")))
    assert whole.read_bytes() != written
    assert not list(folder.glob("*.recent"))


@given(st.data())
def test_damage_changes_nothing(data: st.DataObject) -> None:
    """Any byte of any file may be another, or files may be swapped: what is not as it was written is not used."""
    files = [
        Source(f"{number}.yaml", text.replace("NAME", "a").encode()) for number, text in enumerate((WRONG, POLICY))
    ]
    others = [Source(f"{number}.yaml", GATEWAY.replace("NAME", "a").encode()) for number in range(2)]
    with TemporaryDirectory() as name:
        folder = Path(name)
        for inputs, run_name in ((files, "a"), (others, "b")):
            check(inputs, Options(), Run(memory=open_memory(folder, [run_name], (), "")))
        for path in folder.iterdir():
            content = bytearray(path.read_bytes())
            if data.draw(st.booleans()):
                content = bytearray(data.draw(st.sampled_from(sorted(folder.iterdir()))).read_bytes())
            for _ in range(data.draw(st.integers(0, 3))):
                content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
            path.write_bytes(bytes(content))
        remembering = Run(memory=open_memory(folder, ["a"], (), ""))
        assert said(check(files, Options(), remembering)) == said(check(files, Options()))
