"""Fields, enum values and shapes of the Envoy kinds that v2.2 renamed, moved, requires or dropped.

The table was made by comparing the CRDs of v2.1.2 and v2.2.0, and those of the v2.2 betas with the
release. A field that moves to an agentgateway kind is pointed out here and left for its own migration.
"""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from kgwctl.migrate.editing.ops import Attach, Delete, Detach, Insert, Nest, Op, Rename, Replace
from kgwctl.migrate.editing.text_file import take
from kgwctl.migrate.engine.changes import Change, EditDocument, Migration, Step, by_hand
from kgwctl.migrate.engine.workspace import describe
from kgwctl.migrate.kustomize.following import kustomize_steps
from kgwctl.migrate.kustomize.pointers import Move

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from kgwctl.diagnostics import FieldPath
    from kgwctl.migrate.engine.workspace import Target, Workspace

_ID = "renamed-fields"
_GROUP = "gateway.kgateway.dev"
#: Any item of a list.
EACH = "*"


class Renamed(NamedTuple):
    """The field at ``path`` is called ``name`` now, and ``values`` are written differently."""

    kind: str
    path: tuple[str, ...]
    name: str
    values: tuple[tuple[Any, Any], ...] = ()


class Moved(NamedTuple):
    """The field at ``path`` is below ``into``, beside it, and called ``name`` there."""

    kind: str
    path: tuple[str, ...]
    into: tuple[str, ...]
    name: str


class Dropped(NamedTuple):
    """The field at ``path`` has no successor."""

    kind: str
    path: tuple[str, ...]
    reason: str
    todo: str


class Required(NamedTuple):
    """The mapping at ``path`` needs ``field``; left out, it meant ``value``."""

    kind: str
    path: tuple[str, ...]
    field: str
    value: Any


class Advice(NamedTuple):
    """What is at ``path`` needs a human, if ``applies`` to its value."""

    kind: str
    path: tuple[str, ...]
    applies: Callable[[Any], bool]
    message: str
    hint: str


def _present(_: Any) -> bool:
    """For fields whose mere presence is the matter."""
    return True


Row = Renamed | Moved | Dropped | Required | Advice

_LOG = ("spec", "accessLog", EACH, "filter")
_SETTINGS = ("default", "httpSettings", "accessLog", EACH, "filter")


def _filters() -> Iterator[Row]:
    """Access log filters: a comparison without a value compared with zero."""
    places = [("HTTPListenerPolicy", _LOG), ("ListenerPolicy", ("spec", *_SETTINGS))]
    places.append(("ListenerPolicy", ("spec", "perPort", EACH, "listener", *_SETTINGS[1:])))
    for kind, path in places:
        for below in ((), ("andFilter", EACH), ("orFilter", EACH)):
            for name in ("durationFilter", "statusCodeFilter"):
                yield Required(kind, (*path, *below, name), "value", 0)


ROWS: tuple[Row, ...] = (
    Renamed("TrafficPolicy", ("spec", "jwt"), "jwtAuth"),
    Renamed("TrafficPolicy", ("spec", "apiKeyAuthentication"), "apiKeyAuth"),
    Moved("GatewayExtension", ("spec", "jwtProviders"), ("jwt",), "providers"),
    Renamed(
        "GatewayExtension",
        ("spec", "jwt", "providers", EACH, "keepToken"),
        "forwardToken",
        (("Forward", True), ("Remove", False)),
    ),
    Moved("ListenerPolicy", ("spec", "proxyProtocol"), ("default",), "proxyProtocol"),
    Moved("ListenerPolicy", ("spec", "perConnectionBufferLimitBytes"), ("default",), "perConnectionBufferLimitBytes"),
    *_filters(),
    Dropped(
        "GatewayParameters",
        ("spec", "kube", "aiExtension"),
        "the AI extension of the Envoy proxy is gone",
        "Serve AI traffic with agentgateway.",
    ),
    Advice(
        "GatewayParameters",
        ("spec", "kube", "agentgateway", "customConfigMapName"),
        _present,
        "customConfigMapName is gone",
        "Put the configuration into spec.rawConfig of an AgentgatewayParameters.",
    ),
    Advice(
        "GatewayParameters",
        ("spec", "kube", "agentgateway"),
        _present,
        "spec.kube.agentgateway is ignored: GatewayParameters configure Envoy proxies only",
        "Configure agentgateway proxies with an AgentgatewayParameters.",
    ),
    Advice(
        "TrafficPolicy",
        ("spec", "ai"),
        _present,
        "TrafficPolicy has no ai settings any more",
        "AI traffic is agentgateway's: write them below spec.backend.ai of an AgentgatewayPolicy.",
    ),
    Advice(
        "TrafficPolicy",
        ("spec", "targetRefs", EACH),
        lambda ref: isinstance(ref, dict) and ref.get("kind") == "Backend",
        "TrafficPolicy cannot target a Backend any more",
        "Target the routes to it, or use an AgentgatewayPolicy for an agentgateway backend.",
    ),
    Advice(
        "TrafficPolicy",
        ("spec", "rbac", "policy"),
        lambda policy: isinstance(policy, dict) and not policy.get("matchExpressions"),
        "rbac.policy needs matchExpressions",
        "Without an expression the policy matched nothing; write the ones you mean, or remove rbac.",
    ),
    Advice(
        "TrafficPolicy",
        ("spec", "rbac", "policy", "matchExpressions"),
        lambda found: isinstance(found, list) and len(found) > 256,
        "rbac.policy takes at most 256 matchExpressions",
        "Join some of them with ||.",
    ),
    Advice(
        "TrafficPolicy",
        ("spec", "rbac", "policy", "matchExpressions", EACH),
        lambda text: isinstance(text, str) and not 1 <= len(text) <= 16384,
        "an expression has 1 to 16384 characters",
        "Split it, or remove it if it is empty.",
    ),
    Advice("Backend", ("spec", "ai"), _present, "Backend has no ai any more", "Use an AgentgatewayBackend."),
    Advice("Backend", ("spec", "mcp"), _present, "Backend has no mcp any more", "Use an AgentgatewayBackend."),
)


def _run(workspace: Workspace) -> Iterator[Step]:
    for row in ROWS:
        for target in list(workspace.targets((_GROUP, row.kind))):
            for path in reversed(list(_matches(target.value, row.path, ()))):
                yield _step(workspace, row, workspace.current(target), path)
    for kind in dict.fromkeys(row.kind for row in ROWS):
        yield from kustomize_steps(workspace, MIGRATION, _GROUP, kind, kind, partial(_move, kind))


def _matches(value: Any, pattern: tuple[str, ...], path: FieldPath) -> Iterator[FieldPath]:
    """The paths in ``value`` that fit ``pattern``."""
    if not pattern:
        yield path
    elif pattern[0] == EACH:
        for index, item in enumerate(value if isinstance(value, list) else ()):
            yield from _matches(item, pattern[1:], (*path, index))
    elif isinstance(value, dict) and pattern[0] in value:
        yield from _matches(value[pattern[0]], pattern[1:], (*path, pattern[0]))


def _at(value: Any, path: FieldPath) -> Any:
    for step in path:
        value = value[step]
    return value


def _step(workspace: Workspace, row: Row, target: Target, path: FieldPath) -> Step:
    value = _at(target.value, path)
    if isinstance(row, Required) and (not isinstance(value, dict) or row.field in value):
        return Step()
    if isinstance(row, Advice) and not row.applies(value):
        return Step()
    where = workspace.locate(target, path)
    if isinstance(row, Advice):
        return Step(findings=(by_hand(where, target.label, row.message, row.hint),))
    unknown = isinstance(row, Renamed) and bool(row.values) and value not in [old for old, _ in row.values]
    if unknown:
        message = f"{path[-1]} has the value {value!r}, which was never allowed"
        return Step(findings=(by_hand(where, target.label, message),))
    ops, new = _ops(row, path, value)
    if isinstance(row, Moved) and row.into[0] in _at(target.value, path[:-1]):
        cuttings = take(workspace.files[target.file], target.number, target.at(*path[:-1]), (str(path[-1]),))
        renamed = tuple(cutting._replace(key=row.name) for cutting in cuttings)
        ops = [Detach(path[:-1], (str(path[-1]),)), Attach((*path[:-1], *row.into), renamed)]
    change = Change(
        migration=_ID,
        object=target.label,
        location=where,
        old_path=describe(path),
        new_path=describe(new),
        loss="dropped" if isinstance(row, Dropped) else "none",
        reason=row.reason if isinstance(row, Dropped) else "",
        todo=row.todo if isinstance(row, Dropped) else "",
    )
    placed = tuple(op._replace(path=target.at(*op.path)) for op in ops)
    return Step((EditDocument(target.file, target.number, placed),), (change,))


def _ops(row: Renamed | Moved | Dropped | Required, path: FieldPath, value: Any) -> tuple[list[Op], FieldPath]:
    """The edits, and where the field is after them."""
    if isinstance(row, Dropped):
        return [Delete(path)], ()
    if isinstance(row, Required):
        return [Insert((*path, row.field), row.value)], (*path, row.field)
    ops: list[Op] = []
    if isinstance(row, Renamed):
        ops += [Replace(path, new) for old, new in row.values if old == value]
        return [*ops, Rename(path, row.name)], (*path[:-1], row.name)
    if path[-1] != row.name:
        ops.append(Rename(path, row.name))
    ops.append(Nest(path[:-1], (row.name,), row.into))
    return ops, (*path[:-1], *row.into, row.name)


def _move(kind: str, path: tuple[str, ...]) -> Move:
    """Where a JSON pointer into ``kind`` points now."""
    for row in ROWS:
        if row.kind != kind or not _begins(path, row.path):
            continue
        rest = path[len(row.path) :]
        if isinstance(row, Renamed):
            if row.values:
                return f"its value is written differently below {row.name}"
            return (*path[: len(row.path) - 1], row.name, *rest)
        if isinstance(row, Moved):
            return (*path[: len(row.path) - 1], *row.into, row.name, *rest)
        if isinstance(row, Dropped):
            return row.reason
    return path


def _begins(path: tuple[str, ...], pattern: tuple[str, ...]) -> bool:
    return len(path) >= len(pattern) and all(
        step == wanted or (wanted == EACH and (step.isdigit() or step == "-"))
        for step, wanted in zip(path, pattern, strict=False)
    )


MIGRATION = Migration(
    id=_ID,
    summary="Fields and enum values of the Envoy kinds get their new names; dropped ones are removed.",
    since="v2.2.0",
    certainty="exact",
    triggers=(
        (b"TrafficPolicy", re.compile(rb"jwt[\"']?:")),
        b"apiKeyAuthentication",
        b"jwtProviders",
        b"keepToken",
        (b"ListenerPolicy", b"proxyProtocol"),
        (b"ListenerPolicy", b"perConnectionBufferLimitBytes"),
        b"durationFilter",
        b"statusCodeFilter",
        b"aiExtension",
        (b"GatewayParameters", re.compile(rb"agentgateway[\"']?:")),
        (b"TrafficPolicy", re.compile(rb"ai[\"']?:")),
        (b"TrafficPolicy", re.compile(rb"kind[\"']?: ?[\"']?Backend\b")),
        (b"TrafficPolicy", b"rbac"),
        (b"gateway.kgateway.dev", b"Backend", re.compile(rb"(?:ai|mcp)[\"']?:")),
    ),
    run=_run,
    comparable=False,
)
