"""The rule catalogue: every rule that a finding can name, gathered from the rooms that have them."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kgwctl.diagnostics import Rule

#: Modules with a ``RULES`` tuple, in the order of their ids.
FAMILIES: tuple[str, ...] = (
    "kgwctl.manifests.rules",
    "kgwctl.schema.rules",
    "kgwctl.objects.rules",
    "kgwctl.lint.references",
    "kgwctl.lint.policy_references",
    "kgwctl.lint.attachment",
    "kgwctl.lint.deprecations",
    "kgwctl.lint.obsolete_fields",
    "kgwctl.lint.renamed_values",
    "kgwctl.lint.controller_settings",
    "kgwctl.lint.no_effect",
    "kgwctl.lint.unread_fields",
    "kgwctl.lint.security",
    "kgwctl.lint.acceptance",
    "kgwctl.lint.listener_status",
    "kgwctl.lint.proxy_deployment",
    "kgwctl.lint.backend_policies",
    "kgwctl.lint.listener_policies",
    "kgwctl.lint.access_policies",
    "kgwctl.lint.extension_services",
    "kgwctl.lint.envoy_values",
    "kgwctl.envoy.rules",
    "kgwctl.migrate.engine.changes",
)


def catalogue() -> dict[str, Rule]:
    """All rules by id, in order of id."""
    rules = {rule.id: rule for family in FAMILIES for rule in import_module(family).RULES}
    return dict(sorted(rules.items()))
