"""Each field that moves, in each style: block, flow, spread flow, anchored and aliased, among other documents."""

from __future__ import annotations

import json
from typing import Any, NamedTuple

import pytest

from kgwctl.manifests import Source
from kgwctl.manifests.yaml_reader import read
from kgwctl.migrate.editing.ops import same
from kgwctl.migrate.editing.text_file import open_file
from kgwctl.migrate.run import plan_migration

TARGETS = [{"group": "gateway.networking.k8s.io", "kind": "Gateway", "name": "edge"}]
SETTINGS: dict[str, Any] = {
    "acceptHttp10": True,
    "accessLog": [{"fileSink": {"path": "/dev/stdout"}}],
    "defaultHostForHttp10": "example.com",
    "earlyRequestHeaderModifier": {"remove": ["x-a"]},
    "generateRequestId": False,
    "healthCheck": {"path": "/health"},
    "idleTimeout": "30s",
    "maxRequestHeadersKb": 64,
    "preserveExternalRequestId": True,
    "preserveHttp1HeaderCase": True,
    "serverHeaderTransformation": "AppendIfAbsent",
    "streamIdleTimeout": "10s",
    "tracing": {"provider": {"openTelemetry": {"serviceName": "edge"}}},
    "upgradeConfig": {"enabledUpgrades": ["websocket"]},
    "useRemoteAddress": False,
    "xffNumTrustedHops": 2,
}


class Move(NamedTuple):
    """A value at ``old`` of a kind, and what is to be found at ``new`` afterwards."""

    kind: str
    old: str
    value: Any
    new: str
    after: Any
    becomes: str = ""


FILTERS = [
    f"{base}accessLog[0].filter.{below}{name}"
    for base in ("spec.default.httpSettings.", "spec.perPort[0].listener.httpSettings.")
    for below in ("", "andFilter[0].", "orFilter[0].")
    for name in ("durationFilter", "statusCodeFilter")
]
MOVES = [
    *(
        Move("HTTPListenerPolicy", f"spec.{key}", value, f"spec.default.httpSettings.{key}", value, "ListenerPolicy")
        for key, value in SETTINGS.items()
    ),
    *(Move("ListenerPolicy", path, {"op": "GE"}, path, {"op": "GE", "value": 0}) for path in FILTERS),
    Move("GatewayParameters", "spec.kube.floatingUserId", True, "spec.kube.omitDefaultSecurityContext", True),
    Move("GatewayParameters", "spec.kube.floatingUserId", False, "spec.kube.omitDefaultSecurityContext", False),
    Move("GatewayParameters", "spec.kube.aiExtension", {"enabled": True}, "spec.kube.aiExtension", None),
    Move("TrafficPolicy", "spec.jwt", {"extensionRef": {"name": "a"}}, "spec.jwtAuth", {"extensionRef": {"name": "a"}}),
    Move("TrafficPolicy", "spec.apiKeyAuthentication", {"disable": {}}, "spec.apiKeyAuth", {"disable": {}}),
    Move("GatewayExtension", "spec.jwtProviders", [{"name": "a"}], "spec.jwt.providers", [{"name": "a"}]),
    Move("GatewayExtension", "spec.jwt.providers[0].keepToken", "Remove", "spec.jwt.providers[0].forwardToken", False),
    Move("GatewayExtension", "spec.jwt.providers[0].keepToken", "Forward", "spec.jwt.providers[0].forwardToken", True),
    Move("ListenerPolicy", "spec.proxyProtocol", {}, "spec.default.proxyProtocol", {}),
    Move(
        "ListenerPolicy",
        "spec.perConnectionBufferLimitBytes",
        9,
        "spec.default.perConnectionBufferLimitBytes",
        9,
    ),
]


def steps(path: str) -> list[str | int]:
    found: list[str | int] = []
    for part in path.replace("[", ".[").split("."):
        found.append(int(part[1:-1]) if part.startswith("[") else part)
    return found


def build(path: list[str | int], value: Any) -> Any:
    for step in reversed(path):
        value = [value] if isinstance(step, int) else {step: value}
    return value


def look(value: Any, path: str) -> Any:
    for step in steps(path):
        try:
            value = value[step]
        except (LookupError, TypeError):
            return None
    return value


def manifest(move: Move) -> dict[str, Any]:
    value = {
        "apiVersion": "gateway.kgateway.dev/v1alpha1",
        "kind": move.kind,
        "metadata": {"name": "edge"},
        **build(steps(move.old), move.value),
    }
    if move.kind.endswith("ListenerPolicy"):
        value["spec"] = {**value["spec"], "targetRefs": TARGETS}
    return value


class Style:
    """Writes a manifest; every line and every value gets a comment where the style has room for one."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.count = 0

    def comment(self) -> str:
        self.count += 1
        return f"# c{self.count}."

    def write(self, value: dict[str, Any]) -> str:
        if self.name == "json":
            return json.dumps(value, indent=3) + "\n"
        if self.name == "flow":
            return json.dumps(value) + "\n"
        if self.name == "spread":
            return self.spread(value, 0) + "\n"
        return self.block(value, 0)

    def spread(self, value: Any, column: int) -> str:
        pad = " " * (column + 2)
        if not isinstance(value, dict | list) or not value:
            return json.dumps(value)
        entries = (
            [f"{key}: {self.spread(each, column + 2)}" for key, each in value.items()]
            if isinstance(value, dict)
            else [self.spread(each, column + 2) for each in value]
        )
        lines = [f"{pad}{self.comment()}\n{pad}{entry}, {self.comment()}\n" for entry in entries]
        opening, closing = "{}" if isinstance(value, dict) else "[]"
        return f"{opening} {self.comment()}\n{''.join(lines)}{' ' * column}{closing}"

    def block(self, value: Any, column: int) -> str:
        text = ""
        pad = " " * column
        for key, each in value.items():
            text += f"{pad}{self.comment()}\n{pad}{key}:"
            if isinstance(each, dict) and each:
                text += f" {self.comment()}\n{self.block(each, column + 2)}"
            elif isinstance(each, list) and each:
                text += f" {self.comment()}\n"
                for item in each:
                    inner = self.block(item, column + 4) if isinstance(item, dict) else f"{pad}    {json.dumps(item)}\n"
                    text += f"{pad}  - {self.comment()}\n{inner}"
            else:
                text += f" {json.dumps(each)} {self.comment()}\n"
        return text


def run(text: str) -> str:
    plan = plan_migration([Source("a.yaml", text.encode())])
    assert [change for change in plan.changes if change.old_path], "nothing was moved"
    return plan.migrated()[0].data.decode()


@pytest.mark.parametrize("eol", ["\n", "\r\n"], ids=["lf", "crlf"])
@pytest.mark.parametrize("style", ["block", "spread", "flow", "json"])
@pytest.mark.parametrize("move", MOVES, ids=lambda move: f"{move.kind}-{move.old}-{move.value}"[:70])
def test_moves(move: Move, style: str, eol: str) -> None:
    writer = Style(style)
    text = writer.write(manifest(move)).replace("\n", eol)
    after = run(text)
    value = read(after)
    assert same(look(value, move.new), move.after)
    assert move.old == move.new or look(value, move.old) is None
    assert value["kind"] == (move.becomes or move.kind)
    for number in range(1, writer.count + 1):
        assert after.count(f"# c{number}.") == 1
    assert after.count("\n") == after.count(eol)
    if style in ("flow", "json"):
        json.loads(after)


@pytest.mark.parametrize("move", MOVES, ids=lambda move: f"{move.kind}-{move.old}-{move.value}"[:70])
def test_moves_what_has_an_anchor(move: Move) -> None:
    """The value has an anchor, and an alias elsewhere in the document keeps meaning what it meant."""
    value = manifest(move)
    text = json.dumps(value)
    place = json.dumps(move.value)
    key = f'"{steps(move.old)[-1]}": '
    anchored = text.replace(key + place, f"{key}&moved {place}", 1)
    text = f'{{"first": 1, {anchored[1:-1]}, "copy": *moved}}\n'
    after = read(run(text))
    assert same(look(after, move.new), move.after)
    assert same(after["copy"], move.value)


@pytest.mark.parametrize("move", MOVES, ids=lambda move: f"{move.kind}-{move.old}-{move.value}"[:70])
def test_leaves_other_documents_alone(move: Move) -> None:
    before = "# start\n---\na: 'x'   # odd\n...\n---   # sep\n"
    text = before + Style("block").write(manifest(move)) + "---\n{b:   1,\n c: 2}\n\n\n"
    after = run(text)
    assert after.startswith(before)
    assert after.endswith("---\n{b:   1,\n c: 2}\n\n\n")
    assert len(open_file("a.yaml", after.encode()).parts) == len(open_file("a.yaml", text.encode()).parts)
