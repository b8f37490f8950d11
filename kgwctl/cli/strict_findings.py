"""What strict mode adds to a validation: policies and rules that only an Envoy finds fault with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kgwctl.api.kinds import GATEWAY_API
from kgwctl.envoy.strict import INVALID_XDS
from kgwctl.lint.findings import finding
from kgwctl.lint.rules.acceptance import POLICY_REFUSED, RULE_REPLACED
from kgwctl.objects.resource import ObjectKey
from kgwctl.pipeline.render import emit
from kgwctl.pipeline.stages import resolve_objects

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kgwctl.diagnostics import Finding
    from kgwctl.envoy.render import GatewayResult
    from kgwctl.objects.object_set import ObjectSet
    from kgwctl.pipeline.options import Options

_ROUTES = (("httpRoutes", "HTTPRoute"), ("grpcRoutes", "GRPCRoute"))
#: What comes before Envoy's words about a rule, and about its match alone.
_OF_RULES = ("invalid route configuration: validation failed: ", "invalid matcher configuration: validation failed: ")


def strict_findings(objects: ObjectSet, options: Options) -> list[Finding]:
    """Render as the controller does in strict mode, and report what the installed Envoy refuses.

    Raises :class:`~kgwctl.settings.SettingsError` where that Envoy does not work.
    """
    results = list(emit(resolve_objects(objects, options)))
    applied = results[-1].policies if results else ()
    found = [
        finding(POLICY_REFUSED, policy.resource, problem.path, problem.sentence, problem.hint)
        for policy in applied
        for problem in policy.problems
        if problem.text.startswith(INVALID_XDS) and problem.resource is None
    ]
    return found + list(_of_rules(results, objects))


def _of_rules(results: Iterable[GatewayResult], objects: ObjectSet) -> Iterator[Finding]:
    """Rules that are dropped or replaced for what they say themselves."""
    told: set[tuple[Any, ...]] = set()
    for result in results:
        for section, kind in _ROUTES:
            for name, status in result.statuses.get(section, {}).items():
                route = objects.get(ObjectKey(GATEWAY_API, kind, *name.split("/")))
                messages = (one["message"] for parent in status["parents"] for one in parent["conditions"])
                for message in messages:
                    if route is None or (name, message) in told or not any(words in message for words in _OF_RULES):
                        continue
                    told.add((name, message))
                    yield finding(RULE_REPLACED, route, ("spec", "rules"), message)
