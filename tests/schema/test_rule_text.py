"""Rules as data become CEL and a message."""

from __future__ import annotations

from typing import Any

import pytest

from kgwctl.api import field_rules as r
from kgwctl.cel.validation_rules import compile_rules
from kgwctl.schema.rule_text import render

TEXT = {"type": "string"}
NUMBER = {"type": "integer"}
REFERENCE = {
    "type": "object",
    "properties": {"kind": TEXT, "name": TEXT, "port": NUMBER, "section": TEXT},
    "required": ["kind", "name"],
}
OBJECT: dict[str, Any] = {
    "type": "object",
    "properties": {
        "type": {"type": "string", "default": "A"},
        "mode": TEXT,
        "namespace": TEXT,
        "low": NUMBER,
        "high": NUMBER,
        "wait": TEXT,
        "limit": TEXT,
        "inner": {"type": "object", "properties": {"mode": TEXT, "deep": TEXT}},
        "refs": {"type": "array", "items": REFERENCE},
    },
    "required": ["low", "high"],
}
REFERENCES: dict[str, Any] = {"type": "array", "items": REFERENCE}

#: rule, node, CEL, message
RENDERED: list[tuple[r.Rule, dict[str, Any], str, str]] = [
    (
        r.exactly_one_of("mode", "inner"),
        OBJECT,
        "[has(self.mode), has(self.inner)].exists_one(given, given)",
        "set exactly one of mode and inner",
    ),
    (r.at_least_one_of("mode"), OBJECT, "[has(self.mode)].exists(given, given)", "mode must be set"),
    (
        r.at_most_one_of("mode", "inner", "refs"),
        OBJECT,
        "[has(self.mode), has(self.inner), has(self.refs)].filter(given, given).size() <= 1",
        "set at most one of mode, inner and refs",
    ),
    (
        r.requires("inner.mode", "mode"),
        OBJECT,
        "(has(self.inner) && has(self.inner.mode)) ? has(self.mode) : true",
        "when inner.mode is set, mode must be set",
    ),
    (
        r.required_when("inner", "type", "B"),
        OBJECT,
        "(self.type == 'B') ? has(self.inner) : true",
        "when type is B, inner must be set",
    ),
    (
        r.only_when("inner", "mode", "x"),
        OBJECT,
        "has(self.inner) ? (has(self.mode) && self.mode == 'x') : true",
        "when inner is set, mode must be x",
    ),
    (
        r.Implies(r.Is("mode", ("x",), demanded=True), r.Has("namespace")),
        OBJECT,
        "(self.mode == 'x') ? has(self.__namespace__) : true",
        "when mode is x, namespace must be set",
    ),
    (
        r.Implies(r.Has("mode"), r.every("refs", r.Not(r.is_one_of("kind", "A", "B")))),
        OBJECT,
        "has(self.mode) ? (!has(self.refs) || self.refs.all(e, !(e.kind in ['A', 'B']))) : true",
        "when mode is set, in every element of refs, kind must not be A or B",
    ),
    (
        r.Holds(r.either(r.Not(r.Filled("mode")), r.Text("mode", "matches", r"^\w+$"))),
        OBJECT,
        r"(!(has(self.mode) && size(self.mode) != 0)) || (has(self.mode) && self.mode.matches(r'^\w+$'))",
        r"mode must be empty or mode must match ^\w+$",
    ),
    (r.Ordered("low", "high"), OBJECT, "self.high >= self.low", "low must not be greater than high"),
    (
        r.DurationsOrdered("wait", "limit"),
        OBJECT,
        "(has(self.wait) && has(self.limit)) ? duration(self.limit) >= duration(self.wait) : true",
        "wait must not be longer than limit",
    ),
    (
        r.UniqueBy(("name", "port")),
        REFERENCES,
        "self.all(a, self.exists_one(b, a.name == b.name && "
        "(has(a.port) ? has(b.port) && a.port == b.port : !has(b.port))))",
        "no two elements may have the same name and port",
    ),
    (
        r.SamePresence(("name",), ("port", "section")),
        REFERENCES,
        "self.all(a, self.all(b, (a.name == b.name) ? "
        "((has(a.port) && a.port != 0) == (has(b.port) && b.port != 0) && "
        "(has(a.section) && a.section != '') == (has(b.section) && b.section != '')) : true))",
        "elements with the same name must all set port or section, or none of them",
    ),
    (
        r.Each(r.Has("port"), where=r.Is("kind", ("Service",))),
        REFERENCES,
        "self.all(e, (e.kind == 'Service') ? has(e.port) : true)",
        "when kind is Service, port must be set",
    ),
    (
        r.AtMostOneElement(r.Is("kind", ("Service",))),
        REFERENCES,
        "self.filter(e, e.kind == 'Service').size() < 2",
        "there may be only one element whose kind is Service",
    ),
    (
        r.AllSame("kind"),
        REFERENCES,
        "self.all(e, e.kind == self[0].kind)",
        "all elements must have the same kind",
    ),
    (
        r.DurationBetween(least="1s", most="1h"),
        TEXT,
        "duration('1s') <= duration(self) && duration(self) <= duration('1h')",
        "the duration must be at least 1s and at most 1h",
    ),
    (r.Immutable(), TEXT, "oldSelf == self", "the value can't be changed"),
    (r.Expression("self != ''", "not empty"), TEXT, "self != ''", "not empty"),
]


@pytest.mark.parametrize(("rule", "node", "cel", "message"), RENDERED, ids=lambda value: type(value).__name__)
def test_rendering(rule: r.Rule, node: dict[str, Any], cel: str, message: str) -> None:
    assert render(rule, node) == (cel, message)


#: rule, node, values that satisfy it, values that break it
JUDGED: list[tuple[r.Rule, dict[str, Any], list[Any], list[Any]]] = [
    (r.DurationText(), TEXT, ["1s", "1h30m", "0s", "99999ms"], ["", "1", "s", "1us", "1.5s", "1h1h1h1h1h", "-1s"]),
    (r.DurationBetween(most="1h", nonzero=True), TEXT, ["1ms", "1h"], ["0s", "61m", "never"]),
    (r.AloneInList("*"), {"type": "array", "items": TEXT}, [[], ["*"], ["a", "b"]], [["*", "a"], ["*", "*"]]),
    (
        r.QuantityBetween(above=1023, below=2048),
        {"x-kubernetes-int-or-string": True},
        [1024, 2047, "1Ki", "1500"],
        [1023, 2048, "2Ki", "x"],
    ),
    (r.PositiveNumberText(), TEXT, ["1", "0.5", ".5", "2."], ["0", "-1", ".", "x", ""]),
    (
        r.ElementsTotal("tags", most=2, length=3),
        {
            "type": "array",
            "items": {"type": "object", "properties": {"tags": {"type": "array", "items": TEXT}}},
        },
        [[], [{}], [{"tags": ["a"]}, {"tags": ["b"]}]],
        [[{"tags": ["a", "b", "c"]}], [{"tags": ["a"]}, {}, {"tags": ["b", "c"]}]],
    ),
    (
        r.Implies(r.one("refs", r.Has("port")), r.Single("refs", r.Has("port"))),
        OBJECT,
        [{}, {"refs": [{"kind": "A", "name": "a", "port": 1}]}, {"refs": [{"kind": "A", "name": "a"}] * 2}],
        [{"refs": [{"kind": "A", "name": "a", "port": 1}, {"kind": "A", "name": "a"}]}],
    ),
    (
        r.DurationsOrdered("wait", "limit", zero_is_unlimited=True),
        OBJECT,
        [{}, {"wait": "1s"}, {"wait": "2s", "limit": "0s"}, {"wait": "1s", "limit": "1s"}],
        [{"wait": "2s", "limit": "1s"}],
    ),
    (
        r.all_or_none("mode", "wait"),
        OBJECT,
        [{}, {"mode": "a", "wait": "b"}],
        [{"mode": "a"}, {"wait": "b"}],
    ),
    (
        r.UniqueBy(("name", "section"), where=r.Has("section"), empty_is_absent=True),
        REFERENCES,
        [[{"kind": "A", "name": "a"}] * 2, [{"kind": "A", "name": "a", "section": "x"}, {"kind": "A", "name": "a"}]],
        [[{"kind": "A", "name": "a", "section": "x"}] * 2],
    ),
    (
        r.targets(("", "Service"), ("example.com", "Widget")),
        {"type": "array", "items": {"type": "object", "properties": {"group": TEXT, "kind": TEXT}}},
        [[], [{"group": "", "kind": "Service"}], [{"group": "example.com", "kind": "Widget"}]],
        [[{"group": "example.com", "kind": "Service"}], [{"kind": "Service"}]],
    ),
]


@pytest.mark.parametrize(("rule", "node", "good", "bad"), JUDGED, ids=lambda value: type(value).__name__)
def test_judgement(rule: r.Rule, node: dict[str, Any], good: list[Any], bad: list[Any]) -> None:
    checks = compile_rules({**node, "x-kubernetes-validations": [render(rule, node)._asdict()]})
    assert [value for value in good if checks.run(value)] == []
    assert [value for value in bad if not checks.run(value)] == []
