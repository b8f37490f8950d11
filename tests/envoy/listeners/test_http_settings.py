"""What listener policies say that is wrong or odd, and that nobody's settings become another's."""

from __future__ import annotations

from typing import Any

import pytest

from kgwctl.api.kinds import KGATEWAY, GroupKind
from kgwctl.diagnostics import format_path
from kgwctl.envoy.policy_engine.contract import CompileEnv
from kgwctl.envoy.policy_kinds import kind_of
from kgwctl.envoy.render import render
from kgwctl.output.json_writer import to_json
from kgwctl.settings import Settings
from tests.envoy.rendering import GATEWAY, SERVICE, Rendered, http_route, rendered
from tests.resolve.inputs import resolved

WEB = "backendRef: {name: web, port: 80}"


def policy(spec: str, kind: str = "HTTPListenerPolicy", target: str = "gw") -> str:
    return f"""
apiVersion: gateway.kgateway.dev/v1alpha1
kind: {kind}
metadata: {{name: p}}
spec:
  targetRefs: [{{group: gateway.networking.k8s.io, kind: Gateway, name: {target}}}]
  {spec}
"""


def problems(text: str) -> list[tuple[str, str]]:
    """Where the one policy is refused, and why."""
    found = resolved(GATEWAY, SERVICE, text)
    kind = kind_of(GroupKind(KGATEWAY, "ListenerPolicy" if "\nkind: ListenerPolicy" in text else "HTTPListenerPolicy"))
    (one,) = found.objects.of(kind.group_kind)
    return [(format_path(one.path), one.text) for one in kind.problems(one, CompileEnv(found, Settings()))]


def manager(*texts: str) -> dict[str, Any]:
    return rendered(GATEWAY, SERVICE, http_route(), *texts).hcm()


GRPC = "error converting grpc access log config: "
OTEL = "error converting otel access log config: "
UNRESOLVED = "unresolved backend reference: "
IMPATIENT = "retryPolicy: {retryBackOff: {baseInterval: 999us}}"
COMMON = (
    "invalid {}.CommonConfig: embedded message failed validation | caused by: "
    "invalid CommonGrpcAccessLogConfig.GrpcService: embedded message failed validation | caused by: "
)
HEADER = "invalid GrpcService.InitialMetadata[1]: embedded message failed validation | caused by: invalid HeaderValue."
PATTERN = 'value does not match regex pattern "^[^\\x00\\n\\r]*$"'


@pytest.mark.parametrize(
    ("spec", "path", "text"),
    [
        (
            "grpcService: {logName: a, backendRef: {name: gone, port: 80}}",
            "grpcService.backendRef",
            f"{UNRESOLVED}Service default/gone not found",
        ),
        (
            "openTelemetry: {grpcService: {logName: a, backendRef: {name: web, port: 81}}}",
            "openTelemetry.grpcService.backendRef",
            f"{UNRESOLVED}Service default/web not found",
        ),
        (
            "grpcService: {logName: a, backendRef: {name: web, namespace: far, port: 80}}",
            "grpcService.backendRef",
            f"{UNRESOLVED}missing reference grant",
        ),
        (f"grpcService: {{logName: '', {WEB}}}", "grpcService.logName", f"{GRPC}grpc service log name cannot be empty"),
        (
            f"openTelemetry: {{grpcService: {{logName: '', {WEB}}}}}",
            "openTelemetry.grpcService.logName",
            f"{OTEL}grpc service log name cannot be empty",
        ),
        (
            f"fileSink: {{path: /a, stringFormat: b}}, grpcService: {{logName: a, {WEB}}}",
            "",
            "access log config cannot have both file sink and grpc service",
        ),
        ("filter: {traceableFilter: true}", "", "no access log sink specified"),
        (
            f"grpcService: {{logName: a, {WEB}, initialMetadata: [{{key: a}}, {{key: ''}}]}}",
            "grpcService",
            f"{GRPC}{COMMON.format('HttpGrpcAccessLogConfig')}{HEADER}Key: value length must be at least 1 runes",
        ),
        (
            f'grpcService: {{logName: a, {WEB}, initialMetadata: [{{key: a}}, {{key: b, value: "c\\n"}}]}}',
            "grpcService",
            f"{GRPC}{COMMON.format('HttpGrpcAccessLogConfig')}{HEADER}Value: {PATTERN}",
        ),
        (
            f"grpcService: {{logName: a, {WEB}, initialMetadata: [{{key: a}}, {{key: {'b' * 16385}}}]}}",
            "grpcService",
            f"{GRPC}{COMMON.format('HttpGrpcAccessLogConfig')}{HEADER}Key: value length must be at most 16384 bytes",
        ),
        (
            f"openTelemetry: {{grpcService: {{logName: a, {WEB}, {IMPATIENT}}}}}",
            "openTelemetry.grpcService",
            f"{OTEL}{COMMON.format('OpenTelemetryAccessLogConfig')}invalid GrpcService.RetryPolicy: embedded message "
            "failed validation | caused by: invalid RetryPolicy.RetryBackOff: embedded message failed validation | "
            "caused by: invalid BackoffStrategy.BaseInterval: value must be greater than or equal to 1ms",
        ),
        (
            f'grpcService: {{logName: a, {WEB}, authority: "a\\0"}}',
            "grpcService",
            f"{GRPC}{COMMON.format('HttpGrpcAccessLogConfig')}invalid GrpcService.EnvoyGrpc: embedded message failed "
            f"validation | caused by: invalid GrpcService_EnvoyGrpc.Authority: {PATTERN}",
        ),
    ],
)
def test_logs_that_are_refused(spec: str, path: str, text: str) -> None:
    where = f"accessLog[1]{path and '.'}{path}"
    logs = f"accessLog: [{{fileSink: {{path: /dev/null}}}}, {{{spec}}}]"
    assert problems(policy(logs)) == [(f"spec.{where}", text)]
    below = policy(f"default: {{httpSettings: {{{logs}}}}}", "ListenerPolicy")
    assert problems(below) == [(f"spec.default.httpSettings.{where}", text)]


def test_a_backend_that_is_missing_counts_before_anything_else_and_even_beside_a_file() -> None:
    service = "{grpcService: {logName: a, backendRef: {name: gone, port: 80}}}"
    ((path, _),) = problems(policy(f"accessLog: [{{}}, {{fileSink: {{path: /a}}, openTelemetry: {service}}}]"))
    assert path == "spec.accessLog[1].openTelemetry.grpcService.backendRef"


def test_every_setting_is_refused_by_itself_and_ports_come_first() -> None:
    tracing = "tracing: {provider: {openTelemetry: {grpcService: {backendRef: {name: gone, port: 80}}}}}"
    spec = f"""default: {{httpSettings: {{{tracing}, idleTimeout: soon, accessLog: [{{}}]}}}}
  perPort: [{{port: 1, listener: {{}}}}, {{port: 80, listener: {{httpSettings: {{streamIdleTimeout: later}}}}}}]"""
    assert [path for path, _ in problems(policy(spec, "ListenerPolicy"))] == [
        "spec.perPort[1].listener.httpSettings.streamIdleTimeout",
        "spec.default.httpSettings.accessLog[0]",
        "spec.default.httpSettings.tracing.provider.openTelemetry.grpcService.backendRef",
        "spec.default.httpSettings.idleTimeout",
    ]


def test_traces_are_not_held_to_envoys_rules() -> None:
    spec = f"tracing: {{provider: {{openTelemetry: {{grpcService: {{{WEB}, initialMetadata: [{{key: ''}}]}}}}}}}}"
    assert not problems(policy(spec))


def test_attributes_without_a_value_become_empty_ones() -> None:
    provider = f"provider: {{openTelemetry: {{grpcService: {{{WEB}}}}}}}"
    spec = f"tracing: {{{provider}, attributes: [{{name: a}}, {{name: b, literal: {{value: c}}}}]}}"
    assert manager(policy(spec))["tracing"]["customTags"] == [{}, {"tag": "b", "literal": {"value": "c"}}]


def test_values_of_attributes() -> None:
    values = "[{key: a, value: {arrayValue: [{}, {kvListValue: {values: [{key: b}]}}]}}, {key: c, value: {}}]"
    spec = f"accessLog: [{{openTelemetry: {{grpcService: {{logName: a, {WEB}}}, attributes: {{values: {values}}}}}}}]"
    (log,) = manager(policy(spec))["accessLog"]
    inner = {"kvlistValue": {"values": [{"key": "b"}]}}
    assert log["typedConfig"]["attributes"]["values"] == [
        {"key": "a", "value": {"arrayValue": {"values": [{}, inner]}}},
        {"key": "c"},
    ]


def test_a_health_check_is_off_where_a_port_has_other_settings() -> None:
    spec = """default: {httpSettings: {healthCheck: {path: /live}}}
  perPort: [{port: 80, listener: {httpSettings: {useRemoteAddress: false}}}]"""
    result = rendered(GATEWAY, SERVICE, http_route(), policy(spec, "ListenerPolicy"))
    assert result.filters() == ["envoy.filters.http.router"]
    other = spec.replace("port: 80", "port: 81")
    result = rendered(GATEWAY, SERVICE, http_route(), policy(other, "ListenerPolicy"))
    assert result.filters() == ["envoy.filters.http.health_check", "envoy.filters.http.router"]


def test_policies_stay_as_they_are_wherever_they_apply() -> None:
    """Upstream writes the first Gateway's name, and what merged there, into what the policies share."""
    second = GATEWAY.replace("name: gw", "name: second")
    collector = f"{{openTelemetry: {{grpcService: {{logName: a, {WEB}}}, resourceAttributes: {{}}}}}}"
    traces = f"tracing: {{provider: {{openTelemetry: {{grpcService: {{{WEB}}}}}}}}}"
    settings = f"listener: {{httpSettings: {{accessLog: [{collector}], {traces}}}}}"
    both = policy(f"perPort: [{{port: 80, {settings}}}]", "ListenerPolicy").replace(
        "name: gw}", "name: gw}, {group: gateway.networking.k8s.io, kind: Gateway, name: second}"
    )
    first_only = policy("perPort: [{port: 80, listener: {httpSettings: {idleTimeout: 1s}}}]", "ListenerPolicy")
    route = http_route().replace("[{name: gw}]", "[{name: gw}, {name: second}]")
    inputs = resolved(GATEWAY, second, SERVICE, route, both, first_only.replace("name: p", "name: q"))
    found = {result.gateway.name: result for result in render(inputs)}
    for name, result in found.items():
        text = to_json(result.resources)
        assert str(text).count(f"{name}.default") == 2
        made = Rendered(result).hcm()
        assert made["tracing"]["provider"]["typedConfig"]["serviceName"] == f"{name}.default"
        assert ("commonHttpProtocolOptions" in made) == (name == "gw")
