"""The engine with kinds of its own: what it runs, in which order, and what it reports."""

from __future__ import annotations

from typing import Any

import pytest

from kgwctl.api.kinds import GroupKind
from kgwctl.envoy.messages.generated.route import Route
from kgwctl.envoy.policy_engine.contract import BUILTIN, Attached, Compiled, CompileEnv, Pass, PolicyKind, by_kind
from kgwctl.envoy.policy_engine.engine import Engine, PolicyCompiler
from kgwctl.envoy.policy_engine.merging import MergeOrigins, merge_attached
from kgwctl.objects.resource import ObjectKey
from kgwctl.resolve.model import ParentRef, PolicyAttachment
from kgwctl.status.reporter import Reporter
from tests.resolve.inputs import GATEWAY, objects, resolved

ANCESTOR = ParentRef("gateway.networking.k8s.io", "Gateway", "default", "gw")


class RecordingPass(Pass):
    def __init__(self) -> None:
        self.seen: list[Any] = []


class Kind(PolicyKind):
    """Compiles a DirectResponse to its body; a body that begins with ``bad`` is an error."""

    def __init__(self, kind: str, merges: bool = False) -> None:
        self.group_kind = GroupKind("gateway.kgateway.dev", kind)
        self.merges = merges
        self.compiled: list[str] = []

    def compile(self, policy: Any, env: CompileEnv) -> Compiled:
        body = policy.object.spec.body
        self.compiled.append(policy.name)
        return Compiled({"body": body}, (body,) if body.startswith("bad") else ())

    def merge(self, attached: Any, env: CompileEnv) -> Attached:
        def into(p1: Any, p2: Any, strategy: Any, source: Any, origins: MergeOrigins, *, same_level: bool) -> Any:
            if p1:
                return p1
            source.replace(origins, "body")
            return p2

        return merge_attached(attached, dict, into)

    def new_pass(self, env: CompileEnv) -> Pass:
        return RecordingPass()


class Builtin(Kind):
    def __init__(self) -> None:
        super().__init__("x")
        self.group_kind = BUILTIN


def attachment(name: str, body: str, section: str = "") -> PolicyAttachment:
    text = f"""
apiVersion: gateway.kgateway.dev/v1alpha1
kind: DirectResponse
metadata: {{name: {name}, namespace: default, generation: 3}}
spec: {{status: 200, body: "{body}"}}
"""
    (resource,) = objects(text)
    return PolicyAttachment(policy=resource, section_name=section)


def engine_of(*kinds: PolicyKind) -> tuple[Engine, Reporter]:
    source = resolved(GATEWAY)
    reporter = Reporter()
    return Engine(PolicyCompiler(kinds, CompileEnv(source, source.settings)), reporter), reporter


def record(one: Pass, policy: Attached) -> None:
    assert isinstance(one, RecordingPass)
    one.seen.append(policy.ir["body"])


def seen(engine: Engine, kind: str) -> list[Any]:
    one = engine.passes[GroupKind("gateway.kgateway.dev", kind)]
    assert isinstance(one, RecordingPass)
    return one.seen


def test_kind_that_does_not_merge_applies_each_in_order() -> None:
    kind = Kind("DirectResponse")
    engine, reporter = engine_of(kind)
    policies = engine.attached({kind.group_kind: (attachment("a", "1"), attachment("b", "2"))})
    assert engine.apply(policies, ANCESTOR, record) == []
    assert seen(engine, "DirectResponse") == ["1", "2"]
    reports = [reporter.policy(ObjectKey(*kind.group_kind, "default", name)).ancestor(ANCESTOR) for name in "ab"]
    assert [report.attachment.reason for report in reports if report.attachment] == ["Attached", "Attached"]


def test_kind_that_merges_applies_once_and_tells_origins() -> None:
    kind = Kind("DirectResponse", merges=True)
    engine, reporter = engine_of(kind)
    policies = engine.attached({kind.group_kind: (attachment("a", "1"), attachment("b", "2"))})
    route = Route()
    engine.apply(policies, ANCESTOR, record, onto=route)
    assert seen(engine, "DirectResponse") == ["1"]
    assert route.metadata is not None
    assert route.metadata.filter_metadata == {
        "merge.DirectResponse.gateway.kgateway.dev": {"body": ["gateway.kgateway.dev/DirectResponse/default/a"]}
    }
    report = reporter.policy(ObjectKey(*kind.group_kind, "default", "b")).ancestor(ANCESTOR)
    assert report.attachment is not None
    assert report.attachment.reason == "Overridden"


@pytest.mark.parametrize(
    ("with_errors", "applied", "returned"), [(False, ["ok"], ["bad one"]), (True, ["bad one", "ok"], [])]
)
def test_errors_keep_a_policy_out_unless_asked_for(with_errors: bool, applied: list[str], returned: list[str]) -> None:
    kind = Kind("DirectResponse")
    engine, reporter = engine_of(kind)
    policies = engine.attached({kind.group_kind: (attachment("a", "bad one"), attachment("b", "ok"))})
    assert engine.apply(policies, ANCESTOR, record, with_errors=with_errors) == returned
    assert seen(engine, "DirectResponse") == applied
    report = reporter.policy(ObjectKey(*kind.group_kind, "default", "a")).ancestor(ANCESTOR)
    accepted = report.condition("Accepted")
    assert accepted is not None
    assert (accepted.reason, accepted.message) == ("Invalid", "bad one")
    assert report.attachment is None


def test_hooks_report_errors() -> None:
    kind = Kind("DirectResponse")
    engine, _ = engine_of(kind)
    policies = engine.attached({kind.group_kind: (attachment("a", "1"),)})
    assert engine.apply(policies, ANCESTOR, lambda *_: "no") == ["no"]


def test_built_in_kinds_come_first_whatever_the_order_of_places() -> None:
    kinds = (Kind("A"), Kind("B"), Builtin())
    engine, _ = engine_of(*kinds)
    one = {kind.group_kind: (Attached(kind=kind.group_kind, ir=None),) for kind in kinds[:2]}
    builtin = {BUILTIN: (Attached(kind=BUILTIN, ir=None),)}
    gathered = engine.gather(({kinds[1].group_kind: one[kinds[1].group_kind]}, one, builtin))
    assert [kind.kind for kind in gathered] == ["builtin", "A", "B"]
    assert len(gathered[kinds[1].group_kind]) == 2


def test_policies_are_compiled_once() -> None:
    kind = Kind("DirectResponse")
    engine, _ = engine_of(kind)
    one = attachment("a", "1")
    engine.attached({kind.group_kind: (one,)})
    engine.attached({kind.group_kind: (one,)}, -1)
    assert kind.compiled == ["a"]


def test_kinds_without_a_pass_are_left_out() -> None:
    kind = PolicyKind()
    kind.group_kind = GroupKind("g", "OnBackends")
    engine, _ = engine_of(kind)
    assert engine.attached({kind.group_kind: (attachment("a", "1"),)}) == {}


def test_two_kinds_of_one_identity_are_refused() -> None:
    with pytest.raises(ValueError, match="one identity"):
        by_kind((Kind("A"), Kind("A")))
