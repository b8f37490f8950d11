"""The generated CRDs: fresh, complete, and right for each marker."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import pytest

from kgwctl.api import markers as m
from kgwctl.api.field_rules import exactly_one_of
from kgwctl.api.meta import JSONObject, JSONValue, Quantity, Spec
from kgwctl.schema.crd import main, stale_files
from kgwctl.schema.openapi import object_schema
from tests.conftest import REPOSITORY


def test_schemas_are_what_the_types_say() -> None:
    assert stale_files(REPOSITORY / "schemas") == [], "run `make schemas`"


def test_a_changed_a_missing_and_a_foreign_file_are_stale(tmp_path: Path) -> None:
    assert main([str(tmp_path)]) == 0
    assert main(["--check", str(tmp_path)]) == 0
    changed = tmp_path / "gateway.networking.k8s.io_gateways.yaml"
    changed.write_text(changed.read_text().replace("maxItems: 64", "maxItems: 65"))
    (tmp_path / "gateway.networking.k8s.io_httproutes.yaml").unlink()
    (tmp_path / "example.com_widgets.yaml").touch()
    assert stale_files(tmp_path) == [
        "example.com_widgets.yaml",
        "gateway.networking.k8s.io_gateways.yaml",
        "gateway.networking.k8s.io_httproutes.yaml",
    ]
    assert main(["--check", str(tmp_path)]) == 1
    assert main([str(tmp_path)]) == 0
    assert stale_files(tmp_path) == []


def test_the_folder_is_demanded() -> None:
    assert main([]) == 2


class Inner(Spec):
    """One or the other."""

    left: bool | None = None
    right: bool | None = None


@m.constraints(exactly_one_of("left", "right"))
class Choice(Inner):
    """Exactly one."""


class Sample(Spec):
    """A type with one of everything."""

    name: Annotated[str, m.MinLength(1), m.MaxLength(9), m.Pattern("^a")]
    """What it is called,
    over two lines."""
    mode: Annotated[Literal["On", "Off"] | None, m.Default("On")] = None
    count: Annotated[Annotated[int, m.Format("int32")] | None, m.Minimum(1), m.Maximum(5)] = None
    tags: Annotated[tuple[Annotated[str, m.MinLength(2)], ...] | None, m.MinItems(1), m.MaxItems(3), m.ListSet()] = None
    choices: Annotated[tuple[Choice, ...] | None, m.ListMap(("left",))] = None
    labels: Annotated[dict[str, str] | None, m.MinProperties(1), m.MaxProperties(2), m.Atomic()] = None
    size: Quantity | None = None
    anything: JSONValue | None = None
    object: JSONObject | None = None
    demanded: Annotated[str, m.Required()] = ""


def test_each_marker_says_what_it_means() -> None:
    schema = object_schema(Sample)
    fields = schema["properties"]
    assert schema["required"] == ["demanded", "name"]
    assert fields["name"] == {
        "type": "string",
        "minLength": 1,
        "maxLength": 9,
        "pattern": "^a",
        "description": "What it is called, over two lines.",
    }
    assert fields["mode"] == {"type": "string", "enum": ["On", "Off"], "default": "On"}
    assert fields["count"] == {"type": "integer", "format": "int32", "minimum": 1, "maximum": 5}
    assert fields["tags"] == {
        "type": "array",
        "items": {"type": "string", "minLength": 2},
        "minItems": 1,
        "maxItems": 3,
        "x-kubernetes-list-type": "set",
    }
    assert fields["labels"] == {
        "type": "object",
        "additionalProperties": {"type": "string"},
        "minProperties": 1,
        "maxProperties": 2,
        "x-kubernetes-map-type": "atomic",
    }
    assert fields["size"]["anyOf"] == [{"type": "integer"}, {"type": "string"}]
    assert fields["size"]["x-kubernetes-int-or-string"] is True
    assert fields["anything"] == {"x-kubernetes-preserve-unknown-fields": True}
    assert fields["object"] == {"type": "object", "x-kubernetes-preserve-unknown-fields": True}


def test_a_class_brings_its_rules_and_a_field_its_list_type() -> None:
    choices = object_schema(Sample)["properties"]["choices"]
    assert choices["x-kubernetes-list-type"] == "map"
    assert choices["x-kubernetes-list-map-keys"] == ["left"]
    assert choices["items"]["x-kubernetes-validations"] == [
        {
            "rule": "[has(self.left), has(self.right)].exists_one(given, given)",
            "message": "set exactly one of left and right",
        }
    ]


class Unsupported(Spec):
    """A type that JSON schema of CRDs has no word for."""

    value: set[int] | None = None


def test_a_type_without_schema_is_an_error() -> None:
    with pytest.raises(TypeError, match="no schema for set"):
        object_schema(Unsupported)
