"""What is refused about the rules of a CRD before any object is seen."""

from __future__ import annotations

import time
from typing import Any

import pytest

from kgwctl.cel.rule_checks import check_rules
from tests.cel.crds import load_crds, schema_folders

SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "spec": {
            "type": "object",
            "properties": {
                "name": {"type": "string", "maxLength": 63},
                "namespace": {"type": "string", "maxLength": 63},
                "count": {"type": "integer"},
                "either": {"x-kubernetes-int-or-string": True},
                "labels": {"type": "object", "additionalProperties": {"type": "string", "maxLength": 63}},
                "items": {
                    "type": "array",
                    "maxItems": 16,
                    "items": {"type": "object", "properties": {"key": {"type": "string", "maxLength": 63}}},
                },
                "free": {"type": "object", "x-kubernetes-preserve-unknown-fields": True},
            },
        }
    },
}
GOOD = [
    "self.spec.name == 'a'",
    "self.metadata.name == self.spec.__namespace__",
    "self.spec.labels.anything == 'x'",
    "self.spec.items.all(i, has(i.key) && i.key != '')",
    "self.spec.items[0].key == 'x'",
    "self.spec.items.filter(i, i.key == 'a').size() == 1",
    "type(self.spec.either) == int",
    "self.spec.items.all(i, item, item.key != '' && i >= 0)",
    "self.spec.?name.orValue('') == ''",
    "isURL(self.spec.name) && quantity(self.spec.name).isInteger()",
]
BAD = {
    "self.spec.nam == 'a'": "1:10: undefined field 'nam', did you mean 'name'",
    "self.spec.namespace == 'a'": "did you mean '__namespace__'",
    "has(self.spec.other)": "undefined field 'other'",
    "self.spec.name.first == 'a'": "type 'string' does not support field selection",
    "self.spec.items.all(i, i.kee == '')": "did you mean 'key'",
    "self.spec.items.exists(i, item, item.kee == '')": "did you mean 'key'",
    "self.spec.free.anything == 1": "undefined field 'anything'",
    "self.spec.items.key == 'a'": "type 'list(object.spec.items.@idx)' does not support",
    "self.spec.name ==": "1:18",
    "unknown(self)": "undeclared reference to 'unknown'",
    "other.name == 'a'": "undeclared reference to 'other'",
    "math.greatest(1, 2) == 2": "undeclared reference to 'math'",
    "self.spec.name.size()": "its type is int",
    "'text'": "its type is string",
    "self.spec.items.map(i, i.key)": "its type is list(string)",
    " ": "empty",
}


def problems(rule: dict[str, Any], at: tuple[str, ...] = ()) -> list[str]:
    def place(schema: dict[str, Any], path: tuple[str, ...]) -> dict[str, Any]:
        if not path:
            return {**schema, "x-kubernetes-validations": [rule]}
        if path[0] == "[]":
            return {**schema, "items": place(schema["items"], path[1:])}
        below = {path[0]: place(schema["properties"][path[0]], path[1:])}
        return {**schema, "properties": {**schema["properties"], **below}}

    return [problem.message for problem in check_rules(place(SCHEMA, at))]


@pytest.mark.parametrize("rule", GOOD)
def test_good_rules(rule: str) -> None:
    assert problems({"rule": rule}) == []


@pytest.mark.parametrize("rule", BAD)
def test_bad_rules(rule: str) -> None:
    (problem,) = problems({"rule": rule})
    assert BAD[rule] in problem


@pytest.mark.parametrize(
    ("keyword", "value", "said"),
    [
        ("messageExpression", "self.spec.nam", "did you mean"),
        ("messageExpression", "1 == 2", "must evaluate to string, but its type is bool"),
        ("message", "a\nb", "line breaks"),
        ("reason", "Other", "FieldValueForbidden"),
        ("fieldPath", ".spec.other", "does not refer"),
        ("fieldPath", "spec", "not of the form"),
        ("optionalOldSelf", True, "uses oldSelf"),
    ],
)
def test_bad_keywords(keyword: str, value: Any, said: str) -> None:
    (problem,) = problems({"rule": "self.spec.name == 'a'", keyword: value})
    assert said in problem


def test_good_keywords() -> None:
    rule = {"rule": "true", "messageExpression": "'x' + self.spec.name", "reason": "FieldValueDuplicate"}
    assert problems({**rule, "fieldPath": ".spec.labels['a.b']"}) == []


def test_transition_rules_need_correlatable_lists() -> None:
    rule = {"rule": "self.key == oldSelf.key"}
    assert "list that is not of type map" in problems(rule, ("spec", "items", "[]"))[0]
    assert problems({"rule": "self == oldSelf"}, ("spec", "name")) == []


def test_paths_lead_to_the_keyword() -> None:
    schema = {"type": "object", "properties": {"a": {"type": "string", "x-kubernetes-validations": [{"rule": "("}]}}}
    (problem,) = check_rules(schema)
    assert problem.path == ("properties", "a", "x-kubernetes-validations", 0, "rule")


def test_real_crds_have_no_problems() -> None:
    for folder in schema_folders():
        for kind, schema in load_crds(folder).items():
            assert check_rules(schema) == [], kind


@pytest.mark.parametrize(
    "rule",
    [
        "[" * 240 + "]" * 240 + ".size() == 1",
        "!(" * 240 + "true" + ")" * 240,
        "[1]" + ".map(x, {x: x})" * 60 + ".size() == 1",
        "optional.of(1)" + ".optMap(x, [x, x])" * 100 + ".hasValue()",
        " && ".join(["self.spec.items.all(i, i.key != '')"] * 1500),
    ],
    ids=["lists", "negations", "doubled types", "doubled targets", "long"],
)
def test_hostile_rules_are_checked_in_bounded_time(rule: str) -> None:
    start = time.perf_counter()
    assert all("cost" in problem for problem in problems({"rule": rule}))
    assert time.perf_counter() - start < 20
