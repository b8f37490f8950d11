"""``kgwctl rules`` and ``kgwctl explain``."""

from __future__ import annotations

import json

import pytest

from kgwctl.cli.catalogue import known_rules
from kgwctl.diagnostics import Rule

from .runs import command


def test_rules_lists_every_rule_in_order() -> None:
    done = command("rules")
    assert (done.code, done.err) == (0, "")
    assert [line.split()[0] for line in done.out.decode().splitlines()] == list(known_rules())


def test_rules_as_json() -> None:
    entries = json.loads(command("rules", "-o", "json").out)
    assert [entry["id"] for entry in entries] == sorted(known_rules())
    assert all(entry.keys() == {"id", "name", "severity", "summary"} for entry in entries)
    assert {entry["severity"] for entry in entries} <= {"error", "warning", "info"}


def test_rules_of_the_run_itself_are_known_and_collide_with_none() -> None:
    rules = known_rules()
    assert rules["KGW0912"].name == "envoy-refuses"
    assert len({rule.name for rule in rules.values()}) == len(rules)


@pytest.mark.parametrize("rule", known_rules().values(), ids=lambda rule: rule.id)
def test_explain_says_all_there_is(rule: Rule) -> None:
    done = command("explain", rule.id)
    assert (done.code, done.err) == (0, "")
    text = done.out.decode()
    assert text.startswith(f"{rule.id} {rule.name} ({rule.severity.label})\n")
    assert rule.summary in text
    for example in (rule.bad, rule.good):
        for line in example.rstrip().splitlines():
            assert f"    {line}\n" in text
    assert ("kgwctl migrate --only" in text) is bool(rule.migration)


@pytest.mark.parametrize("name", ["KGW0202", "kgw0202", "missing-reference-grant", "Missing-Reference-Grant"])
def test_explain_takes_ids_and_names_in_any_case(name: str) -> None:
    assert command("explain", name).out.startswith(b"KGW0202 missing-reference-grant")


@pytest.mark.parametrize(
    ("name", "hint"),
    [("missing-reference-grnat", "did you mean missing-reference-grant?"), ("zzzz", "see `kgwctl rules`")],
)
def test_explain_of_an_unknown_rule_is_a_mistake(name: str, hint: str) -> None:
    done = command("explain", name)
    assert (done.code, done.out) == (2, b"")
    assert done.err == f"kgwctl: no rule is called {name}; {hint}\n"


def test_the_plugin_speaks_of_itself_as_kubectl_does() -> None:
    assert command("explain", "zzzz", program="/usr/bin/kubectl-kgw").err.startswith("kubectl kgw: ")
