"""What only shows when files are seen together: names used twice, references, attachment, acceptance."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from kgwctl.api.kinds import (
    BACKEND_CONFIG_POLICY,
    GATEWAY_EXTENSION,
    HTTP_LISTENER_POLICY,
    LISTENER_POLICY,
    TRAFFIC_POLICY,
)
from kgwctl.diagnostics import Finding
from kgwctl.objects.object_set import ObjectSet
from kgwctl.objects.rules import DUPLICATE_OBJECT

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kgwctl.objects.external import External
    from kgwctl.objects.resource import ObjectKey, Resource
    from kgwctl.settings import Settings


class Together(NamedTuple):
    """The objects of several files, and findings about names used twice and about everything else."""

    objects: ObjectSet
    doubles: list[Finding]
    findings: list[Finding]


def check_together(
    resources: Iterable[Resource[Any]], refused: Iterable[str], settings: Settings, external: External | None = None
) -> Together:
    """Check objects that may refer to each other. ``refused`` names objects that are there and have errors,
    ``external`` knows those that no file holds.
    """
    first: dict[ObjectKey, Resource[Any]] = {}
    doubles = []
    for resource in resources:
        earlier = first.setdefault(resource.key, resource)
        if earlier is not resource:
            doubles.append(_double(resource, earlier))
    objects = ObjectSet(first.values(), external)
    # What refers to an object with errors does not dangle.
    findings = list(_findings(objects, frozenset(refused), settings)) if first else []
    return Together(objects, doubles, findings)


def _double(resource: Resource[Any], earlier: Resource[Any]) -> Finding:
    path = ("metadata", "name")
    return Finding(
        rule=DUPLICATE_OBJECT.id,
        severity=DUPLICATE_OBJECT.severity,
        message=f"{resource.key} is defined twice: first at {earlier.document.locate(path)}",
        location=resource.document.locate(path),
        subject=str(resource.key),
        path=path,
    )


def _findings(objects: ObjectSet, unusable: frozenset[str], settings: Settings) -> Iterator[Finding]:
    from kgwctl.api.kinds import AGENTGATEWAY_BACKEND, AGENTGATEWAY_POLICY
    from kgwctl.lint.rules.acceptance import acceptance_findings
    from kgwctl.lint.rules.accumulating_merges import accumulation_findings
    from kgwctl.lint.rules.annotations import annotation_findings
    from kgwctl.lint.rules.api_keys import api_key_findings
    from kgwctl.lint.rules.attachment import attachment_findings
    from kgwctl.lint.rules.backend_protocols import backend_protocol_findings
    from kgwctl.lint.rules.controller_crashes import crash_findings
    from kgwctl.lint.rules.delegation import delegation_findings
    from kgwctl.lint.rules.doubtful_values import doubtful_value_findings
    from kgwctl.lint.rules.envoy_values import envoy_value_findings
    from kgwctl.lint.rules.listener_status import listener_status_findings
    from kgwctl.lint.rules.misspelt_names import misspelt_name_findings
    from kgwctl.lint.rules.no_effect import no_effect_findings
    from kgwctl.lint.rules.policy_planes import policy_plane_findings
    from kgwctl.lint.rules.policy_references import policy_reference_findings
    from kgwctl.lint.rules.proxy_deployment import proxy_deployment_findings
    from kgwctl.lint.rules.references import reference_findings
    from kgwctl.lint.rules.route_settings import route_setting_findings
    from kgwctl.lint.rules.security import security_findings
    from kgwctl.lint.rules.shadowed_matches import shadowed_match_findings
    from kgwctl.lint.rules.unread_fields import unread_field_findings
    from kgwctl.lint.rules.unserved_hostnames import unserved_hostname_findings
    from kgwctl.planes.agentgateway import AGENTGATEWAY
    from kgwctl.planes.envoy import ENVOY
    from kgwctl.resolve.resolved import ResolvedPlanes

    planes = ResolvedPlanes(objects, settings)
    resolved = planes.of(ENVOY)
    known = [
        *reference_findings(planes, unusable),
        *delegation_findings(resolved.gateways, unusable),
        *policy_reference_findings(resolved, unusable),
        *attachment_findings(planes, unusable),
    ]
    yield from known
    yield from policy_plane_findings(planes)
    yield from no_effect_findings(planes)
    yield from unread_field_findings(resolved)
    yield from security_findings(resolved)
    yield from acceptance_findings(resolved, known, unusable)
    yield from envoy_value_findings(planes)
    yield from crash_findings(resolved)
    yield from accumulation_findings(resolved)
    yield from annotation_findings(resolved)
    for one in planes.occurring:
        yield from shadowed_match_findings(one)
        yield from unserved_hostname_findings(one)
        yield from backend_protocol_findings(one)
    yield from doubtful_value_findings(resolved)
    yield from misspelt_name_findings(resolved)
    yield from route_setting_findings(resolved)
    yield from api_key_findings(resolved)
    yield from listener_status_findings(resolved, known)
    undeployed = list(proxy_deployment_findings(planes, unusable))
    yield from undeployed
    if any(one.plane is AGENTGATEWAY for one in planes.occurring):
        from kgwctl.lint.rules.agentgateway_routes import agentgateway_route_findings

        yield from agentgateway_route_findings(planes.of(AGENTGATEWAY), [*known, *undeployed])
    if objects.of(AGENTGATEWAY_POLICY) or objects.of(AGENTGATEWAY_BACKEND):
        from kgwctl.lint.rules.agentgateway import agentgateway_findings

        yield from agentgateway_findings(planes.of(AGENTGATEWAY), known, unusable)
    if objects.of(TRAFFIC_POLICY) or objects.of(GATEWAY_EXTENSION):
        from kgwctl.lint.rules.access_policies import access_policy_findings
        from kgwctl.lint.rules.extension_services import extension_service_findings

        yield from access_policy_findings(resolved)
        yield from extension_service_findings(resolved)
    if any(map(objects.of, (TRAFFIC_POLICY, LISTENER_POLICY, HTTP_LISTENER_POLICY))):
        from kgwctl.lint.rules.access_conditions import access_condition_findings

        yield from access_condition_findings(resolved)
    if objects.of(LISTENER_POLICY) or objects.of(HTTP_LISTENER_POLICY):
        from kgwctl.lint.rules.listener_policies import listener_policy_findings

        yield from listener_policy_findings(resolved)
    if objects.of(BACKEND_CONFIG_POLICY):
        from kgwctl.lint.rules.backend_policies import backend_policy_findings

        yield from backend_policy_findings(resolved)
