"""The cost that an API server estimates for an expression, against the figures of Kubernetes 1.36."""

from __future__ import annotations

from typing import Any

import pytest

from kgwctl.cel.checker import check
from kgwctl.cel.declared import declare
from kgwctl.cel.estimate import estimated_cost
from kgwctl.cel.rule_checks import check_rules
from kgwctl.cel.rule_costs import RULE_LIMIT, SCHEMA_LIMIT, Account, occurrences_below
from kgwctl.cel.sizes import Place

_TEXT = {"type": "string"}
SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "name": _TEXT,
        "short": {"type": "string", "maxLength": 20},
        "kind": {"type": "string", "enum": ["One", "Three"]},
        "count": {"type": "integer"},
        "blob": {"type": "string", "format": "byte", "maxLength": 60},
        "since": {"type": "string", "format": "date-time"},
        "either": {"x-kubernetes-int-or-string": True, "maxLength": 9},
        "names": {"type": "array", "items": _TEXT},
        "few": {"type": "array", "maxItems": 4, "items": {"type": "string", "maxLength": 10}},
        "labels": {"type": "object", "maxProperties": 3, "additionalProperties": {"type": "string", "maxLength": 5}},
        "rows": {
            "type": "array",
            "maxItems": 5,
            "items": {
                "type": "object",
                "required": ["key"],
                "properties": {
                    "key": {"type": "string", "maxLength": 8},
                    "tags": {"type": "array", "maxItems": 6, "items": {"type": "string", "maxLength": 3}},
                },
            },
        },
    },
}
#: What ``kube-apiserver`` estimates for ``SCHEMA`` as the schema of a resource.
COSTS = {
    "true": 0,
    "self.count > 1": 3,
    "self.short == 'abc'": 3,
    "self.name == self.short": 12,
    "self.kind == self.name": 314_577,
    "has(self.name) && self.name != ''": 3,
    "self.short < self.name || self.count == 2": 14,
    "self.blob == bytes(self.short)": 18,
    "self.since > timestamp('2020-01-01T00:00:00Z')": 4,
    "self.either == 5": 3,
    "self.few == oldSelf.few": 5,
    "self.few[0] == 'a'": 4,
    "self.labels['a'] == 'b' && self.labels.c == 'd'": 8,
    "'a' in self.few && 'b' in self.labels": 9,
    "self.names.all(n, n == 'a')": 5_242_878,
    "self.few.all(n, n.matches('^[a-z]+$'))": 59,
    "self.few.exists(n, matches(n, '^[a-z]+$'))": 27,
    "self.few.exists_one(n, n.contains(self.short))": 152,
    "self.few.filter(n, n.startsWith('ab')).size() > 1": 75,
    "self.few.map(n, n + '-').join(',') == self.short": 1_844_674_407_370_955_359,
    "self.few.map(n, n != '', n.upperAscii())[0] == 'A'": 87,
    "self.few.all(i, n, self.few.all(j, m, i == j || n != m))": 219,
    "self.labels.all(key, self.labels[key] == key)": 27,
    "self.labels.transformMap(k, v, v + k)['a'] == 'b'": 55,
    "self.labels.transformList(k, v, k != 'a', v)[0].endsWith('b')": 57,
    "self.rows.all(row, row.tags.all(tag, tag != row.key))": 1_313,
    "self.rows.all(row, size(row.key) > 1 && row.key.lowerAscii() == row.key)": 98,
    "self.rows.map(row, row.tags).flatten().distinct().size() > 1": 162,
    "self.rows.sortBy(row, row.key)[0].key == 'a'": 162,
    "self.few.sort() == self.few.reverse()": 65,
    "self.few.slice(1, 3).size() == 2": 17,
    "lists.range(7).all(i, i >= 0)": 54,
    "sets.contains(self.few, ['a', 'b']) || sets.equivalent(self.few, self.names)": 8_388_626,
    "self.few.isSorted() && self.few.indexOf('a') == 1 && self.short.indexOf('a') == 1": 56,
    "self.short.replace('a', 'bcd').split('b').size() > 1": 68,
    "self.short.replace('', self.kind).size() > 1 && self.short.replace('abc', 'd') == 'd'": 41,
    "self.short.split('', 2)[0].trim() == self.short.substring(1)": 29,
    "self.short.find('[a-z]') == self.short.findAll('[a-z]', 1)[0]": 41,
    "'%s %d'.format([self.name, self.count]) == strings.quote(self.short)": 42,
    "self.?short.orValue('a') == 'b' && self.?few[?0].hasValue()": 8,
    "self.?short.optMap(s, s + '!').orValue('') == 'a'": 1_844_674_407_370_955_284,
    "self.?rows[?0].optFlatMap(row, row.?key).value() == 'a'": 22,
    "(self.count > 1 ? self.short : self.name) == self.kind": 314_580,
    "dyn(self.short) == 'a' && type(self.either) == string": 8,
    "quantity(self.short).compareTo(quantity('1')) > 0 && isQuantity(self.name)": 314_588,
    "quantity(self.short) == quantity('1') && url(self.name) == url('http://a/b')": 314_589,
    "url(self.name).getHost() == 'a' && isURL(self.name)": 314_580,
    "isIP(self.short) && ip(self.short) == ip('::1') && ip.isCanonical(self.short)": 40,
    "cidr(self.short).containsIP(self.short) && cidr('::/0').containsIP(ip('::1'))": 30,
    "cidr(self.short).containsCIDR(self.short) && cidr('::/0').ip().family() == 6": 31,
    "format.dns1123Label().validate(self.short).hasValue()": 260,
    "format.named('uri').value() == format.uri()": 10,
    "semver(self.short).major() > 1 && isSemver(self.short, true)": 22,
    "{'a': self.short, 'b': 'c'}['a'] == self.name": 43,
    "[self.short, 'abcdefghijklmnopqrstuvwxyz'].all(s, s == self.name)": 25,
    "string(bytes(self.short)) == self.short": 52,
    "self.few + self.names == self.few": 8,
    "[[1, 2], [3]].all(l, l.all(i, i > self.count))": 41,
    "self.metadata.name == self.short": 13,
    "type(ip('::1')) == net.IP": 3,
}


@pytest.mark.parametrize("text", COSTS)
def test_costs_are_those_of_kubernetes(text: str) -> None:
    declared = declare(SCHEMA, resource=True)
    assert declared is not None
    checked = check(text, {"self": declared.type, "oldSelf": declared.type}, declared.objects())
    assert checked.problems == []
    assert estimated_cost(checked, declared) == COSTS[text]


def test_places_share_their_arrays_as_long_as_these_have_room() -> None:
    item = Place(["self"], 1, 1).below("rows").below("@items")
    first, second = item.below("tags"), item.below("key")
    assert first.steps == second.steps == ("self", "rows", "@items", "key")
    assert first.below("@items").steps == ("self", "rows", "@items", "key", "@items")
    assert item.apart("@keys").steps == ("self", "rows", "@items", "@keys")
    assert second.steps[-1] == "key"


def problems(rule: dict[str, Any], *, occurrences: dict[str, Any] | None = None) -> list[str]:
    """The problems of one rule on strings, in a list with these bounds."""
    text = {"type": "string", "x-kubernetes-validations": [rule]}
    schema = {"type": "object", "properties": {"list": {"type": "array", "items": text, **(occurrences or {})}}}
    return [problem.message for problem in check_rules(schema)]


def test_a_rule_is_counted_as_often_as_its_value_may_occur() -> None:
    rule = {"rule": "self.matches('^[a-z]{1,40}$')"}
    assert problems(rule, occurrences={"maxItems": 7}) == []
    (said,) = problems(rule, occurrences={"maxItems": 8})
    assert said.startswith("the estimated cost exceeds the budget of an expression by a factor of 1.006634: ")
    (said, total) = problems(rule)
    assert "by a factor of more than 100: simplify it, or bound lists" in said
    assert "the budget of a schema by a factor of more than 100" in total
    assert total.endswith("the most expensive rules: properties.list.items.x-kubernetes-validations[0].rule")


def test_the_expression_of_a_message_has_a_budget_too() -> None:
    schema = {**SCHEMA, "x-kubernetes-validations": [{"rule": "true", "messageExpression": "self.names.join(',')"}]}
    own, total = check_rules(schema)
    assert own.path == ("x-kubernetes-validations", 0, "messageExpression")
    assert "the budget of an expression by a factor of more than 100" in own.message
    assert total.path == ()


def test_all_rules_together_have_a_budget() -> None:
    account = Account()
    assert account.charge(("cheap",), 10) is None
    for number in range(10):
        assert account.charge(("a", number), RULE_LIMIT - number) is None
    assert account.problem() is None
    assert account.charge(("b",), SCHEMA_LIMIT - account.total + 1) is None
    said = account.problem()
    assert said is not None
    assert "by a factor of 1.000000: " in said
    assert said.endswith("rules: a[0], a[1], a[2], a[3]")


def test_occurrences_multiply_until_nothing_bounds_them() -> None:
    items = {"type": "array", "maxItems": 3}
    entries = {"type": "object", "additionalProperties": {}, "maxProperties": 4}
    assert occurrences_below({"type": "object"}, 5) == 5
    assert occurrences_below(items, 5) == 15
    assert occurrences_below(entries, 15) == 60
    assert occurrences_below({"type": "array"}, 60) is None
    assert occurrences_below(items, None) is None
