"""Our CEL rules beside upstream's, rule by rule at the same schema node, over generated values.

For every distinct node with rules, values are generated that touch what the rules talk about. Every
rule of upstream must have a rule of ours that gives the same verdict on all of them, and the other
way round; and for every rule both verdicts must have occurred.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kgwctl.api.registry import KINDS
from kgwctl.cel.validation_rules import Evaluator, compile_rules
from kgwctl.schema.crd import crd_of
from tests.conformance.test_crd_equality import upstream_crds
from tests.conftest import upstream_root

Node = dict[str, Any]
RULES = "x-kubernetes-validations"

#: Rules that never fail on a new object: they compare it with the one before.
TRANSITIONS = ("oldSelf",)


class Pair(NamedTuple):
    """A node of upstream's schema and the same node of ours."""

    path: str
    theirs: Node
    ours: Node


def node_pairs(theirs: Node, ours: Node, path: str) -> Iterator[Pair]:
    if RULES in theirs or RULES in ours:
        yield Pair(path, theirs, ours)
    for name, child in theirs.get("properties", {}).items():
        yield from node_pairs(child, ours["properties"][name], f"{path}.{name}")
    if "items" in theirs:
        yield from node_pairs(theirs["items"], ours["items"], f"{path}[]")
    if isinstance(theirs.get("additionalProperties"), dict):
        yield from node_pairs(theirs["additionalProperties"], ours["additionalProperties"], f"{path}{{}}")


def described(node: Node) -> str:
    """The node without its prose, to tell whether two nodes are the same."""

    def strip(value: Any) -> Any:
        if isinstance(value, dict):
            prose = [key for key, each in value.items() if key == "description" and isinstance(each, str)]
            return {key: strip(each) for key, each in value.items() if key not in prose}
        return [strip(each) for each in value] if isinstance(value, list) else value

    return json.dumps(strip(node), sort_keys=True)


@cache
def distinct_pairs() -> list[Pair]:
    root = upstream_root()
    found: dict[str, Pair] = {}
    for kind in KINDS if root else ():
        if not kind.custom:
            continue
        upstream = upstream_crds(root)[kind.group, kind.kind]["spec"]["versions"]
        schemas = {version["name"]: version["schema"]["openAPIV3Schema"] for version in upstream}
        for version in crd_of(kind)["spec"]["versions"]:
            ours = version["schema"]["openAPIV3Schema"]
            for pair in node_pairs(schemas[version["name"]], ours, f"{kind.kind}/{version['name']}"):
                found.setdefault(described(pair.theirs), pair)
    return list(found.values())


# --- values ---------------------------------------------------------------------------------------

TEXTS = ("", "a", "b", "Service", "/", "a.b", "x/y", "*", "1h", "0s", "5", "-1", "1.5", "70000", "4Gi", "10Ki")
LONG = f"{'a' * 254}/b"
WRONG: st.SearchStrategy[Any] = st.sampled_from([[], {}, "text", 7, True])


def literals(rules: list[str]) -> tuple[list[str], list[int]]:
    """The strings and numbers in the rules, and their neighbours."""
    texts = [text for rule in rules for text in re.findall(r"'([^']*)'|\"([^\"]*)\"", rule) for text in text if text]
    numbers = {int(number) for rule in rules for number in re.findall(r"(?<![\w.{])(\d{1,10})(?![\w.}])", rule)}
    return texts, sorted({near for number in numbers for near in (number - 1, number, number + 1)})


class Values:
    """Values of a node in which the words of its rules occur."""

    def __init__(self, pair: Pair) -> None:
        rules = [entry["rule"] for node in (pair.theirs, pair.ours) for entry in node.get(RULES, [])]
        self.words = {word.strip("_") for rule in rules for word in re.findall(r"\w+", rule)}
        texts, numbers = literals(rules)
        around = [text for each in texts for text in (each, f"x{each}", f"{each}x")]
        self.texts = st.sampled_from(sorted({*TEXTS, LONG, *(text for text in around if len(text) < 40)}))
        self.numbers = st.sampled_from([0, 1, 2, *numbers])
        self.strategy = self.of(pair.theirs)

    def of(self, node: Node, depth: int = 0) -> st.SearchStrategy[Any]:
        right = self.right(node, depth)
        return st.one_of(*[right] * 15, WRONG) if depth else right

    def right(self, node: Node, depth: int) -> st.SearchStrategy[Any]:
        if node.get("x-kubernetes-int-or-string"):
            return self.texts | self.numbers
        match node.get("type"):
            case "string":
                return st.sampled_from(node["enum"]) if "enum" in node else self.texts
            case "integer":
                return self.numbers
            case "boolean":
                return st.booleans()
            case "array":
                return st.lists(self.of(node["items"], depth + 1), max_size=3)
            case "object" if isinstance(node.get("additionalProperties"), dict):
                return st.dictionaries(self.texts, self.of(node["additionalProperties"], depth + 1), max_size=3)
            case "object":
                return self.object(node, depth)
        return st.just({})

    def object(self, node: Node, depth: int) -> st.SearchStrategy[Any]:
        known = {
            name: self.of(child, depth + 1) for name, child in node.get("properties", {}).items() if name in self.words
        }
        needed = [name for name in node.get("required", ()) if name in known]
        always = {name: known[name] for name in needed}
        sometimes = {name: child for name, child in known.items() if name not in needed}
        return st.fixed_dictionaries(always, optional=sometimes)


# --- verdicts -------------------------------------------------------------------------------------


def bare(node: Node) -> Node:
    """The node without any rules, for its types."""

    def strip(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: strip(each) for key, each in value.items() if key != RULES}
        return [strip(each) for each in value] if isinstance(value, list) else value

    stripped: Node = strip(node)
    return stripped


def evaluators(node: Node) -> dict[str, Evaluator]:
    return {
        entry["rule"]: compile_rules({**bare(node), RULES: [entry]})
        for entry in node.get(RULES, [])
        if not any(word in entry["rule"] for word in TRANSITIONS)
    }


class Record:
    """The verdicts of every rule of a pair, value by value."""

    def __init__(self, pair: Pair) -> None:
        self.theirs = {rule: (evaluator, []) for rule, evaluator in evaluators(pair.theirs).items()}
        self.ours = {rule: (evaluator, []) for rule, evaluator in evaluators(pair.ours).items()}
        self.values: list[Any] = []

    def add(self, value: Any) -> None:
        self.values.append(value)
        for evaluator, verdicts in (*self.theirs.values(), *self.ours.values()):
            verdicts.append(not evaluator.run(value, conforms=False))

    def without_counterpart(self) -> list[str]:
        """The rules of one side that disagree with every rule of the other, with a value they differ on."""
        found = []
        for one, other in ((self.theirs, self.ours), (self.ours, self.theirs)):
            for rule, (_, verdicts) in one.items():
                distances = [self.distance(verdicts, candidate) for _, candidate in other.values()]
                if (0, 0) not in distances:
                    example = self.values[min(distances)[1]] if distances else "everything"
                    found.append(f"{rule}\n   differs on {json.dumps(example)}")
        return found

    @staticmethod
    def distance(one: list[bool], other: list[bool]) -> tuple[int, int]:
        """How many verdicts differ, and the place of the first; (0, 0) if none does."""
        differing = [place for place, (a, b) in enumerate(zip(one, other, strict=True)) if a != b]
        return len(differing), differing[0] if differing else 0

    def one_sided(self) -> list[str]:
        return [rule for rule, (_, verdicts) in self.theirs.items() if len(set(verdicts)) < 2]


@pytest.mark.skipif(upstream_root() is None, reason="no kgateway v2.2.0 data: set KGWCTL_UPSTREAM")
@pytest.mark.parametrize("pair", distinct_pairs(), ids=lambda pair: pair.path)
def test_each_rule_has_a_counterpart(pair: Pair) -> None:
    record = Record(pair)

    @settings(max_examples=150)
    @given(Values(pair).strategy)
    def collect(value: Any) -> None:
        record.add(value)

    collect()
    assert record.without_counterpart() == []
    assert record.one_sided() == [], "values that satisfy and values that break the rule must both occur"
