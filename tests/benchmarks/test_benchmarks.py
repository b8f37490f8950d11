"""Generated inputs are what they say, and the runner measures what it ran."""

from __future__ import annotations

import sys
from collections import Counter

import pytest
import yaml

from benchmarks.inputs import INPUTS, mixed, routes
from benchmarks.runner import Contender, compare, run
from kgwctl.lint.check import check
from kgwctl.manifests import Source
from kgwctl.pipeline.options import Options
from kgwctl.settings import Settings


@pytest.mark.parametrize("count", [1, 100, 250])
def test_routes(count: int) -> None:
    kinds = Counter(document["kind"] for document in yaml.load_all(routes(count), yaml.CSafeLoader))
    assert kinds == {"Gateway": 1, "HTTPRoute": count, "Service": max(1, count // 100)}


def test_mixed_objects_are_distinct() -> None:
    documents = list(yaml.load_all(mixed(200), yaml.CSafeLoader))
    identities = {(item["kind"], item["metadata"]["namespace"], item["metadata"]["name"]) for item in documents}
    assert len(documents) == len(identities) == 201
    assert len({item["kind"] for item in documents}) == 8


@pytest.mark.parametrize("kind", INPUTS)
def test_inputs_have_nothing_wrong(kind: str) -> None:
    checked = check([Source("bench.yaml", INPUTS[kind](200).encode())], Options(Settings()))
    assert [finding.message for finding in checked.findings] == []


@pytest.mark.parametrize("kind", INPUTS)
def test_inputs_are_reproducible(kind: str) -> None:
    assert INPUTS[kind](50) == INPUTS[kind](50)


def test_a_slower_command_has_a_higher_ratio() -> None:
    quick = Contender("quick", (sys.executable, "-c", "pass"))
    slow = Contender("slow", (sys.executable, "-c", "import time; time.sleep(0.3)"))
    results = compare([quick, slow], rounds=1)
    assert results[0].ratio == 1
    assert results[1].ratio > 2
    assert results[1].seconds >= 0.3
    assert results[1].memory > 2**20


def test_an_unexpected_exit_code_is_reported() -> None:
    broken = Contender("broken", (sys.executable, "-c", "raise SystemExit(4)"))
    assert compare([broken], rounds=1)[0].code == 4
    assert run(broken.command).code == 4
