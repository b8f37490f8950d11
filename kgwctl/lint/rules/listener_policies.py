"""Listener policies that are accepted and still do not do what they say: KGW0508, KGW0509 and KGW0802."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from kgwctl.api.kinds import HTTP_LISTENER_POLICY, LISTENER_POLICY
from kgwctl.diagnostics import Rule, Severity
from kgwctl.lint.findings import finding
from kgwctl.lint.rules.grpc_services import http1_finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kgwctl.diagnostics import FieldPath, Finding
    from kgwctl.objects.resource import ObjectKey, Resource
    from kgwctl.resolve.model import Gateway
    from kgwctl.resolve.resolved import Resolved

_POLICY = """\
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: edge}
spec:
  gatewayClassName: kgateway
  listeners: [{name: http, port: 80, protocol: HTTP}]
---
apiVersion: v1
kind: Service
metadata: {name: collector}
spec: {ports: [{port: 4317, appProtocol: kubernetes.io/h2c}]}
---
apiVersion: gateway.kgateway.dev/v1alpha1
kind: ListenerPolicy
metadata: {name: edge}
spec:
  targetRefs: [{group: gateway.networking.k8s.io, kind: Gateway, name: edge}]
"""
_LOG = """\
  default:
    httpSettings:
      accessLog:
      - openTelemetry:
          grpcService: {logName: requests, backendRef: {name: collector, port: 4317}}
"""
_PORT = "  perPort: [{port: 80, listener: {proxyProtocol: {}}}]\n"
_UPGRADES = "  default: {httpSettings: {upgradeConfig: {enabledUpgrades: [websocket]}}}\n"

NOT_HTTP2 = Rule(
    id="KGW0508",
    name="reports-lost",
    severity=Severity.WARNING,
    summary="Logs or traces go to a service that Envoy does not speak HTTP/2 to, so none arrive.",
    explanation="Envoy sends them by gRPC, over the protocol of the backend's appProtocol: HTTP/1 where it says "
    "nothing. Nothing tells of the loss but the statistics of the cluster.",
    bad=_POLICY.replace(", appProtocol: kubernetes.io/h2c", "") + _LOG,
    good=_POLICY + _LOG,
)
NO_EFFECT = Rule(
    id="KGW0509",
    name="listener-setting-ignored",
    severity=Severity.WARNING,
    summary="A listener policy says something that has no effect on the Gateways it targets.",
    explanation="Settings of a port are for listeners on it, wherever they come from. A default host is for "
    "requests of HTTP/1.0, which Envoy turns away unless acceptHttp10 is on.",
    bad=_POLICY + _PORT.replace("80", "8080"),
    good=_POLICY + _PORT,
)
ENVOY_REFUSES = Rule(
    id="KGW0802",
    name="listener-refused-by-envoy",
    severity=Severity.ERROR,
    summary="kgateway accepts a listener policy, and Envoy refuses what becomes of the listeners.",
    explanation="The proxy keeps the listeners that it had before, or has none.",
    bad=_POLICY + _UPGRADES.replace("[websocket]", "[websocket, WebSocket]"),
    good=_POLICY + _UPGRADES,
)
RULES: tuple[Rule, ...] = (NOT_HTTP2, NO_EFFECT, ENVOY_REFUSES)

KINDS = (LISTENER_POLICY, HTTP_LISTENER_POLICY)
_LISTENER_POLICY, _HTTP_LISTENER_POLICY = KINDS


class Settings(NamedTuple):
    """HTTP settings and where they stand in their policy. ``port`` is ``None`` for those of all ports."""

    spec: Any
    path: FieldPath
    port: int | None = None


def http_settings(policy: Resource[Any]) -> Iterator[Settings]:
    """All HTTP settings of a policy of either kind."""
    spec = policy.object.spec
    if policy.key[:2] == _HTTP_LISTENER_POLICY:
        yield Settings(spec, ("spec",))
        return
    if spec.default is not None and spec.default.http_settings is not None:
        yield Settings(spec.default.http_settings, ("spec", "default", "httpSettings"))
    for index, one in enumerate(spec.per_port or ()):
        if one.listener.http_settings is not None:
            yield Settings(one.listener.http_settings, ("spec", "perPort", index, "listener", "httpSettings"), one.port)


def listener_policy_findings(resolved: Resolved) -> Iterator[Finding]:
    """What is wrong with the listener policies of a run."""
    from kgwctl.lint.rules.listener_refusals import refusals

    targets = _targets(resolved)
    for group_kind in KINDS:
        for policy in resolved.objects.of(group_kind):
            for settings in http_settings(policy):
                for problem in refusals(settings):
                    yield finding(ENVOY_REFUSES, policy, problem.path, problem.text, problem.hint)
                for service, path in _services(settings):
                    yield from http1_finding(NOT_HTTP2, policy, service, path, resolved, "nothing will arrive there")
            yield from _without_effect(policy, targets.get(policy.key, []))


def _targets(resolved: Resolved) -> dict[ObjectKey, list[Gateway]]:
    found: dict[ObjectKey, list[Gateway]] = {}
    for gateway in resolved.gateways:
        for group_kind in KINDS:
            for key in {one.key for one in gateway.policies.get(group_kind, ())}:
                found.setdefault(key, []).append(gateway)
    return found


def _services(settings: Settings) -> Iterator[tuple[Any, FieldPath]]:
    for index, log in enumerate(settings.spec.access_log or ()):
        at = (*settings.path, "accessLog", index)
        if log.file_sink is not None:
            continue
        if log.grpc_service is not None:
            yield log.grpc_service, (*at, "grpcService")
        elif log.open_telemetry is not None:
            yield log.open_telemetry.grpc_service, (*at, "openTelemetry", "grpcService")
    tracing = settings.spec.tracing
    if tracing is not None and tracing.provider.open_telemetry is not None:
        path = (*settings.path, "tracing", "provider", "openTelemetry", "grpcService")
        yield tracing.provider.open_telemetry.grpc_service, path


def _without_effect(policy: Resource[Any], gateways: list[Gateway]) -> Iterator[Finding]:
    if not gateways:
        # Said elsewhere of the target.
        return
    ports = {listener.port for gateway in gateways for listener in gateway.valid_listeners}
    if policy.key[:2] == _LISTENER_POLICY:
        for index, one in enumerate(policy.object.spec.per_port or ()):
            if one.port not in ports:
                message = f"has no effect: no valid listener of what the policy targets is on port {one.port}"
                yield finding(NO_EFFECT, policy, ("spec", "perPort", index, "port"), message)
    accepting = _accepts_http10(gateways)
    for settings in http_settings(policy):
        if settings.spec.default_host_for_http10 is not None and not accepting:
            message = "has no effect: Envoy turns HTTP/1.0 away"
            path = (*settings.path, "defaultHostForHttp10")
            yield finding(NO_EFFECT, policy, path, message, "set acceptHttp10: true")


def _accepts_http10(gateways: list[Gateway]) -> bool:
    """Whether any policy of the Gateways lets HTTP/1.0 in: settings may come together from several."""
    return any(
        settings.spec.accept_http10
        for gateway in gateways
        for group_kind in KINDS
        for attachment in gateway.policies.get(group_kind, ())
        for settings in http_settings(attachment.policy)
    )
