"""What is found around a change, and taken over from the last run, is what a check of everything finds."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgwctl.api import registry
from kgwctl.lint import neighbourhood as module
from kgwctl.lint import since
from kgwctl.lint.check import Checked, Run, check
from kgwctl.lint.nodes import DEFAULT_KINDS, Manner, Node, held_types, is_reference, plan
from kgwctl.lint.result_cache import open_cache
from kgwctl.manifests import Source
from kgwctl.pipeline.options import Options
from kgwctl.settings import Settings

_API = "gateway.networking.k8s.io"
WORLD = f"""\
apiVersion: {_API}/v1
kind: Gateway
metadata: {{name: edge, namespace: a}}
spec:
  gatewayClassName: kgateway
  listeners:
  - {{name: http, port: 80, protocol: HTTP, allowedRoutes: {{namespaces: {{from: All}}}}}}
  - {{name: https, port: 443, protocol: HTTPS, tls: {{certificateRefs: [{{name: tls}}]}}}}
  - {{name: raw, port: 9000, protocol: TCP}}
---
apiVersion: v1
kind: Secret
metadata: {{name: tls, namespace: a}}
---
apiVersion: v1
kind: Secret
metadata: {{name: keys, namespace: b, labels: {{app: shop}}}}
---
apiVersion: v1
kind: Service
metadata: {{name: shop, namespace: a, labels: {{app: shop}}}}
spec: {{ports: [{{port: 80}}]}}
---
apiVersion: v1
kind: Service
metadata: {{name: cart, namespace: b}}
spec: {{ports: [{{port: 80}}]}}
---
apiVersion: v1
kind: Service
metadata: {{name: auth, namespace: b}}
spec: {{ports: [{{port: 9000}}]}}
---
apiVersion: {_API}/v1
kind: HTTPRoute
metadata: {{name: shop, namespace: a, labels: {{app: shop}}}}
spec:
  parentRefs: [{{name: edge}}]
  rules:
  - backendRefs: [{{name: shop, port: 80}}]
---
apiVersion: {_API}/v1
kind: HTTPRoute
metadata: {{name: cart, namespace: b}}
spec:
  parentRefs: [{{name: edge, namespace: a, sectionName: http}}]
  rules:
  - name: first
    backendRefs: [{{name: cart, port: 80}}, {{name: shop, namespace: a, port: 80}}]
    filters:
    - {{type: ExtensionRef, extensionRef: {{group: gateway.kgateway.dev, kind: TrafficPolicy, name: cart}}}}
---
apiVersion: {_API}/v1
kind: HTTPRoute
metadata: {{name: root, namespace: a}}
spec:
  parentRefs: [{{name: edge}}]
  rules:
  - matches: [{{path: {{value: /b}}}}]
    backendRefs: [{{group: {_API}, kind: HTTPRoute, name: leaf, namespace: b}}]
---
apiVersion: {_API}/v1
kind: HTTPRoute
metadata: {{name: leaf, namespace: b}}
spec:
  rules:
  - matches: [{{path: {{value: /b/c}}}}]
    backendRefs: [{{name: cart, port: 80}}]
---
apiVersion: {_API}/v1alpha2
kind: TCPRoute
metadata: {{name: raw, namespace: a}}
spec:
  parentRefs: [{{name: edge, sectionName: raw}}]
  rules:
  - backendRefs: [{{name: shop, port: 80}}]
---
apiVersion: {_API}/v1beta1
kind: ReferenceGrant
metadata: {{name: shop, namespace: a}}
spec:
  from: [{{group: {_API}, kind: HTTPRoute, namespace: b}}]
  to: [{{group: "", kind: Service}}]
---
apiVersion: gateway.kgateway.dev/v1alpha1
kind: TrafficPolicy
metadata: {{name: shop, namespace: a}}
spec:
  targetRefs: [{{group: {_API}, kind: HTTPRoute, name: shop}}]
  basicAuth: {{secretRef: {{name: tls}}}}
---
apiVersion: gateway.kgateway.dev/v1alpha1
kind: TrafficPolicy
metadata: {{name: cart, namespace: b}}
spec:
  targetRefs: [{{group: {_API}, kind: HTTPRoute, name: cart, sectionName: first}}]
  extAuth: {{extensionRef: {{name: auth}}}}
---
apiVersion: gateway.kgateway.dev/v1alpha1
kind: TrafficPolicy
metadata: {{name: labelled, namespace: a}}
spec:
  targetSelectors: [{{group: {_API}, kind: HTTPRoute, matchLabels: {{app: shop}}}}]
  buffer: {{maxRequestSize: 1Ki}}
---
apiVersion: gateway.kgateway.dev/v1alpha1
kind: GatewayExtension
metadata: {{name: auth, namespace: b}}
spec: {{extAuth: {{grpcService: {{backendRef: {{name: auth, port: 9000}}}}}}}}
"""
DOCUMENTS = tuple(WORLD.split("---\n"))
NAMES = ("shop", "cart", "edge", "tls", "auth", "absent", "leaf", "shopp", "a", "b", "app")
_WORD = re.compile(r"(?:name|namespace|sectionName|app|kind|port): (\w+)")


def edited(document: str, position: int, name: str) -> str:
    """``document`` with another name at one of its references, or at its own."""
    words = list(_WORD.finditer(document))
    word = words[position % len(words)]
    return document[: word.start(1)] + name + document[word.end(1) :]


def sources(documents: Sequence[str]) -> list[Source]:
    return [Source(f"{number:02}.yaml", text.encode()) for number, text in enumerate(documents) if text]


def shown(checked: Checked) -> list[Any]:
    found = [(one.rule, str(one.location), one.path, one.subject, one.message, one.hint) for one in checked.findings]
    return sorted(found, key=repr)


@pytest.fixture
def slices(monkeypatch: pytest.MonkeyPatch) -> list[module.Neighbourhood | None]:
    """What was made of each change; no part is too large to be looked at alone."""
    found: list[module.Neighbourhood | None] = []
    real = module.neighbourhood

    def noted(*arguments: Any) -> module.Neighbourhood | None:
        found.append(real(*arguments))
        return found[-1]

    monkeypatch.setattr(module, "_LARGEST_PART", 1.0)
    monkeypatch.setattr(module, "neighbourhood", noted)
    return found


def follow(states: Sequence[Sequence[str]], folder: Path) -> None:
    """Check one state after the other, each remembered, and each from nothing."""
    for number, documents in enumerate(states):
        files = sources(documents)
        remembered = check(files, Options(), Run(cache=open_cache(folder, ["."], (), "")))
        assert shown(remembered) == shown(check(files, Options(Settings()))), number


EDITS = st.lists(
    st.tuples(st.integers(0, len(DOCUMENTS) - 1), st.integers(0, 9), st.sampled_from((*NAMES, ""))),
    min_size=1,
    max_size=4,
)


@given(EDITS)
def test_whatever_changes(tmp_path_factory: pytest.TempPathFactory, edits: list[tuple[int, int, str]]) -> None:
    states = [list(DOCUMENTS)]
    for number, position, name in edits:
        documents = list(states[-1])
        documents[number] = edited(documents[number] or DOCUMENTS[number], position, name) if name else ""
        states.append(documents)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_LARGEST_PART", 1.0)
        follow(states, tmp_path_factory.mktemp("cache"))


def test_upstream_manifests(upstream: Path, tmp_path: Path, slices: list[module.Neighbourhood | None]) -> None:
    """A name changed, or a document left out, in the inputs of upstream's translator."""
    chance = random.Random(7)
    inputs = upstream / "pkg/kgateway/translator/gateway/testutils/inputs"
    for number, path in enumerate(chance.sample(sorted(inputs.rglob("*.yaml")), 60)):
        documents = [text for text in re.split(r"(?m)^---.*\n", path.read_text("utf-8")) if _WORD.search(text)]
        states = [documents]
        for _ in range(3):
            changed = list(documents)
            index = chance.randrange(len(documents))
            names = _WORD.findall("".join(documents))
            changed[index] = chance.choice((edited(documents[index], chance.randrange(99), chance.choice(names)), ""))
            states.append(changed)
        follow(states, tmp_path / str(number))
    assert sum(one is not None for one in slices) > 40


@pytest.mark.parametrize(
    ("change", "affected"),
    [
        (("name: shop, namespace: a, port: 80}]", "name: nope, namespace: a, port: 80}]"), {"HTTPRoute b/cart"}),
        (("maxRequestSize: 1Ki", "maxRequestSize: 2Ki"), None),
        (("{name: edge, namespace: a}", "{name: hedge, namespace: a}"), None),
        (("{name: auth, port: 9000}", "{name: auth, port: 9001}"), {"GatewayExtension b/auth"}),
        (("metadata: {name: leaf", "metadata: {name: twig"), None),
        (("extAuth: {extensionRef: {name: auth}}", "buffer: {maxRequestSize: 1Ki}"), {"TrafficPolicy b/cart"}),
    ],
    ids=["route", "selecting policy", "gateway", "extension", "delegation", "policy"],
)
def test_what_is_looked_at(
    change: tuple[str, str],
    affected: set[str] | None,
    slices: list[module.Neighbourhood | None],
    tmp_path: Path,
) -> None:
    changed = [text.replace(*change) for text in DOCUMENTS]
    assert changed != list(DOCUMENTS)
    follow([DOCUMENTS, changed], tmp_path)
    (found,) = slices
    if affected is None:
        assert found is None
    else:
        assert found is not None
        assert affected <= found.affected <= found.seen
        assert "TCPRoute a/raw" not in found.seen


def test_only_what_is_near_is_checked(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Among many routes of one Gateway, a changed one is checked with what it names."""
    route, service = DOCUMENTS[6], DOCUMENTS[3]
    many = [text.replace("shop", f"shop-{number}") for number in range(50) for text in (route, service)]
    documents = [DOCUMENTS[0], *many]
    seen: list[int] = []
    real = since.check_together

    def counted(resources: Any, *others: Any) -> Any:
        resources = list(resources)
        seen.append(len(resources))
        return real(resources, *others)

    monkeypatch.setattr(since, "check_together", counted)
    for port in ("80", "81"):
        documents[1] = route.replace("shop", "shop-0").replace("port: 80", f"port: {port}")
        checked = check(sources(documents), Options(), Run(cache=open_cache(tmp_path, ["."], (), "")))
    assert seen == [101, 3]
    assert "Service a/shop-0 has no such port" in {one.message for one in checked.findings}


def test_every_reference_has_a_kind() -> None:
    """A reference that may leave out its kind has one in the table."""
    types: list[type] = [registry.load_type(kind, kind.versions[0]) for kind in registry.KINDS if kind.group]
    walked = set()
    for kind in types:
        for found in msgspec.inspect.multi_type_info([kind]):
            for attribute, target in references(found, walked):
                required = any(field.name == "kind" and field.required for field in target.fields)
                named = any(field.name == "name" for field in target.fields)
                assert required or not named or attribute in DEFAULT_KINDS, f"{target.cls.__name__} {attribute}"


def test_every_reference_is_found() -> None:
    """The attributes that are walked are all those with a reference or a selector somewhere below."""
    for kind in registry.KINDS:
        if not kind.group or "arameters" in kind.kind:
            continue
        (found,) = msgspec.inspect.multi_type_info([registry.load_type(kind, kind.versions[0])])
        assert isinstance(found, msgspec.inspect.StructType)
        specs = (inner for field in found.fields if field.name == "spec" for inner in parts(field.type))
        for spec in specs:
            if not isinstance(spec, msgspec.inspect.StructType):
                continue
            wanted: set[tuple[type, str]] = set()
            every_reference(spec, wanted, set())
            got: set[tuple[type, str]] = set()
            planned(spec.cls, got, set())
            assert got == wanted, kind.kind


def every_reference(found: Any, into: set[tuple[type, str]], walked: set[type]) -> None:
    if not isinstance(found, msgspec.inspect.StructType) or found.cls in walked:
        return
    walked.add(found.cls)
    for field in found.fields:
        if is_reference(field.name):
            into.add((found.cls, field.name))
        for inner in parts(field.type):
            every_reference(inner, into, walked)


def planned(cls: type, into: set[tuple[type, str]], walked: set[type]) -> None:
    walked.add(cls)
    for attribute, is_one, leads_on in plan(cls):
        if is_one:
            into.add((cls, attribute))
        for inner in dict(held_types(cls))[attribute] if leads_on else ():
            if inner not in walked:
                planned(inner, into, walked)


def references(found: Any, walked: set[type]) -> Iterator[tuple[str, Any]]:
    if isinstance(found, msgspec.inspect.StructType):
        # What is embedded of Kubernetes' own kinds is not followed.
        module_name = found.cls.__module__
        if found.cls in walked or any(word in module_name for word in (".core", "arameters", "status")):
            return
        walked.add(found.cls)
        for field in found.fields:
            for inner in parts(field.type):
                if field.name == "status":
                    continue
                if field.name.endswith(("_ref", "_refs")) and isinstance(inner, msgspec.inspect.StructType):
                    yield field.name, inner
                yield from references(inner, walked)


def parts(found: Any) -> Iterator[Any]:
    """A type without what is around it: metadata, unions, lists, maps."""
    match found:
        case msgspec.inspect.Metadata():
            yield from parts(found.type)
        case msgspec.inspect.UnionType():
            for each in found.types:
                yield from parts(each)
        case msgspec.inspect.VarTupleType():
            yield from parts(found.item_type)
        case msgspec.inspect.DictType():
            yield from parts(found.value_type)
        case _:
            yield found


def test_hints_follow_what_appears(tmp_path: Path, slices: list[module.Neighbourhood | None]) -> None:
    plain = [text for text in DOCUMENTS if "targetSelectors" not in text and "TCPRoute" not in text]
    routes = [text.replace("backendRefs: [{name: shop", "backendRefs: [{name: shopping") for text in plain]
    similar = DOCUMENTS[3].replace("name: shop", "name: shoppings")
    follow([[*routes, ""], [*routes, similar]], tmp_path)
    (found,) = slices
    assert found is not None
    assert "HTTPRoute a/shop" in found.affected


def test_a_node_twice_is_no_graph() -> None:
    one = Node("Service a/b", b"1", b"", (), Manner.BY_NAME)
    assert module.neighbourhood([one, one], {}, {}, frozenset(), frozenset()) is None
