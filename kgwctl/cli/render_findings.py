"""What there is to say about a render besides its input: what is left out, and what leads nowhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kgwctl.api.kinds import (
    BACKEND,
    GATEWAY,
    GATEWAY_EXTENSION,
    NAMESPACE,
    SECRET,
    SERVICE,
    SERVICE_ENTRY,
    TRAFFIC_POLICY,
)
from kgwctl.cli.catalogue import NOT_RENDERED, NOTHING_TO_RENDER, SECRET_MADE_UP, SETTING_NOT_RENDERED
from kgwctl.diagnostics import Finding, Location
from kgwctl.objects.resource import ObjectKey
from kgwctl.planes.agentgateway import AGENTGATEWAY
from kgwctl.planes.envoy import ENVOY
from kgwctl.settings import variable

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Sequence

    from kgwctl.diagnostics import FieldPath, Rule
    from kgwctl.envoy.render import GatewayResult
    from kgwctl.manifests import Source
    from kgwctl.objects.resource import Resource
    from kgwctl.resolve.model import Gateway
    from kgwctl.resolve.resolved import Resolved, ResolvedPlanes

#: How the Secrets are called that logins are signed with.
_LOGIN_SECRETS = "oauth2/hmac_secret/"
#: The label by which traffic from other Gateways is sent through a waypoint.
_INGRESS_USE_WAYPOINT = "istio.io/ingress-use-waypoint"
_CLASS: FieldPath = ("spec", "gatewayClassName")


def about(
    results: Sequence[GatewayResult],
    planes: ResolvedPlanes,
    sources: Sequence[Source],
    names: Sequence[str],
    *,
    envoy_only: bool,
    discovered: Container[str] = (),
) -> list[Finding]:
    """The findings of one render. ``names`` are the Gateways asked for; none: all.

    ``discovered`` are the OpenID Connect issuers of which it is given what they publish.
    """
    resolved = planes.of(ENVOY)
    asked = [gateway for gateway in planes.gateways if not names or gateway.key.namespaced_name in names]
    return [
        *_without_effect(resolved),
        *(_left_out(asked) if envoy_only else ()),
        *(nothing_to_render(resolved, sources) if not asked else ()),
        *_cycles(asked),
        *_harm(resolved),
        *_of_policies(results),
        *_made_up(results, resolved),
        *_not_discovered(resolved, discovered),
    ]


def _without_effect(resolved: Resolved) -> Iterable[Finding]:
    """Say so where a setting asks for something that is not built yet."""
    settings = resolved.settings
    if settings.enable_waypoint and settings.ingress_use_waypoints:
        yield from _ingress_through_waypoints(resolved)
    if settings.validation_mode == "STRICT" and not _has_envoy():
        message = f"{variable('validation_mode')}=STRICT asks an Envoy, and none is installed: rendered as STANDARD"
        hint = "pip install 'kgwctl[envoy]', or name an Envoy with KGWCTL_ENVOY"
        yield Finding(rule=SETTING_NOT_RENDERED.id, severity=SETTING_NOT_RENDERED.severity, message=message, hint=hint)


def _ingress_through_waypoints(resolved: Resolved) -> Iterable[Finding]:
    rule, path = SETTING_NOT_RENDERED, ("metadata", "labels", _INGRESS_USE_WAYPOINT)
    message = f"{variable('ingress_use_waypoints')}: traffic of other Gateways is not rendered through waypoints yet"
    labelled = (*resolved.objects.of(SERVICE), *resolved.objects.of(SERVICE_ENTRY), *resolved.objects.of(NAMESPACE))
    for one in labelled:
        if one.labels.get(_INGRESS_USE_WAYPOINT) == "true":
            location = one.document.locate(path)
            yield Finding(
                rule=rule.id,
                severity=rule.severity,
                message=message,
                location=location,
                subject=str(one.key),
                path=path,
            )


def _has_envoy() -> bool:
    from kgwctl.envoy.binary import find_envoy

    return find_envoy() is not None


def _left_out(asked: Iterable[Gateway]) -> Iterable[Finding]:
    """Say so where a Gateway of the other data plane has no bootstrap."""
    message = "a Gateway of agentgateway has no Envoy bootstrap"
    for gateway in asked:
        if gateway.plane == AGENTGATEWAY:
            yield _of_class(NOT_RENDERED, gateway.resource, message)


def nothing_to_render(resolved: Resolved, sources: Sequence[Source]) -> Iterable[Finding]:
    """Why the result is empty."""
    gateways = resolved.objects.of(GATEWAY)
    for gateway in gateways:
        name = gateway.object.spec.gateway_class_name
        yield _of_class(NOTHING_TO_RENDER, gateway, f"class {name} belongs to no controller that kgwctl knows")
    if not gateways:
        yield Finding(
            rule=NOTHING_TO_RENDER.id,
            severity=NOTHING_TO_RENDER.severity,
            message="nothing to render: there is no Gateway that can be used",
            location=Location(sources[0].path) if len(sources) == 1 else None,
        )


def _cycles(asked: Sequence[Gateway]) -> list[Finding]:
    if not any(attached.delegations for one in asked for listener in one.listeners for attached in listener.routes):
        return []
    from kgwctl.lint.rules.delegation import cycle_findings

    return list(cycle_findings(asked))


def _harm(resolved: Resolved) -> list[Finding]:
    """What the controller does to itself: crashes, and merges that grow."""
    objects = resolved.objects
    if not (objects.of(TRAFFIC_POLICY) or objects.of(BACKEND)):
        return []
    from kgwctl.lint.rules.accumulating_merges import accumulation_findings
    from kgwctl.lint.rules.controller_crashes import crash_findings

    return [*crash_findings(resolved), *accumulation_findings(resolved)]


def _of_policies(results: Sequence[GatewayResult]) -> list[Finding]:
    applied = results[-1].policies if results else ()
    if not applied:
        return []
    from kgwctl.envoy.policy_engine.findings import policy_findings

    return policy_findings(applied)


def _made_up(results: Sequence[GatewayResult], resolved: Resolved) -> Iterable[Finding]:
    """Say so where logins are signed with a text that anyone may know."""
    if not any(secret.name.startswith(_LOGIN_SECRETS) for one in results for secret in one.resources.secrets):
        return
    from kgwctl.envoy.gateway_extensions.oauth2 import HMAC_SECRET

    key = ObjectKey(*SECRET, resolved.settings.pod_namespace, HMAC_SECRET)
    if resolved.objects.get(key) is None:
        message = f"{key} is not among the manifests: logins are signed with a text that is no secret"
        yield Finding(rule=SECRET_MADE_UP.id, severity=SECRET_MADE_UP.severity, message=message)


def _not_discovered(resolved: Resolved, discovered: Container[str]) -> Iterable[Finding]:
    if not any(one.object.spec.oauth2 is not None for one in resolved.objects.of(GATEWAY_EXTENSION)):
        return ()
    from kgwctl.cli.oidc_discovery import missing_documents

    return missing_documents(resolved, discovered)


def _of_class(rule: Rule, gateway: Resource[object], message: str) -> Finding:
    return Finding(
        rule=rule.id,
        severity=rule.severity,
        message=message,
        location=gateway.document.locate(_CLASS),
        subject=str(gateway.key),
        path=_CLASS,
    )
