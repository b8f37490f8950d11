from __future__ import annotations

import subprocess
import sys
from typing import Any

import pytest

from kgwctl.objects.catalogue import RULES
from kgwctl.objects.resource import NOT_YET_CREATED, Age, ObjectKey
from kgwctl.objects.typing import Defaulting, Typed, type_documents
from tests.conftest import REPOSITORY
from tests.documents import documents

GATEWAY_API = "gateway.networking.k8s.io"
ROUTE = """\
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: web, labels: {app: web}, annotations: {note: x}}
spec:
  parentRefs: [{name: http}]
  rules: [{backendRefs: [{name: web, port: 80}]}]
"""
RESPONSE = """\
apiVersion: gateway.kgateway.dev/v1alpha1
kind: DirectResponse
metadata: {name: gone, namespace: web}
spec: {status: 410}
"""
SECRET = """\
apiVersion: v1
kind: Secret
metadata: {name: keys}
data: {a: YQ==, b: Yg==}
stringData: {b: c}
"""
SERVICE = """\
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {ports: [{port: 80}]}
"""


STAMP = ("metadata", "creationTimestamp")


def typed(text: str, defaulting: Defaulting = "all", **options: Any) -> Typed:
    return type_documents(documents(text), defaulting=defaulting, **options)


def rules_of(result: Typed) -> list[tuple[str, tuple[str | int, ...]]]:
    return [(finding.rule, finding.path) for finding in result.findings]


def test_an_object_and_its_identity() -> None:
    result = typed(ROUTE)
    (route,) = result.objects.of((GATEWAY_API, "HTTPRoute"))
    assert route.key == ObjectKey(GATEWAY_API, "HTTPRoute", "default", "web")
    assert (route.group, route.kind, route.namespace, route.name) == route.key
    assert str(route.key) == "HTTPRoute default/web"
    assert (route.labels, route.annotations) == ({"app": "web"}, {"note": "x"})
    assert route.object.spec.parent_refs[0].name == "http"
    assert route.document.name == "web"
    assert result.findings == ()


def test_namespaces() -> None:
    cluster = "apiVersion: v1\nkind: Namespace\nmetadata: {name: web, namespace: ignored}\n"
    result = typed(f"{ROUTE}---\n{RESPONSE}---\n{cluster}", "none", default_namespace="team")
    assert [resource.key.namespaced_name for resource in result.objects] == ["team/web", "web/gone", "web"]


@pytest.mark.parametrize(
    ("defaulting", "weight", "matches"), [("all", 1, True), ("kgateway", None, False), ("none", None, False)]
)
def test_defaults_of_a_gateway_api_kind(defaulting: Defaulting, weight: int | None, matches: bool) -> None:
    (route,) = typed(ROUTE, defaulting).objects
    assert route.object.spec.rules[0].backend_refs[0].weight == weight
    assert (route.object.spec.rules[0].matches is not None) == matches
    assert "matches" not in route.document.value["spec"]["rules"][0]


@pytest.mark.parametrize(("defaulting", "refused"), [("all", True), ("kgateway", True), ("none", False)])
def test_structure_of_an_own_kind(defaulting: Defaulting, refused: bool) -> None:
    result = typed(RESPONSE.replace("{status: 410}", "{status: 1000, colour: red}"), defaulting)
    assert len(result.objects) == (0 if refused else 1)
    expected = [("KGW0101", ("spec", "colour")), ("KGW0105", ("spec", "status"))]
    assert rules_of(result) == (expected if refused else [])


def test_gateway_api_kinds_are_not_checked_without_their_defaults() -> None:
    text = ROUTE.replace("rules:", "colour: red\n  rules:")
    assert len(typed(text, "kgateway").objects) == 1
    assert rules_of(typed(text)) == [("KGW0101", ("spec", "colour"))]


@pytest.mark.parametrize("defaulting", ["all", "kgateway", "none"])
def test_values_that_do_not_fit_leave_only_their_object_out(defaulting: Defaulting) -> None:
    broken = ROUTE.replace("port: 80", "port: http").replace("name: web,", "name: broken,")
    result = typed(f"{broken}---\n{ROUTE}", defaulting)
    assert [resource.name for resource in result.objects] == ["web"]
    ((rule, path),) = rules_of(result)
    assert rule == ("KGW0102" if defaulting == "all" else "KGW0125")
    assert path == ("spec", "rules", 0, "backendRefs", 0, "port")
    assert result.findings[0].subject == "HTTPRoute default/broken"
    assert result.findings[0].location is not None


def test_string_data_is_merged_as_an_api_server_does() -> None:
    (secret,) = typed(SECRET).objects
    assert secret.object.data == {"a": "YQ==", "b": "Yw=="}
    assert secret.object.string_data is None
    (raw,) = typed(SECRET, "none").objects
    assert raw.object.string_data == {"b": "c"}


def test_service_ports_have_protocol_and_target() -> None:
    (service,) = typed(SERVICE).objects
    assert (service.object.spec.ports[0].protocol, service.object.spec.ports[0].target_port) == ("TCP", 80)
    (raw,) = typed(SERVICE, "kgateway").objects
    assert raw.object.spec.ports[0].protocol is None


def test_nulls_are_absent() -> None:
    text = SERVICE.replace("spec: {", "status: null\nspec: {selector: {a: null}, type: null, ")
    for defaulting in ("all", "none"):
        assert typed(text, defaulting).findings == ()  # type: ignore[arg-type]


def test_one_identity_twice() -> None:
    other_version = ROUTE.replace("k8s.io/v1\n", "k8s.io/v1beta1\n")
    result = typed(f"{ROUTE}---\n{other_version}")
    assert len(result.objects) == 1
    assert rules_of(result) == [("KGW0123", ("metadata", "name"))]
    assert "test.yaml:1:3" in result.findings[0].message
    assert str(result.findings[0].location) == "test.yaml:2:3"


def test_same_name_elsewhere_is_another_object() -> None:
    elsewhere = ROUTE.replace("name: web,", "name: web, namespace: other,")
    assert len(typed(f"{ROUTE}---\n{elsewhere}---\n{SERVICE}").objects) == 3


def test_unknown_kinds_are_counted() -> None:
    widget = "apiVersion: example.com/v1\nkind: Widget\nmetadata: {name: a}\n"
    role = "apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nmetadata: {}\n"
    result = typed(f"{widget}---\n{widget}---\n{role}---\napiVersion: v1\nkind: Event\n")
    assert result.skipped == {"Widget.example.com": 2, "Role.rbac.authorization.k8s.io": 1, "Event": 1}
    assert result.findings == ()


@pytest.mark.parametrize(
    ("text", "rule", "path"),
    [
        (ROUTE.replace("k8s.io/v1\n", "k8s.io/v1alpha2\n"), "KGW0124", ("apiVersion",)),
        (ROUTE.replace("name: web, ", ""), "KGW0122", ("metadata", "name")),
        ("apiVersion: v1\nkind: Service\n", "KGW0122", ("metadata", "name")),
        ("kind: Service\nmetadata: {name: a}\n", "KGW0121", ()),
        ("apiVersion: [v1]\nkind: Service\n", "KGW0121", ()),
        ("services: {web: {image: nginx}}\n", "KGW0126", ()),
        (ROUTE.replace("name: web, ", "name: web, creationTimestamp: now, "), "KGW0125", STAMP),
    ],
)  # fmt: skip
def test_objects_that_cannot_be_used(text: str, rule: str, path: tuple[str, ...]) -> None:
    result = typed(text, "none")
    assert rules_of(result) == [(rule, path)]
    assert len(result.objects) == 0


def test_age() -> None:
    dated = "metadata: {name: %s, creationTimestamp: '%s'}"
    texts = [
        SERVICE.replace("name: web", "name: first"),
        SERVICE.replace("metadata: {name: web}", dated % ("late", "2024-01-01T00:00:01Z")),
        SERVICE.replace("metadata: {name: web}", dated % ("early", "2024-01-01T02:00:00+02:00")),
        SERVICE.replace("name: web", "name: last"),
        SERVICE.replace("metadata: {name: web}", dated % ("same", "2024-01-01T00:00:00Z")),
    ]
    objects = list(typed("---\n".join(texts)).objects)
    assert [each.name for each in sorted(objects, key=lambda each: (each.age, each.name))] == [
        "early",
        "same",
        "late",
        "first",
        "last",
    ]
    assert objects[0].age == Age(NOT_YET_CREATED, 0)
    assert objects[2].age == objects[4].age == Age(1704067200, 0)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_catalogue_examples(rule: Any) -> None:
    assert rule.id in {finding.rule for finding in typed(rule.bad, "kgateway").findings}
    assert typed(rule.good).findings == ()


def test_only_types_of_kinds_that_occur_are_imported() -> None:
    script = (
        "import sys\nfrom tests.documents import documents\nfrom kgwctl.objects.typing import type_documents\n"
        f"assert len(type_documents(documents({SERVICE!r})).objects) == 1\n"
        "print(sorted(name for name in sys.modules if name.startswith(('kgwctl.api.', 'kgwctl.cel.'))))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, cwd=REPOSITORY, check=True)
    assert "kgwctl.api.core.service" in done.stdout
    assert "http_route" not in done.stdout
    assert "kgwctl.cel" not in done.stdout


@pytest.mark.parametrize(
    ("written", "message", "hint"),
    [
        ("gateway.kgateway.dev/v1alpha1 TrafficPolcy", "there is no TrafficPolcy in", "did you mean TrafficPolicy?"),
        ("gateway.kgateway.dev/v1alpha1 RoutePolicy", "there is no RoutePolicy in", "it became TrafficPolicy in"),
        ("gateway.networking.k8s.io/v1 ListenerSet", "there is no ListenerSet in", "it comes with Gateway API v1.5"),
        ("gateway.networking.k8s.io/v1 Gatway", "there is no Gatway in", "did you mean Gateway?"),
        ("agentgateway.dev/v1alpha1 TrafficPolicy", "there is no", "TrafficPolicy is of gateway.kgateway.dev/v1alpha1"),
        ("gateway.kgateway.dev/v1alpha1 Whatever", "there is no Whatever in", ""),
    ],
)
def test_a_kind_that_a_group_of_ours_does_not_have_is_an_error(written: str, message: str, hint: str) -> None:
    version, kind = written.split()
    typed = type_documents(documents(f"apiVersion: {version}\nkind: {kind}\nmetadata: {{name: a}}\n"))
    (found,) = typed.findings
    assert (found.rule, found.path, typed.skipped) == ("KGW0127", ("kind",), {})
    assert message in found.message
    assert found.hint.startswith(hint)
    assert bool(found.hint) == bool(hint)


def test_a_kind_of_a_group_that_others_fill_is_counted() -> None:
    typed = type_documents(documents("apiVersion: gateway.solo.io/v1\nkind: VirtualService\nmetadata: {name: a}\n"))
    assert (typed.findings, typed.skipped) == ((), {"VirtualService.gateway.solo.io": 1})


@pytest.mark.parametrize("status", ["{}", "{parents: null}", "{parents: [{}]}"])
def test_a_status_is_dropped_before_anything_looks_at_it(status: str) -> None:
    typed = type_documents(documents(ROUTE + f"status: {status}\n"), with_rules=True)
    assert (typed.findings, [one.object.status for one in typed.objects]) == ((), [None])


def test_the_namespace_of_a_cluster_scoped_object_is_cleared() -> None:
    text = "apiVersion: gateway.networking.k8s.io/v1\nkind: GatewayClass\nmetadata: {name: edge, namespace: network}\n"
    typed = type_documents(documents(text + "spec: {controllerName: kgateway.dev/kgateway}\n"), with_rules=True)
    assert (typed.findings, [str(one.key) for one in typed.objects]) == ((), ["GatewayClass edge"])


def test_objects_whose_names_the_server_makes_are_as_many_objects() -> None:
    text = RESPONSE.replace("name: gone", "generateName: gone-")
    typed = type_documents(documents(text + "---\n" + text))
    assert (typed.findings, len(typed.objects)) == ((), 2)
