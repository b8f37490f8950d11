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
    "kgwctl.worlds.rules",
    "kgwctl.lint.rules.references",
    "kgwctl.lint.rules.delegation",
    "kgwctl.lint.rules.policy_references",
    "kgwctl.lint.rules.attachment",
    "kgwctl.lint.rules.policy_planes",
    "kgwctl.lint.rules.deprecations",
    "kgwctl.lint.rules.obsolete_fields",
    "kgwctl.lint.rules.renamed_values",
    "kgwctl.lint.rules.controller_settings",
    "kgwctl.lint.rules.no_effect",
    "kgwctl.lint.rules.unread_fields",
    "kgwctl.lint.rules.security",
    "kgwctl.lint.rules.acceptance",
    "kgwctl.lint.rules.controller_crashes",
    "kgwctl.lint.rules.accumulating_merges",
    "kgwctl.lint.rules.listener_status",
    "kgwctl.lint.rules.proxy_deployment",
    "kgwctl.lint.rules.backend_policies",
    "kgwctl.lint.rules.listener_policies",
    "kgwctl.lint.rules.access_policies",
    "kgwctl.lint.rules.access_conditions",
    "kgwctl.lint.rules.extension_services",
    "kgwctl.lint.rules.envoy_values",
    "kgwctl.lint.rules.route_settings",
    "kgwctl.lint.rules.api_keys",
    "kgwctl.lint.rules.agentgateway",
    "kgwctl.lint.rules.agentgateway_routes",
    "kgwctl.lint.rules.annotations",
    "kgwctl.lint.rules.shadowed_matches",
    "kgwctl.lint.rules.unserved_hostnames",
    "kgwctl.lint.rules.backend_protocols",
    "kgwctl.lint.rules.doubtful_values",
    "kgwctl.lint.rules.misspelt_names",
    "kgwctl.envoy.rules",
    "kgwctl.migrate.engine.changes",
)


def catalogue() -> dict[str, Rule]:
    """All rules by id, in order of id."""
    rules = {rule.id: rule for family in FAMILIES for rule in import_module(family).RULES}
    return dict(sorted(rules.items()))
