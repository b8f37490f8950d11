"""The structural schema (OpenAPI v3) of an API type, from its annotations, markers and docstrings."""

from __future__ import annotations

import ast
import operator
import sys
import types
import typing
from functools import cache, reduce
from pathlib import Path
from typing import Any, Literal, Union

import msgspec

from kgwctl.api import markers as m
from kgwctl.api.field_rules import Rule
from kgwctl.api.meta import KubernetesObject, Spec
from kgwctl.schema.rule_text import render

Node = dict[str, Any]

_SCALARS: dict[Any, str] = {str: "string", int: "integer", bool: "boolean"}

#: Markers that become one key whose value is the marker's.
_KEYS: dict[type[m.Marker], str] = {
    m.Default: "default",
    m.Minimum: "minimum",
    m.Maximum: "maximum",
    m.MinLength: "minLength",
    m.MaxLength: "maxLength",
    m.Pattern: "pattern",
    m.Format: "format",
    m.MinItems: "minItems",
    m.MaxItems: "maxItems",
    m.MinProperties: "minProperties",
    m.MaxProperties: "maxProperties",
}

_TYPE_META: Node = {
    "apiVersion": {"type": "string", "description": "Group and version that this object is written in."},
    "kind": {"type": "string", "description": "Kind of this object."},
    "metadata": {"type": "object"},
}


def root_schema(cls: type[KubernetesObject]) -> Node:
    """The schema of a kind: type and object metadata, and what ``cls`` declares besides."""
    node = object_schema(cls)
    node["properties"] = {**_TYPE_META, **node["properties"]}
    node["description"] = _class_doc(cls)
    return node


def object_schema(cls: type[Spec]) -> Node:
    """The schema of an object that ``cls`` describes, with the class's own constraints."""
    node: Node = {"type": "object"}
    hints = typing.get_type_hints(cls, include_extras=True)
    properties: Node = {}
    required = []
    for field in msgspec.structs.fields(cls):
        if issubclass(cls, KubernetesObject) and field.encode_name in _TYPE_META:
            continue
        annotation = hints[field.name]
        child = _annotated(annotation)
        description = _attribute_doc(cls, field.name) or _described_by_type(annotation)
        if description:
            child = {"description": description, **child}
        properties[field.encode_name] = child
        if field.required or any(isinstance(marker, m.Required) for marker in _unwrap(annotation)[1]):
            required.append(field.encode_name)
    if properties or issubclass(cls, KubernetesObject):
        node["properties"] = properties
    if required:
        node["required"] = sorted(required)
    return _mark(node, m.constraints_of(cls))


def _unwrap(annotation: Any) -> tuple[Any, tuple[m.Marker, ...]]:
    """The plain type below ``Annotated`` and ``| None``, and all markers met, innermost first."""
    markers: tuple[m.Marker, ...] = ()
    while True:
        origin = typing.get_origin(annotation)
        if origin is typing.Annotated:
            annotation, *found = typing.get_args(annotation)
            markers = (*(marker for marker in found if isinstance(marker, m.Marker)), *markers)
        elif origin in (Union, types.UnionType) and type(None) in typing.get_args(annotation):
            arms = [arm for arm in typing.get_args(annotation) if arm is not type(None)]
            annotation = reduce(operator.or_, arms)
        else:
            return annotation, markers


def _annotated(annotation: Any) -> Node:
    """The schema of a field with that annotation."""
    plain, markers = _unwrap(annotation)
    return _mark(_plain(plain), markers)


def _plain(annotation: Any) -> Node:
    """The schema of a type without markers. Raises TypeError for a type that no schema can express."""
    origin, arguments = typing.get_origin(annotation), typing.get_args(annotation)
    if annotation is Any:
        return {}
    if annotation in _SCALARS:
        return {"type": _SCALARS[annotation]}
    if origin is Literal:
        return {"type": "string", "enum": list(arguments)}
    if origin is tuple:
        return {"type": "array", "items": _annotated(arguments[0])}
    if origin is dict:
        values = _annotated(arguments[1])
        return {"type": "object", "additionalProperties": values} if values else {"type": "object"}
    if origin in (Union, types.UnionType) and set(arguments) == {int, str}:
        return {"anyOf": [{"type": "integer"}, {"type": "string"}]}
    if isinstance(annotation, type) and issubclass(annotation, Spec):
        return object_schema(annotation)
    raise TypeError(f"no schema for {annotation!r}")


def _mark(node: Node, markers: tuple[m.Marker, ...]) -> Node:
    """``node`` with what ``markers`` say; rules come last, as they look at the finished node."""
    for marker in markers:
        if type(marker) in _KEYS:
            node[_KEYS[type(marker)]] = getattr(marker, "value")  # noqa: B009
        elif not isinstance(marker, Rule | m.Required):
            node.update(_extension(marker, node))
    rules = [render(marker, node)._asdict() for marker in markers if isinstance(marker, Rule)]
    if rules:
        node["x-kubernetes-validations"] = [*node.get("x-kubernetes-validations", []), *rules]
    return node


def _extension(marker: m.Marker, node: Node) -> Node:
    """The schema keys of a marker that isn't a single value."""
    match marker:
        case m.ListMap(keys):
            return {"x-kubernetes-list-type": "map", "x-kubernetes-list-map-keys": list(keys)}
        case m.ListSet():
            return {"x-kubernetes-list-type": "set"}
        case m.Atomic() if node["type"] == "array":
            return {"x-kubernetes-list-type": "atomic"}
        case m.Atomic():
            return {"x-kubernetes-map-type": "atomic"}
        case m.IntOrString():
            return {"x-kubernetes-int-or-string": True}
        case m.PreserveUnknown():
            return {"x-kubernetes-preserve-unknown-fields": True}
        case m.Enum(values):
            return {"enum": list(values)}
        case m.AllOf(branches):
            return {"allOf": [_mark({}, branch) for branch in branches]}
        case m.FormatWhen(field, formats, when, equals):
            chosen = {when: {"enum": [equals]}, field: {"anyOf": [{"format": name} for name in formats]}}
            other = {when: {"not": {"enum": [equals]}}}
            return {"oneOf": [{"properties": chosen}, {"properties": other}]}
        case _:
            raise TypeError(f"no schema for marker {marker!r}")


# --- descriptions ---------------------------------------------------------------------------------


@cache
def _module_docs(module: str) -> dict[str, dict[str, str]]:
    """Attribute docstrings by class and attribute; the class's own under the empty name."""
    source = Path(str(sys.modules[module].__file__)).read_text(encoding="utf-8")
    docs: dict[str, dict[str, str]] = {}
    for statement in ast.parse(source).body:
        if isinstance(statement, ast.ClassDef):
            found = {"": ast.get_docstring(statement) or ""}
            for attribute, text in zip(statement.body, statement.body[1:], strict=False):
                if isinstance(attribute, ast.AnnAssign) and isinstance(attribute.target, ast.Name):
                    match text:
                        case ast.Expr(ast.Constant(str() as value)):
                            found[attribute.target.id] = " ".join(value.split())
            docs[statement.name] = found
    return docs


def _class_doc(cls: type) -> str:
    return " ".join(_module_docs(cls.__module__)[cls.__name__][""].split())


def _attribute_doc(cls: type, name: str) -> str:
    for owner in cls.__mro__:
        if issubclass(owner, Spec) and (text := _module_docs(owner.__module__)[owner.__name__].get(name)):
            return text
    return ""


def _described_by_type(annotation: Any) -> str:
    """The docstring of the class that a field holds, for a field without a docstring of its own."""
    plain, _ = _unwrap(annotation)
    return _class_doc(plain) if isinstance(plain, type) and issubclass(plain, Spec) else ""
