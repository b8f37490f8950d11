"""Sources to documents: JSON and YAML streams, lists, and what is said about the rest."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgwctl.diagnostics import Location, Severity
from kgwctl.manifests import Source, read_source
from kgwctl.manifests import catalogue as rules
from tests.manifests.texts import OBJECTS


def kinds(data: str | bytes) -> tuple[list[str], list[tuple[str, int, int]]]:
    """The kinds of all objects, and each finding as rule, line and column."""
    documents, findings = read_source(Source("f.yaml", data.encode() if isinstance(data, str) else data))
    places = [(finding.rule, *(finding.location or Location(""))[1:]) for finding in findings]
    return [document.kind for document in documents], places


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("# nothing\n---\n\n---\n# here\n", []),
        ("kind: A\n---\nkind: B\n", ["A", "B"]),
        ("\ufeffkind: A\n---\n\ufeffkind: B\n", ["A", "B"]),
        ("kind: A\r\n--- # b\r\nkind: B\r\n", ["A", "B"]),
        ('{"kind": "A"}', ["A"]),
        ('\ufeff{"kind": "A"}', ["A"]),
        ('{"kind": "A"}{"kind": "B"}\n{"kind": "C"}', ["A", "B", "C"]),
        ('{"kind": "A"}\n---\n{"kind": "B"}\n---\nkind: C\n', ["A", "B", "C"]),
        ("{kind: A}\n---\n{kind: B}\n", ["A", "B"]),
        ('{"kind": "A",}', ["A"]),
        ("kind: List\nitems:\n- kind: A\n- kind: List\n  items: [{kind: B}]\n", ["A", "B"]),
        ("kind: List\nitems: []\n", []),
        ("kind: List\n", ["List"]),
        ("kind: ListenerPolicy\nitems: [{kind: A}]\n", ["ListenerPolicy"]),
        ("kind: SecretList\napiVersion: v1\nitems: [{metadata: {name: a}}, {kind: B}]\n", ["Secret", "B"]),
        ("a: 1\n", [""]),
        ("kind: 1\n", [""]),
    ],
)
def test_objects(text: str, expected: list[str]) -> None:
    assert kinds(text) == (expected, [])


@pytest.mark.parametrize(
    ("text", "expected", "rule", "line", "column"),
    [
        ("kind: A\n---\na: b: c\n---\nkind: B\n", ["A", "B"], rules.NOT_YAML, 3, 5),
        ("kind: A\n---\na:\n\tb: c\n---\nkind: B\n", ["A", "B"], rules.NOT_YAML, 4, 1),
        ("kind: A\nb: 'c\nd: e\n---\nkind: B\n", ["B"], rules.NOT_YAML, 2, 4),
        ("kind: A\n--- {kind: B}\n---\nkind: C\n", ["A", "C"], rules.NOT_YAML, 2, 1),
        ("kind: A\nb: ä\0\n---\nkind: B\n".replace("kind: A", "kind: A # " + "x" * 9000), ["B"], rules.NOT_YAML, 2, 5),
        (b"kind: A\n---\nb: \xc3\xa4 \xff\n---\nkind: B\n", ["A", "B"], rules.NOT_YAML, 3, 6),
        ('{"kind": "A"}{"kind": "B"} x\n---\nkind: C\n', ["A", "B", "C"], rules.NOT_YAML, 1, 28),
        ('{"kind": "A"\n "b": 1}', [], rules.NOT_YAML, 2, 2),
        ("kind: A\nb:\n  kind: 1\n  kind: 2\n", ["A"], rules.DUPLICATE_KEY, 4, 3),
        ("# ä\nä: 1\nä: 2\n", [""], rules.DUPLICATE_KEY, 3, 1),
        ('{"kind": "A",\n "kind": "B"}', ["B"], rules.DUPLICATE_KEY, 2, 2),
        ('{"\\ud83d\\ude00": 1, "\\ud83d\\ude00": 2}', [""], rules.DUPLICATE_KEY, 1, 1),
        ('kind: A\n1: a\n"1": b\n', ["A"], rules.DUPLICATE_KEY, 3, 1),
        ("kind: A\nx: &x {a: 1}\ny:\n  <<: *x\n  a: 2\n", ["A"], rules.MERGED_KEY, 5, 3),
        ("- kind: A\n", [], rules.NOT_A_MAPPING, 1, 1),
        ("kind: A\n---\n text\n", ["A"], rules.NOT_A_MAPPING, 3, 2),
        ("kind: List\nitems:\n- kind: A\n- 1\n", ["A"], rules.NOT_A_MAPPING, 4, 3),
        ("kind: A\nx: &x [*x]\n---\nkind: B\n", ["B"], rules.RUNAWAY, 2, 8),
        ("kind: A\n---\nname: {{ .Values.name }}\n", ["A"], rules.TEMPLATE, 3, 7),
        ("{{- if .Values.a }}\nkind: A\n{{- end }}\n", [], rules.TEMPLATE, 1, 1),
        ("kind: A\n...\nkind: B\n---\nkind: C\n", ["A", "C"], rules.IGNORED_TEXT, 3, 1),
        ("[a] # c\n  kind: B\n", [], rules.IGNORED_TEXT, 2, 3),
    ],
)
def test_findings(text: str | bytes, expected: list[str], rule: Any, line: int, column: int) -> None:
    found, findings = kinds(text)
    assert found == expected
    assert findings[0] == (rule.id, line, column)


@pytest.mark.parametrize("data", [b"\x7fELF\0\0", "a: b\n".encode("utf-16"), "a: b\n".encode("utf-16-be"), b"a: \0"])
def test_no_text(data: bytes) -> None:
    assert kinds(data) == ([], [(rules.UNREADABLE.id, 0, 0)])


@pytest.mark.parametrize(
    ("text", "hint"), [("a:\n\tb: c\n", "tabs"), ("a: 'b\n", "never closed"), ("a: @b\n", "@"), ("a: b: c\n", "colon")]
)
def test_hints(text: str, hint: str) -> None:
    _, (finding,) = read_source(Source("f.yaml", text.encode()))
    assert hint in finding.hint


def test_braces_in_quotes_are_no_template() -> None:
    assert kinds('a: "{{ x }}"\nb: c: d\n')[1] == [(rules.NOT_YAML.id, 2, 5)]


def test_the_rest_of_an_ended_document_may_be_a_comment() -> None:
    assert kinds("kind: A\n...\n# bye\n\n")[1] == []


def test_every_message_has_a_known_rule_and_its_severity() -> None:
    known = {rule.id: rule.severity for rule in rules.RULES}
    texts = [
        "a: b: c",
        "a: 1\na: 2",
        "- a",
        "a: &a [*a]",
        "a: {{b}}",
        "a: 1\n...\nb",
        "a: &a {b: 1}\nc: {<<: *a, b: 1}",
    ]
    findings = [each for text in texts for each in read_source(Source("f", text.encode()))[1]]
    assert {each.rule for each in findings} == known.keys() - {rules.UNREADABLE.id, rules.LINK_LOOP.id}
    assert all(known[each.rule] is each.severity for each in findings)
    assert all(each.message for each in findings)
    assert known[rules.MERGED_KEY.id] is Severity.WARNING


def test_identity() -> None:
    text = "apiVersion: a.b/v1\nkind: K\nmetadata: {namespace: ns, name: m, generateName: g-}\n"
    (document, core), _ = read_source(Source("f", (text + "---\napiVersion: v1\nkind: 3\nmetadata: x\n").encode()), 5)
    assert (document.index, document.group, document.version, document.kind) == (5, "a.b", "v1", "K")
    assert (document.namespace, document.name, document.generate_name) == ("ns", "m", "g-")
    assert (core.index, core.group, core.version, core.kind) == (6, "", "v1", "")
    assert (core.namespace, core.name, core.generate_name) == ("", "", "")


def test_offsets_hold_the_document() -> None:
    data = "# é\nkind: A\n---\n\ufeffkind: B\n---\n".encode() + b'{"kind": "C"}'
    documents, _ = read_source(Source("f", data))
    assert [data[each.start : each.end].decode() for each in documents] == [
        "# é\nkind: A\n",
        "kind: B\n",
        '{"kind": "C"}',
    ]


@given(st.lists(OBJECTS, min_size=1, max_size=4), st.sampled_from(["", " ", "\n", "\n\n"]))
def test_json_streams(values: list[dict[str, Any]], between: str) -> None:
    documents, findings = read_source(Source("f", between.join(map(json.dumps, values)).encode()))
    assert [document.value for document in documents] == values
    assert findings == []
    for document in documents:
        assert json.loads(document.source.data[document.start : document.end]) == document.value


@pytest.mark.parametrize("number", ["1.0", "1e2", "-0.0"])
def test_whole_json_numbers_are_integers_as_in_yaml(number: str) -> None:
    (document,), _ = read_source(Source("f", f'{{"a": {number}}}'.encode()))
    assert type(document.value["a"]) is int


@pytest.mark.parametrize("text", ['{"a": NaN}', '{"a": 1e999}'])
def test_what_is_no_json_may_be_yaml(text: str) -> None:
    (document,), findings = read_source(Source("f", text.encode()))
    assert isinstance(document.value["a"], str)
    assert findings == []
