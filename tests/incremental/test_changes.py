"""What is found around a change, and taken over from the last run, is what a check of everything finds."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgwctl.api import registry
from kgwctl.incremental.check import Run, check
from kgwctl.incremental.memory import open_memory
from kgwctl.lint.check import Checked
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


def follow(states: Sequence[Sequence[str]], folder: Path) -> None:
    """Check one state after the other, each remembered, and each from nothing."""
    for number, documents in enumerate(states):
        files = sources(documents)
        remembered = check(files, Options(), Run(memory=open_memory(folder, ["."], (), "")))
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
    follow(states, tmp_path_factory.mktemp("cache"))


def test_upstream_manifests(upstream: Path, tmp_path: Path) -> None:
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


LABELLED = """\
apiVersion: v1
kind: Secret
metadata: {name: labelled, namespace: b, labels: {keys: "yes"}}
stringData: {one: "1"}
"""
KEYS = """\
apiVersion: gateway.kgateway.dev/v1alpha1
kind: TrafficPolicy
metadata: {name: keys, namespace: b}
spec:
  targetRefs: [{group: gateway.networking.k8s.io, kind: HTTPRoute, name: cart}]
  apiKeyAuth: {keySources: [{header: x}], secretSelector: {matchLabels: {keys: "yes"}}}
"""


@pytest.mark.parametrize(
    "change",
    [
        ('labels: {keys: "yes"}', "labels: {}"),
        ('{one: "1"}', '{one: ""}'),
        ("namespace: b", "namespace: c"),
        (LABELLED, ""),
    ],
    ids=["label", "content", "namespace", "gone"],
)
def test_what_is_found_by_labels(change: tuple[str, str], tmp_path: Path) -> None:
    """Nothing names the Secret, and the policy's file stays the same."""
    before, after = [*DOCUMENTS, KEYS, LABELLED], [*DOCUMENTS, KEYS, LABELLED.replace(*change)]
    follow([before, after, before], tmp_path)
    assert shown(check(sources(before), Options())) != shown(check(sources(after), Options()))


def test_the_memory_names_no_kind_and_no_rule() -> None:
    """What is remembered hangs on no table of kinds or rules, so that a new one cannot be forgotten there."""
    import kgwctl.incremental as room
    from kgwctl.lint.catalogue import catalogue

    (folder,) = room.__path__
    text = "".join(path.read_text() for path in Path(folder).glob("*.py"))
    words = {kind.kind for kind in registry.KINDS} | catalogue().keys()
    assert not {word for word in words if re.search(rf"\b{word}\b", text)}
