"""The rule catalogue: every rule that a finding can name, gathered from the rooms that have them."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from kgwctl.lint.registry import MODULES

if TYPE_CHECKING:
    from kgwctl.diagnostics import Rule

#: Modules with a ``RULES`` tuple.
FAMILIES: tuple[str, ...] = (
    "kgwctl.manifests.catalogue",
    "kgwctl.schema.catalogue",
    "kgwctl.objects.catalogue",
    "kgwctl.worlds.catalogue",
    *MODULES,
    "kgwctl.envoy.catalogue",
    "kgwctl.migrate.engine.changes",
)


def catalogue() -> dict[str, Rule]:
    """All rules by id, in order of id."""
    rules = {rule.id: rule for family in FAMILIES for rule in import_module(family).RULES}
    return dict(sorted(rules.items()))


def across_files() -> frozenset[str]:
    """The rules about objects that are not there, and that another file may have."""
    return frozenset(rule.id for rule in catalogue().values() if rule.across_files)
