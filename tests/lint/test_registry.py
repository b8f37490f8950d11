"""One list names every family of rules; what it says of their functions is so."""

from __future__ import annotations

import inspect
from importlib import import_module
from pathlib import Path

import pytest

import kgwctl.lint.rules as room
from kgwctl.lint.catalogue import across_files, catalogue
from kgwctl.lint.registry import FAMILIES, FILE_FAMILIES, MODULES, Family
from kgwctl.objects.object_set import ObjectSet
from kgwctl.resolve.resolved import ResolvedPlanes
from kgwctl.settings import Settings


def test_every_module_with_rules_is_in_the_list_once() -> None:
    (folder,) = room.__path__
    modules = {path.stem for path in Path(folder).glob("*.py") if "RULES: tuple" in path.read_text()}
    assert modules == {*(family.module for family in FAMILIES), *FILE_FAMILIES}
    assert len(set(MODULES)) == len(MODULES)


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.module)
def test_functions_take_what_the_list_says(family: Family) -> None:
    function = getattr(import_module(f"kgwctl.lint.rules.{family.module}"), family.function)
    names = list(inspect.signature(function).parameters)
    assert ("unusable" in names, "known" in names) == (family.unusable, family.known)
    assert names[1:] == ["known"] * family.known + ["unusable"] * family.unusable
    first = {"planes": ("planes",), "gateways": ("gateways",)}.get(family.scope, ("resolved",))
    assert names[0] in first


def test_what_explains_comes_before_what_is_explained() -> None:
    first = next(number for number, family in enumerate(FAMILIES) if family.known)
    before = {family.module for family in FAMILIES[:first] if family.explains}
    assert before == {"references", "delegation", "policy_references", "attachment"}


def test_without_objects_of_its_kinds_a_family_finds_nothing() -> None:
    """Running it only where there are some leaves nothing out."""
    nothing = ObjectSet(())
    planes = ResolvedPlanes(nothing, Settings())
    from kgwctl.lint.registry import _found

    for family in FAMILIES:
        assert list(_found(family, planes, frozenset(), [])) == []


def test_rules_about_other_files_are_about_what_is_not_there() -> None:
    assert across_files() >= {"KGW0201", "KGW0301"}
    assert across_files() < catalogue().keys()


def test_no_two_rules_have_one_id() -> None:
    from kgwctl.lint import catalogue as module

    rules = [rule for name in module.FAMILIES for rule in import_module(name).RULES]
    assert len({rule.id for rule in rules}) == len({rule.name for rule in rules}) == len(set(map(id, rules)))
