from __future__ import annotations

from typing import Any

import pytest

from kgwctl.api.meta import Spec
from kgwctl.objects.conversion import ConversionError, convert
from kgwctl.objects.core_defaults import default_core


class Inner(Spec):
    port: int
    tags: dict[str, int] | None = None


class Outer(Spec):
    inner_list: tuple[Inner, ...] = ()
    text: str = "x"


def test_values_become_structs() -> None:
    assert convert({"innerList": [{"port": 1}], "unknown": 1}, Outer) == Outer(inner_list=(Inner(port=1),))


def test_nulls_are_absent() -> None:
    assert convert({"innerList": [{"port": 1, "tags": {"a": None}}], "text": None}, Outer).text == "x"


@pytest.mark.parametrize(
    ("value", "path"),
    [
        ({"text": 1}, ("text",)),
        ({"innerList": [{"port": 1}, {"port": True}]}, ("innerList", 1, "port")),
        ({"innerList": [{}]}, ("innerList", 0)),
        ({"innerList": [{"port": 1, "tags": {"a.b": "x"}}]}, ("innerList", 0, "tags")),
        ({"innerList": [{"port": None}]}, ("innerList", 0)),
        ({"innerList": {}}, ("innerList",)),
    ],
)
def test_errors_lead_to_the_field(value: dict[str, Any], path: tuple[str | int, ...]) -> None:
    with pytest.raises(ConversionError) as caught:
        convert(value, Outer)
    assert caught.value.path == path
    assert "$" not in str(caught.value)


CORE: list[tuple[str, str, str, dict[str, Any], dict[str, Any]]] = [
    ("headless", "", "Service", {"spec": {"clusterIP": "None", "ports": [{"port": 1}]}},
     {"spec": {"type": "ClusterIP", "clusterIP": "None", "ports": [{"protocol": "TCP", "port": 1}]}}),
    ("kept", "", "Service", {"spec": {"type": "X", "ports": [{"port": 1, "targetPort": "a", "protocol": "UDP"}]}},
     {"spec": {"type": "X", "ports": [{"port": 1, "targetPort": "a", "protocol": "UDP"}]}}),
    ("malformed", "", "Service", {"spec": {"ports": ["a", {}]}},
     {"spec": {"type": "ClusterIP", "ports": ["a", {"protocol": "TCP"}]}}),
    ("no spec", "", "Service", {"spec": []}, {"spec": []}),
    ("slice", "discovery.k8s.io", "EndpointSlice", {"ports": [{"port": 1, "name": None}]},
     {"ports": [{"name": "", "protocol": "TCP", "port": 1}]}),
    ("secret", "", "Secret", {"stringData": {"a": None}}, {"type": "Opaque", "data": {"a": ""}}),
    ("bad stringData", "", "Secret", {"stringData": {"a": 1}}, {"type": "Opaque", "stringData": {"a": 1}}),
    ("other kinds", "", "ConfigMap", {"data": {}}, {"data": {}}),
]  # fmt: skip


@pytest.mark.parametrize(("group", "kind", "value", "expected"), [c[1:] for c in CORE], ids=[c[0] for c in CORE])
def test_core_defaults(group: str, kind: str, value: dict[str, Any], expected: dict[str, Any]) -> None:
    assert default_core(group, kind, value) == expected
