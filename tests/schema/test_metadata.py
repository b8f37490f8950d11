from __future__ import annotations

from typing import Any

import pytest

from kgwctl.schema.metadata import validate_metadata

TIME = "2024-01-01T00:00:00Z"
#: metadata, then the errors as (path below metadata, check, type).
CASES: list[tuple[str, Any, list[tuple[str, str, str]]]] = [
    ("plain", {"name": "web", "namespace": "default"}, []),
    ("everything", {"name": "a.b", "labels": {"app": "x", "a.io/b": ""}, "annotations": {"A.io/b": "y z"},
                    "creationTimestamp": TIME, "generation": 1, "finalizers": ["a.io/b"], "managedFields": [{"x": 1}],
                    "ownerReferences": [{"apiVersion": "v1", "kind": "Pod", "name": "p", "uid": "1"}]}, []),
    ("nulls are absent", {"name": "web", "labels": None, "creationTimestamp": None, "namespace": None}, []),
    ("missing", None, [("name", "metadata", "Required")]),
    ("no name", {}, [("name", "metadata", "Required")]),
    ("generated name", {"generateName": "web-"}, []),
    ("bad generated name", {"generateName": "Web-"}, [("generateName", "metadata", "Invalid")]),
    ("no object", [], [("", "metadata", "TypeInvalid")]),
    ("upper case", {"name": "Web"}, [("name", "metadata", "Invalid")]),
    ("trailing newline", {"name": "web\n"}, [("name", "metadata", "Invalid")]),
    ("long", {"name": "a" * 254}, [("name", "metadata", "Invalid")]),
    ("dots in a namespace", {"name": "a", "namespace": "a.b"}, [("namespace", "metadata", "Invalid")]),
    ("numeric label", {"name": "a", "labels": {"v": 1}}, [("labels/v", "metadata", "TypeInvalid")]),
    ("boolean annotation", {"name": "a", "annotations": {"v": True}}, [("annotations/v", "metadata", "TypeInvalid")]),
    ("label key", {"name": "a", "labels": {"a/b/c": "x"}}, [("labels/a/b/c", "metadata", "Invalid")]),
    ("empty label name", {"name": "a", "labels": {"a/": "x"}}, [("labels/a/", "metadata", "Invalid")]),
    ("label prefix", {"name": "a", "labels": {"A/b": "x"}}, [("labels/A/b", "metadata", "Invalid")]),
    ("label value", {"name": "a", "labels": {"a": "x y"}}, [("labels/a", "metadata", "Invalid")]),
    ("long label value", {"name": "a", "labels": {"a": "x" * 64}}, [("labels/a", "metadata", "Invalid")]),
    ("annotation key", {"name": "a", "annotations": {"a b": ""}}, [("annotations/a b", "metadata", "Invalid")]),
    ("annotations too large", {"name": "a", "annotations": {"a": "x" * 262144}},
     [("annotations", "metadata", "TooLong")]),
    ("unknown field", {"name": "a", "label": {}}, [("label", "strict", "Unknown")]),
    ("unknown owner field", {"name": "a", "ownerReferences": [{"apiVersion": "v1", "kind": "Pod", "name": "p",
                                                               "uid": "1", "x": 1}]},
     [("ownerReferences/0/x", "strict", "Unknown")]),
    ("owner without uid", {"name": "a", "ownerReferences": [{"apiVersion": "v1", "kind": "Pod", "name": "p"}]},
     [("ownerReferences/0/uid", "metadata", "Required")]),
    ("finalizer", {"name": "a", "finalizers": ["a b"]}, [("finalizers/0", "metadata", "Invalid")]),
    ("time", {"name": "a", "creationTimestamp": "now"}, [("creationTimestamp", "metadata", "Invalid")]),
]  # fmt: skip


@pytest.mark.parametrize(("metadata", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_metadata(metadata: Any, expected: list[tuple[str, str, str]]) -> None:
    errors = validate_metadata({"metadata": metadata}, "example.com", "Widget")
    assert all(error.path[0] == "metadata" for error in errors)
    assert [("/".join(map(str, error.path[1:])), error.by, error.type) for error in errors] == expected


@pytest.mark.parametrize(
    ("kind", "name", "valid"),
    [("Service", "web", True), ("Service", "1web", False), ("Service", "a.b", False), ("Namespace", "a.b", False),
     ("Namespace", "1a", True), ("Secret", "a.b", True)],
)  # fmt: skip
def test_names_of_core_kinds(kind: str, name: str, valid: bool) -> None:
    assert (validate_metadata({"metadata": {"name": name}}, "", kind) == []) == valid
