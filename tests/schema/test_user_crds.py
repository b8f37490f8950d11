from __future__ import annotations

import copy
import time
from pathlib import Path
from typing import Any

import pytest
import yaml

from kgwctl.manifests.document import Document, Source
from kgwctl.schema.crd_cache import CrdCache, default_cache_folder
from kgwctl.schema.crd_reading import read_crd
from kgwctl.schema.crd_structure import MAX_DEPTH, schema_errors
from kgwctl.schema.user_crds import load_user_crds, read_documents
from tests.documents import documents, of_value

CRD = """\
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: widgets.example.com}
spec:
  group: example.com
  scope: Namespaced
  names: {kind: Widget, plural: widgets}
  versions:
  - name: v1
    served: true
    storage: true
    subresources: {status: {}}
    schema:
      openAPIV3Schema:
        type: object
        description: A widget.
        properties:
          spec:
            type: object
            properties:
              description: {type: string, description: What it is.}
              object: {type: object, x-kubernetes-embedded-resource: true, x-kubernetes-preserve-unknown-fields: true}
  - name: v1alpha1
    served: false
    storage: false
    schema: {openAPIV3Schema: {type: object}}
"""


def crd(**schema: Any) -> dict[str, Any]:
    value: dict[str, Any] = yaml.safe_load(CRD)
    value["spec"]["versions"] = value["spec"]["versions"][:1]
    value["spec"]["versions"][0]["schema"]["openAPIV3Schema"] = {"type": "object", "properties": {"spec": schema}}
    return value


def test_kinds_of_a_crd() -> None:
    (kind,) = read_documents(documents(CRD)).kinds
    assert (kind.api_version, kind.kind, kind.plural, kind.namespaced) == ("example.com/v1", "Widget", "widgets", True)
    assert kind.status_subresource
    assert kind.embedded_objects
    assert kind.schema["properties"]["spec"]["properties"]["description"] == {"type": "string"}
    assert "description" not in kind.schema


def test_other_documents_are_passed_over() -> None:
    assert read_documents(documents("kind: ConfigMap\napiVersion: v1\n---\n{}\n")) == ((), ())


def test_old_crds_are_refused() -> None:
    found = read_documents(documents(CRD.replace("io/v1\n", "io/v1beta1\n")))
    assert found.kinds == ()
    assert [(finding.rule, finding.path) for finding in found.findings] == [("KGW0111", ("apiVersion",))]


DEEP: dict[str, Any] = {"type": "string"}
for _ in range(MAX_DEPTH):
    DEEP = {"type": "object", "properties": {"a": DEEP}}
OBJECT = {"type": "object"}


def map_list(*keys: str, **properties: Any) -> dict[str, Any]:
    """A list of type map whose items have these properties."""
    items = {"type": "object", "properties": properties}
    kind = {"x-kubernetes-list-type": "map", "x-kubernetes-list-map-keys": list(keys)}
    return {"type": "array", "items": items, **kind}


#: What stands at spec.versions[0].schema.openAPIV3Schema.properties.spec, and the errors below it.
REFUSED: list[tuple[str, dict[str, Any], list[tuple[str, str]]]] = [
    ("no type", {}, [("type", "Required")]),
    ("unknown type", {"type": "text"}, [("type", "NotSupported")]),
    ("wrong shape", {"type": "object", "properties": []}, [("properties", "TypeInvalid")]),
    ("a list of types", {"type": ["string"]}, [("type", "TypeInvalid")]),
    ("a property that is no schema", {"type": "object", "properties": {"a": True}}, [("properties/a", "TypeInvalid")]),
    ("a boolean bound", {"type": "string", "maxLength": True}, [("maxLength", "TypeInvalid")]),
    ("required of numbers", {**OBJECT, "required": [1]}, [("required", "TypeInvalid")]),
    ("reference", {**OBJECT, "$ref": "#/x"}, [("$ref", "Forbidden")]),
    ("definitions", {**OBJECT, "definitions": {}}, [("definitions", "Forbidden")]),
    ("unique items", {"type": "array", "items": OBJECT, "uniqueItems": True}, [("uniqueItems", "Forbidden")]),
    ("list without items", {"type": "array"}, [("items", "Required")]),
    ("properties beside a map", {**OBJECT, "properties": {"a": OBJECT}, "additionalProperties": OBJECT},
     [("additionalProperties", "Forbidden")]),
    ("pattern", {"type": "string", "pattern": "(?=a)"}, [("pattern", "Invalid")]),
    ("pattern in a branch", {"type": "string", "anyOf": [{"pattern": "("}]}, [("anyOf/0/pattern", "Invalid")]),
    ("type in a branch", {"type": "string", "anyOf": [{"type": "string"}]}, [("anyOf/0/type", "Forbidden")]),
    ("field only in a branch", {**OBJECT, "oneOf": [{"properties": {"a": {"minLength": 1}}}]},
     [("oneOf/0/properties/a", "Required")]),
    ("a rule in a branch", {"type": "string", "allOf": [{"x-kubernetes-validations": [{"rule": "true"}]}]},
     [("allOf/0/x-kubernetes-validations", "Forbidden")]),
    ("types in another order", {"x-kubernetes-int-or-string": True, "anyOf": [{"type": "string"}, {"type": "integer"}]},
     [("anyOf/0/type", "Forbidden"), ("anyOf/1/type", "Forbidden")]),
    ("list type", {"type": "array", "items": OBJECT, "x-kubernetes-list-type": "bag"},
     [("x-kubernetes-list-type", "NotSupported")]),
    ("map list without keys", {"type": "array", "items": OBJECT, "x-kubernetes-list-type": "map"},
     [("x-kubernetes-list-map-keys", "Required")]),
    ("map list with unknown keys",
     {"type": "array", "items": OBJECT, "x-kubernetes-list-type": "map", "x-kubernetes-list-map-keys": ["a"]},
     [("x-kubernetes-list-map-keys", "Invalid")]),
    ("map list of strings", {**map_list("a"), "items": {"type": "string"}}, [("items/type", "Invalid")]),
    ("map list with an optional key", map_list("a", a={"type": "string"}),
     [("items/properties/a/default", "Required")]),
    ("map list with a nullable key", map_list("a", a={"type": "string", "default": "", "nullable": True}),
     [("items/properties/a/nullable", "Forbidden")]),
    ("map list with an object as key", map_list("a", a={**OBJECT, "default": {}}),
     [("items/properties/a/type", "Invalid")]),
    ("map list with a key twice", map_list("a", "a", a={"type": "string", "default": ""}),
     [("x-kubernetes-list-map-keys", "Invalid")]),
    ("map keys of another list", {**map_list("a", a={"type": "string"}), "x-kubernetes-list-type": "atomic"},
     [("x-kubernetes-list-type", "Invalid")]),
    ("set of objects", {"type": "array", "items": OBJECT, "x-kubernetes-list-type": "set"},
     [("items/x-kubernetes-map-type", "Invalid")]),
    ("set of nulls", {"type": "array", "items": {"type": "string", "nullable": True}, "x-kubernetes-list-type": "set"},
     [("items/nullable", "Forbidden")]),
    ("map type", {**OBJECT, "x-kubernetes-map-type": "loose"}, [("x-kubernetes-map-type", "NotSupported")]),
    ("map type of a string", {"type": "string", "x-kubernetes-map-type": "atomic"}, [("type", "Invalid")]),
    ("embedded without fields", {**OBJECT, "x-kubernetes-embedded-resource": True}, [("properties", "Required")]),
    ("embedded with another kind",
     {**OBJECT, "x-kubernetes-embedded-resource": True, "properties": {"kind": {"type": "integer"}}},
     [("properties/kind/type", "Invalid")]),
    ("default with unknown fields", {**OBJECT, "properties": {"a": OBJECT}, "default": {"b": 1}},
     [("default", "Invalid")]),
    ("default that breaks a rule",
     {"type": "string", "default": "x", "x-kubernetes-validations": [{"rule": "self != 'x'"}]},
     [("default", "Invalid")]),
    ("default of another type", {"type": "string", "default": 1}, [("default", "TypeInvalid")]),
    ("preserve false", {**OBJECT, "x-kubernetes-preserve-unknown-fields": False},
     [("x-kubernetes-preserve-unknown-fields", "Invalid")]),
    ("a rule without text", {**OBJECT, "x-kubernetes-validations": [{}]},
     [("x-kubernetes-validations/0/rule", "Required")]),
    ("a rule that is no CEL", {**OBJECT, "x-kubernetes-validations": [{"rule": "self ==="}]},
     [("x-kubernetes-validations/0/rule", "Invalid")]),
    ("a rule about an unknown field", {**OBJECT, "x-kubernetes-validations": [{"rule": "self.a == 1"}]},
     [("x-kubernetes-validations/0/rule", "Invalid")]),
    ("too deep", DEEP, [("properties/a" + "/properties/a" * (MAX_DEPTH - 2) + "/properties/a", "Invalid")]),
]  # fmt: skip


@pytest.mark.parametrize(("schema", "expected"), [case[1:] for case in REFUSED], ids=[case[0] for case in REFUSED])
def test_refused_schemas(schema: dict[str, Any], expected: list[tuple[str, str]]) -> None:
    prefix = ("spec", "versions", 0, "schema", "openAPIV3Schema", "properties", "spec")
    reading = read_crd(crd(**schema))
    assert reading.kinds == ()
    assert all(error.path[: len(prefix)] == prefix for error in reading.errors)
    assert [("/".join(map(str, e.path[len(prefix) :])), e.type) for e in reading.errors] == expected


ACCEPTED: list[dict[str, Any]] = [
    {**OBJECT, "properties": {"a": OBJECT}, "additionalProperties": True},
    {"type": "string", "x-kubernetes-int-or-string": True},
    {"x-kubernetes-int-or-string": True, "anyOf": [{"type": "integer"}, {"type": "string"}]},
    {"x-kubernetes-int-or-string": True, "allOf": [{"anyOf": [{"type": "integer"}, {"type": "string"}]}]},
    {**OBJECT, "oneOf": [{"properties": {"a": {}}}]},
    {**map_list("a", a={"type": "string", "default": "x"}), "maxItems": 3},
    {"type": "array", "items": {**OBJECT, "x-kubernetes-map-type": "atomic"}, "x-kubernetes-list-type": "set"},
    {**OBJECT, "properties": {"a": {"type": "string"}}, "default": {"a": "x"}},
    {"type": "string", "default": "y", "maxLength": 3, "x-kubernetes-validations": [{"rule": "self != 'x'"}]},
]


@pytest.mark.parametrize("schema", ACCEPTED)
def test_accepted_schemas(schema: dict[str, Any]) -> None:
    assert read_crd(crd(**schema)).errors == ()


@pytest.mark.parametrize(
    ("extra", "place"),
    [
        ({"nullable": True}, "nullable"),
        ({"properties": {}, "additionalProperties": {"type": "string"}}, "additionalProperties"),
        ({"properties": {"kind": {"type": "integer"}}}, "properties/kind/type"),
        ({"properties": {"metadata": {"type": "string"}}}, "properties/metadata/type"),
        ({"properties": {"metadata": {**OBJECT, "maxProperties": 1}}}, "properties/metadata"),
        ({"properties": {"metadata": {**OBJECT, "properties": {"labels": OBJECT}}}}, "properties/metadata"),
        (
            {"properties": {"metadata": {**OBJECT, "properties": {"name": {"type": "string", "default": "x"}}}}},
            "properties/metadata/properties/name/default",
        ),
    ],
)
def test_refused_roots(extra: dict[str, Any], place: str) -> None:
    assert ["/".join(map(str, error.path)) for error in schema_errors({**OBJECT, **extra}, ())] == [place]


@pytest.mark.parametrize(
    ("path", "value", "field"),
    [
        (("spec",), None, "spec"),
        (("spec", "group"), "", "group"),
        (("spec", "names"), [], "kind"),
        (("spec", "names", "kind"), "A B", "kind"),
        (("spec", "names", "plural"), 3, "plural"),
        (("spec", "scope"), "Everywhere", "scope"),
        (("spec", "versions"), [], "versions"),
        (("spec", "versions", 0), "v1", 0),
        (("spec", "versions", 0, "name"), "V1", "name"),
        (("spec", "versions", 0, "schema"), None, "openAPIV3Schema"),
        (("spec", "versions", 0, "subresources"), [], "subresources"),
        (("spec", "versions", 0, "schema", "openAPIV3Schema"), {"type": "string"}, "type"),
        (("spec", "versions", 0, "schema", "openAPIV3Schema"), 3, "type"),
    ],
)
def test_refused_envelopes(path: tuple[str | int, ...], value: Any, field: str | int) -> None:
    broken = crd(type="object")
    parent: Any = broken
    for step in path[:-1]:
        parent = parent[step]
    parent[path[-1]] = value
    errors = read_crd(broken).errors
    assert field in {error.path[-1] for error in errors}
    finding = read_documents([of_value(broken)]).findings[0]
    assert finding.subject == "CustomResourceDefinition widgets.example.com"
    assert finding.location is not None


def test_a_version_listed_twice() -> None:
    twice = crd(type="object")
    twice["spec"]["versions"] *= 2
    assert [error.type for error in read_crd(twice).errors] == ["Duplicate"]


def test_schemas_of_shared_parts_are_bounded() -> None:
    shared: dict[str, Any] = {"type": "string"}
    branch: dict[str, Any] = {"minLength": 1}
    for _ in range(60):
        shared = {"type": "object", "properties": {"a": shared, "b": shared}}
        branch = {"anyOf": [branch, branch]}
    start = time.perf_counter()
    for schema in (shared, {"type": "object", "properties": {"x": {"type": "string", **branch}}}):
        errors = schema_errors(schema, ())
        assert "more than" in errors[0].message
    assert time.perf_counter() - start < 20


def parse(source: Source) -> tuple[list[Document], list[Any]]:
    return documents(source.data.decode(), source.path), []


def test_cache_spares_the_second_reading(tmp_path: Path) -> None:
    cache = CrdCache(tmp_path / "new" / "folder")
    source = Source("crd.yaml", CRD.encode())
    first = load_user_crds([source], parse, cache)

    def must_not_run(_: Source) -> tuple[list[Document], list[Any]]:
        raise AssertionError("parsed again")

    assert load_user_crds([source], must_not_run, cache) == first
    changed = Source("crd.yaml", CRD.replace("Widget", "Gadget").encode())
    assert load_user_crds([changed], parse, cache).kinds[0].kind == "Gadget"
    assert load_user_crds([source], parse).kinds == first.kinds


def test_files_with_errors_are_not_remembered(tmp_path: Path) -> None:
    source = Source("crd.yaml", CRD.replace("Namespaced", "Nowhere").encode())
    for _ in range(2):
        assert len(load_user_crds([source], parse, CrdCache(tmp_path)).findings) == 1
    assert list(tmp_path.iterdir()) == []


def test_a_broken_or_unwritable_cache_is_no_error(tmp_path: Path) -> None:
    source = Source("crd.yaml", CRD.encode())
    cache = CrdCache(tmp_path)
    load_user_crds([source], parse, cache)
    (entry,) = tmp_path.iterdir()
    entry.write_bytes(b"[{")
    assert len(load_user_crds([source], parse, cache).kinds) == 1
    blocked = tmp_path / "file"
    blocked.write_bytes(b"")
    assert len(load_user_crds([source], parse, CrdCache(blocked / "below")).kinds) == 1


def test_cache_folder_follows_xdg(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert default_cache_folder() == tmp_path / "kgwctl" / "crds"
    monkeypatch.setenv("XDG_CACHE_HOME", "relative")
    assert default_cache_folder() == Path.home() / ".cache" / "kgwctl" / "crds"


def test_reading_does_not_change_the_document() -> None:
    value = yaml.safe_load(CRD)
    before = copy.deepcopy(value)
    read_crd(value)
    assert value == before
