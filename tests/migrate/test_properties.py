"""What holds for every migration of every text: nothing is lost, nothing else is touched, once is enough."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.strategies import DataObject

from kgwctl.manifests import Source, read_source
from kgwctl.manifests.yaml_reader import read
from kgwctl.migrate.editing.ops import Delete, Insert, Nest, Rename, Replace, applied, same
from kgwctl.migrate.editing.text_file import edit, open_file, verify
from kgwctl.migrate.editing.tree import CannotEdit, parse
from kgwctl.migrate.proof.comments import lost_comments
from kgwctl.migrate.run import Plan, plan_migration
from tests.migrate.generated import Generated, Writer, policies

REPOSITORY = Path(__file__).resolve().parent.parent.parent
SHARED = REPOSITORY.parent / "shared" / "upstream"


def turned(value: dict[str, Any]) -> dict[str, Any]:
    """An HTTPListenerPolicy as a ListenerPolicy, said in the shortest way."""
    settings = {key: each for key, each in value["spec"].items() if key != "targetRefs"}
    spec: dict[str, Any] = {"targetRefs": value["spec"]["targetRefs"]}
    if settings:
        spec["default"] = {"httpSettings": settings}
    return {**value, "kind": "ListenerPolicy", "spec": spec}


def migrated(text: str, *only: str) -> Plan:
    return plan_migration([Source("a.yaml", text.encode())], only)


@given(policies())
def test_the_generator_writes_what_it_says(policy: Generated) -> None:
    assert same(read(policy.text), policy.value)
    assert len(parse(policy.text).comments) == policy.comments


@given(policies())
def test_a_policy_is_turned_whatever_its_style(policy: Generated) -> None:
    plan = migrated(policy.text, "httplistenerpolicy")
    assert not plan.findings
    after = plan.edits[0].after.decode()
    assert same(read(after), turned(policy.value))
    for number in range(1, policy.comments + 1):
        assert after.count(f"# c{number}.") == 1
    assert len(parse(after).comments) == policy.comments
    assert not migrated(after).edits


@settings(max_examples=40)
@given(policies())
def test_another_reader_finds_every_comment_and_yaml_1_2(policy: Generated) -> None:
    assert not lost_comments(migrated(policy.text, "httplistenerpolicy").edits)


@given(policies())
def test_line_ends_stay(policy: Generated) -> None:
    after = migrated(policy.text, "httplistenerpolicy").edits[0].after.decode()
    if "\r\n" in policy.text:
        assert not re.search(r"(?<!\r)\n", after)
    else:
        assert "\r" not in after


@given(policies(), policies(), st.sampled_from(["", "\ufeff"]))
def test_other_documents_are_not_touched(policy: Generated, other: Generated, mark: str) -> None:
    first = other.text.replace("HTTPListenerPolicy", "Unrelated ").rstrip("\r\n")
    before, after = f"{mark}{first}\n--- # separator\n", "\n---   \n# nothing but a comment\n---\n" + first
    plan = migrated(before + policy.text + after, "httplistenerpolicy")
    text = plan.edits[0].after.decode()
    assert text.startswith(before)
    assert text.endswith(after)


@given(policies())
def test_untouched_lines_stay_as_they_are(policy: Generated) -> None:
    """Every line of the input is in the output, moved at most; only braces and the kind are new."""
    after = [line.strip() for line in migrated(policy.text).edits[0].after.decode().splitlines()]
    for line in policy.text.splitlines():
        content = line.strip()
        if content and "HTTPListenerPolicy" not in content and not content.startswith(("spec:", "- {", "}")):
            comments = content.partition("#")[0].rstrip(" ,") or content
            assert any(comments in each for each in after), content


@given(st.data())
def test_any_edit_of_any_mapping_reads_back(data: DataObject) -> None:
    """Edits on random places: made exactly as meant, with every comment, or refused."""
    leaves = st.one_of(st.booleans(), st.integers(-9, 9), st.text("a #'\"\n:", max_size=5), st.none())
    keys = st.sampled_from(["a", "b", "c", "d"])
    values = st.recursive(leaves, lambda inner: st.dictionaries(keys, inner, min_size=1, max_size=3), max_leaves=8)
    value = data.draw(st.dictionaries(keys, values, min_size=1, max_size=4))
    writer = Writer(data.draw, eol="\n")
    text = writer.document(value)
    if not same(read(text), value):
        raise AssertionError(text)
    path = data.draw(st.sampled_from(_paths(value)))
    ops = [
        Rename(path, "new"),
        Delete(path),
        Insert((*path[:-1], "new"), {"x": [1, {"y": "z w"}]}),
        Nest(path[:-1], (str(path[-1]),), ("new", "deep")),
        Replace(path, "a: b"),
    ]
    op = data.draw(st.sampled_from(ops))
    file = open_file("a.yaml", text.encode())
    try:
        after = edit(file, 0, [op])
    except CannotEdit:
        if not isinstance(op, Replace):
            raise
        return
    verify(after)
    assert same(read(after.text), applied(op, value))
    kept = parse(after.text).comments
    if not isinstance(op, Replace):
        assert sorted(after.text[each.start : each.end] for each in kept) == sorted(
            f"# c{number}." for number in range(1, writer.comments + 1)
        )


def _paths(value: dict[str, Any], base: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    found = []
    for key, each in value.items():
        found.append((*base, key))
        if isinstance(each, dict):
            found += _paths(each, (*base, key))
    return found


def upstream_inputs() -> list[Path]:
    if not SHARED.is_dir():
        return []
    return [path for path in sorted(SHARED.rglob("*.yaml")) if "outputs" not in path.parts and "crds" not in str(path)]


def test_every_upstream_input() -> None:
    """Nothing is lost, nothing is worse, and a second run has nothing to do."""
    inputs = upstream_inputs()
    if not inputs:
        pytest.skip("no upstream data beside the repository")
    changed = 0
    for path in inputs:
        source = Source(str(path), path.read_bytes())
        plan = plan_migration([source])
        if not plan.edits:
            continue
        changed += 1
        after = plan.migrated()[0]
        assert not plan_migration([after]).edits
        assert len(read_source(after)[1]) <= len(read_source(source)[1])
        before_comments, after_comments = re.findall(rb"#.*", source.data), re.findall(rb"#.*", after.data)
        assert {each.strip() for each in before_comments} <= {each.strip() for each in after_comments}
    assert changed > 15
