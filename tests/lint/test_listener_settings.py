"""Settings of listeners that are accepted and have no effect, and such that the real Envoy refuses."""

from __future__ import annotations

from pathlib import Path

import pytest

from kgwctl.diagnostics import format_path
from kgwctl.envoy.binary import validate
from kgwctl.envoy.bootstrap import Loopback, Surroundings, build_bootstrap, without_log_files
from kgwctl.lint.check import check
from kgwctl.manifests import Source
from kgwctl.output.json_writer import to_json
from kgwctl.pipeline.options import Options
from kgwctl.settings import Settings
from tests.e2e.manifests import at, rendered, route

BASE = """\
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: gw}
spec:
  gatewayClassName: kgateway
  allowedListeners: {namespaces: {from: Same}}
  listeners: [{name: http, port: 80, protocol: HTTP}]
---
apiVersion: gateway.networking.x-k8s.io/v1alpha1
kind: XListenerSet
metadata: {name: more}
spec:
  parentRef: {name: gw}
  listeners: [{name: more, port: 8090, protocol: HTTP}]
---
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {ports: [{name: h2c, port: 80, appProtocol: kubernetes.io/h2c}, {name: plain, port: 81}]}
""" + route("web", at("/"))
SERVICE = "tracing.provider.openTelemetry.grpcService"
FILE = "fileSink: {path: /a, stringFormat: a}"
WEB = "backendRef: {name: web, port: 80}"


def policy(spec: str, kind: str = "ListenerPolicy", name: str = "p") -> str:
    return (
        f"---\napiVersion: gateway.kgateway.dev/v1alpha1\nkind: {kind}\nmetadata: {{name: {name}}}\nspec:\n"
        f"  targetRefs: [{{group: gateway.networking.k8s.io, kind: Gateway, name: gw}}]\n  {spec}\n"
    )


def on_all(http: str) -> str:
    return policy(f"default: {{httpSettings: {{{http}}}}}")


def found(*policies: str) -> list[tuple[str, str]]:
    checked = check([Source("x.yaml", (BASE + "".join(policies)).encode())], Options(Settings()))
    return [(one.rule, format_path(one.path)) for one in checked.findings if one.rule != "KGW0401"]


def accepted(text: str, envoy: Path) -> bool:
    """Whether the real Envoy takes what is made of manifests."""
    built = build_bootstrap(rendered(text).served, Surroundings(loopback=Loopback({})))
    return validate(to_json(without_log_files(built.bootstrap), show_secrets=True), envoy).ok


@pytest.mark.parametrize(
    ("http", "path"),
    [
        (f"accessLog: [{{grpcService: {{logName: a, {WEB}}}}}]", "accessLog[0].grpcService"),
        (
            f"accessLog: [{{{FILE}}}, {{openTelemetry: {{grpcService: {{logName: a, {WEB}}}}}}}]",
            "accessLog[1].openTelemetry.grpcService",
        ),
        (f"tracing: {{provider: {{openTelemetry: {{grpcService: {{{WEB}}}}}}}}}", SERVICE),
    ],
)
def test_reports_to_a_service_of_http_1_are_lost(http: str, path: str) -> None:
    assert not found(on_all(http))
    lost = http.replace("port: 80", "port: 81")
    assert found(on_all(lost)) == [("KGW0508", f"spec.default.httpSettings.{path}.backendRef.name")]
    assert found(policy(lost, "HTTPListenerPolicy")) == [("KGW0508", f"spec.{path}.backendRef.name")]
    port = policy(f"perPort: [{{port: 80, listener: {{httpSettings: {{{lost}}}}}}}]")
    assert found(port) == [("KGW0508", f"spec.perPort[0].listener.httpSettings.{path}.backendRef.name")]


def test_settings_of_a_port_without_listener() -> None:
    ports = "perPort: [{port: 80, listener: {}}, {port: 8090, listener: {}}, {port: 8091, listener: {}}]"
    assert found(policy(ports)) == [("KGW0509", "spec.perPort[2].port")]
    assert ("KGW0509", "spec.perPort[2].port") not in found(policy(ports).replace("name: gw", "name: gone"))


def test_a_default_host_for_requests_that_are_turned_away() -> None:
    host = on_all("defaultHostForHttp10: a.example.com")
    assert found(host) == [("KGW0509", "spec.default.httpSettings.defaultHostForHttp10")]
    assert not found(on_all("defaultHostForHttp10: a.example.com, acceptHttp10: true"))
    # Two policies merge.
    assert not found(host, on_all("acceptHttp10: true").replace("name: p", "name: q"))


def logging(sink: str) -> str:
    return f"accessLog: [{{{sink}}}]"


def printing(format: str) -> str:
    return logging(f"fileSink: {{path: /a, stringFormat: '{format}'}}")


def only(condition: str) -> str:
    return logging(f"{FILE}, filter: {{{condition}}}")


def collected(attribute: str) -> str:
    values = f"attributes: {{values: [{{key: a, value: {{stringValue: b}}}}, {{key: c, value: {attribute}}}]}}"
    return logging(f"openTelemetry: {{grpcService: {{logName: a, {WEB}}}, {values}}}")


def tagged(attribute: str) -> str:
    provider = f"provider: {{openTelemetry: {{grpcService: {{{WEB}}}}}}}"
    return f"tracing: {{{provider}, attributes: [{{name: ok, literal: {{value: a}}}}, {attribute}]}}"


def traced(service: str) -> str:
    return f"tracing: {{provider: {{openTelemetry: {{grpcService: {{{WEB}, {service}}}}}}}}}"


def regex(pattern: str) -> str:
    return f"headerFilter: {{header: {{type: RegularExpression, name: a, value: '{pattern}'}}}}"


ATTRIBUTE = "tracing.attributes[1]"
VALUE = "accessLog[0].openTelemetry.attributes.values[1].value"


@pytest.mark.parametrize(
    ("http", "path"),
    [
        ("upgradeConfig: {enabledUpgrades: [websocket, CONNECT, WebSocket]}", "upgradeConfig.enabledUpgrades[2]"),
        ("earlyRequestHeaderModifier: {add: [{name: Host, value: a}]}", "earlyRequestHeaderModifier.add[0].name"),
        ("earlyRequestHeaderModifier: {set: [{name: a, value: 50%}]}", "earlyRequestHeaderModifier.set[0].value"),
        (logging("fileSink: {path: '', stringFormat: a}"), "accessLog[0].fileSink.path"),
        (printing("50% of"), "accessLog[0].fileSink.stringFormat"),
        (printing("%REQ(A)x%"), "accessLog[0].fileSink.stringFormat"),
        (printing("%req(a)%"), "accessLog[0].fileSink.stringFormat"),
        (printing("%RESPONSE_CODE%%"), "accessLog[0].fileSink.stringFormat"),
        (
            logging("fileSink: {path: /a, jsonFormat: {a: [{b: '%PROTOCOL%'}, '%PROTOCOL']}}"),
            "accessLog[0].fileSink.jsonFormat.a[1]",
        ),
        (only("responseFlagFilter: {flags: [UF, XX]}"), "accessLog[0].filter.responseFlagFilter.flags[1]"),
        (only(regex("(?=a)")), "accessLog[0].filter.headerFilter.header.value"),
        (
            only(f"orFilter: [{{traceableFilter: true}}, {{{regex('[')}}}]"),
            "accessLog[0].filter.orFilter[1].headerFilter.header.value",
        ),
        (
            only("andFilter: [{celFilter: {match: 'a =='}}, {traceableFilter: true}]"),
            "accessLog[0].filter.andFilter[0].celFilter.match",
        ),
        (collected("{arrayValue: [{stringValue: a}, {}]}"), f"{VALUE}.arrayValue[1]"),
        (
            collected("{kvListValue: {values: [{key: a, value: {stringValue: '%'}}]}}"),
            f"{VALUE}.kvListValue.values[0].value.stringValue",
        ),
        (tagged("{name: a}"), ATTRIBUTE),
        (tagged("{name: '', literal: {value: a}}"), f"{ATTRIBUTE}.name"),
        (tagged("{name: a, literal: {value: ''}}"), f"{ATTRIBUTE}.literal.value"),
        (tagged("{name: a, environment: {name: ''}}"), f"{ATTRIBUTE}.environment.name"),
        (tagged("{name: a, requestHeader: {name: ''}}"), f"{ATTRIBUTE}.requestHeader.name"),
        (
            tagged("{name: a, metadata: {kind: Host, metadataKey: {key: '', path: [{key: a}]}}}"),
            f"{ATTRIBUTE}.metadata.metadataKey.key",
        ),
        (
            tagged("{name: a, metadata: {kind: Host, metadataKey: {key: a, path: []}}}"),
            f"{ATTRIBUTE}.metadata.metadataKey.path",
        ),
        (
            tagged("{name: a, metadata: {kind: Host, metadataKey: {key: a, path: [{key: a}, {key: ''}]}}}"),
            f"{ATTRIBUTE}.metadata.metadataKey.path[1].key",
        ),
        (traced("initialMetadata: [{key: a}, {key: ''}]"), f"{SERVICE}.initialMetadata[1].key"),
    ],
)
def test_what_envoy_refuses(http: str, path: str, envoy: Path) -> None:
    text = on_all(http)
    assert found(text) == [("KGW0802", f"spec.default.httpSettings.{path}")]
    assert not accepted(BASE + text, envoy)


@pytest.mark.parametrize(
    "http",
    [
        "upgradeConfig: {enabledUpgrades: [websocket, CONNECT, '']}",
        "idleTimeout: 0s, streamIdleTimeout: 0s",
        "earlyRequestHeaderModifier: {remove: [host, ':path'], set: [{name: a, value: '%REQ(B)% 100%%'}]}",
        printing(""),
        printing("100%% %START_TIME(%Y-%m-%d %H:%M)% %REQ(A?B):10%%REQ(C)%%%%PROTOCOL%"),
        logging("fileSink: {path: /a, jsonFormat: {a: [1, null, true, {b: '%PROTOCOL%'}]}}"),
        only("responseFlagFilter: {flags: [UF, NR, UDO]}"),
        only(regex("a.*(b|c)")),
        only('celFilter: {match: \'request.method == "GET" && "a" in request.headers\'}'),
        collected("{arrayValue: []}"),
        collected("{kvListValue: {values: [{key: a, value: {stringValue: '%PROTOCOL%'}}]}}"),
        tagged("{name: a, environment: {name: B}}"),
        tagged("{name: a, metadata: {kind: Host, metadataKey: {key: a, path: [{key: b}]}}}"),
        traced("retryPolicy: {retryBackOff: {baseInterval: 1ms}}"),
    ],
)
def test_what_envoy_takes(http: str, envoy: Path) -> None:
    text = on_all(http)
    assert not found(text)
    assert accepted(BASE + text, envoy)
