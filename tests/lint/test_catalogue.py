"""The catalogue is well formed, and its examples show what they claim, run through the real check."""

from __future__ import annotations

import re

import pytest

from kgwctl.diagnostics import Finding, Rule, Severity
from kgwctl.lint.catalogue import catalogue
from kgwctl.lint.check import check
from kgwctl.manifests import Source
from kgwctl.pipeline.options import Options
from kgwctl.settings import Settings

RULES = catalogue()
#: Rules that no manifest alone can show: they are about files, flags, or what is rendered.
ABOUT_RUNS = {
    "KGW0001",  # a file that is not there
    "KGW0005",  # an alias bomb; tests/manifests has them
    "KGW0010",  # linked folders
    "KGW0021",  # a kustomization in a folder; tests/worlds has them
    "KGW0022",  # a matter of worlds
    "KGW0110",  # --strict-kinds
    "KGW0111",  # --crds
}


def about_rendering(rule: Rule) -> bool:
    return rule.id.startswith("KGW09")


def findings(text: str) -> list[Finding]:
    return list(check([Source("example.yaml", text.encode())], Options(Settings())).findings)


def test_ids_and_names_are_well_formed_and_unique() -> None:
    assert all(re.fullmatch(r"KGW\d{4}", rule_id) for rule_id in RULES)
    assert all(re.fullmatch(r"[a-z]+(-[a-z]+)*", rule.name) for rule in RULES.values())
    assert len({rule.name for rule in RULES.values()}) == len(RULES)


def test_summaries_are_sentences() -> None:
    assert [rule.id for rule in RULES.values() if not rule.summary.endswith((".", ")."))] == []
    assert {type(rule.severity) for rule in RULES.values()} == {Severity}


SHOWN = [
    pytest.param(rule, id=rule.id) for rule in RULES.values() if not about_rendering(rule) and rule.id not in ABOUT_RUNS
]


@pytest.mark.parametrize("rule", SHOWN)
def test_bad_example_breaks_its_rule_and_no_other(rule: Rule) -> None:
    found = findings(rule.bad)
    assert {one.rule for one in found} == {rule.id}, [(one.rule, one.message) for one in found]
    assert all(one.location is not None and one.location.line for one in found)


@pytest.mark.parametrize("rule", SHOWN)
def test_good_example_breaks_nothing(rule: Rule) -> None:
    assert rule.good
    assert [(one.rule, one.message) for one in findings(rule.good)] == []
