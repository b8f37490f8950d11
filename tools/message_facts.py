"""Proto descriptors from a table of facts: what ``agentgateway_messages.toml`` says of each message.

A field is ``"NUMBER TYPE"``, then ``optional``, ``repeated`` or ``oneof NAME``. A type is a scalar's
name, ``map<KEY,VALUE>``, or a message or enum: its full name, or as much of it as tells it apart from
inside the message, as in a proto file.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from google.protobuf import any_pb2, duration_pb2, struct_pb2, wrappers_pb2
from google.protobuf.descriptor_pb2 import (
    DescriptorProto,
    EnumDescriptorProto,
    FieldDescriptorProto,
    FileDescriptorProto,
)

#: The files of the well-known types that messages may use.
WELL_KNOWN_FILES = tuple(module.DESCRIPTOR for module in (any_pb2, duration_pb2, struct_pb2, wrappers_pb2))
_SCALARS = {
    name.removeprefix("TYPE_").lower(): number
    for name, number in FieldDescriptorProto.Type.items()
    if name not in ("TYPE_MESSAGE", "TYPE_ENUM", "TYPE_GROUP")
}


def files(modules: Mapping[str, Any]) -> dict[str, FileDescriptorProto]:
    """One file descriptor for each module of a table, in its order; later ones may use earlier ones."""
    made: dict[str, FileDescriptorProto] = {}
    kinds: dict[str, bool] = {
        f"google.protobuf.{message}": False for file in WELL_KNOWN_FILES for message in file.message_types_by_name
    }
    for name, module in modules.items():
        package = module["package"]
        kinds |= {f"{package}.{path}": False for path in module["messages"]}
        kinds |= {f"{package}.{path}": True for path in module["enums"]}
        made[name] = _file(name, module, kinds, [file.name for file in made.values()])
    return made


def _file(name: str, module: Mapping[str, Any], kinds: Mapping[str, bool], earlier: list[str]) -> FileDescriptorProto:
    package = module["package"]
    file = FileDescriptorProto(name=f"{package.replace('.', '/')}/{name}.proto", package=package, syntax="proto3")
    file.dependency.extend([*(one.name for one in WELL_KNOWN_FILES), *earlier])
    messages: dict[str, DescriptorProto] = {}
    for path, fields in module["messages"].items():
        outer, _, last = path.rpartition(".")
        siblings = messages[outer].nested_type if outer else file.message_type
        message = messages[path] = siblings.add(name=last)
        _fill(message, f"{package}.{path}", fields, kinds)
    for path, values in module["enums"].items():
        outer, _, last = path.rpartition(".")
        enum: EnumDescriptorProto = (messages[outer] if outer else file).enum_type.add(name=last)
        for word, number in values.items():
            enum.value.add(name=word, number=number)
    return file


def _fill(message: DescriptorProto, full_name: str, fields: Mapping[str, str], kinds: Mapping[str, bool]) -> None:
    """Add the fields; a proto3 ``optional`` has a oneof of its own, behind the others."""
    oneofs: dict[str, list[FieldDescriptorProto]] = {}
    optional: list[FieldDescriptorProto] = []
    for name, text in fields.items():
        number, kind, *label = text.split()
        field = message.field.add(name=name, number=int(number), label=FieldDescriptorProto.LABEL_OPTIONAL)
        if kind.startswith("map<"):
            key, value = kind.removeprefix("map<").removesuffix(">").split(",")
            entry = message.nested_type.add(name=f"{''.join(part.title() for part in name.split('_'))}Entry")
            entry.options.map_entry = True
            _fill(entry, full_name, {"key": f"1 {key}", "value": f"2 {value}"}, kinds)
            field.label = FieldDescriptorProto.LABEL_REPEATED
            field.type, field.type_name = FieldDescriptorProto.TYPE_MESSAGE, f".{full_name}.{entry.name}"
            continue
        _set_type(field, kind, full_name, kinds)
        if label[:1] == ["repeated"]:
            field.label = FieldDescriptorProto.LABEL_REPEATED
        elif label[:1] == ["oneof"]:
            oneofs.setdefault(label[1], []).append(field)
        elif label == ["optional"]:
            optional.append(field)
    for field in optional:
        field.proto3_optional = True
        oneofs[f"_{field.name}"] = [field]
    for index, (name, members) in enumerate(oneofs.items()):
        message.oneof_decl.add(name=name)
        for field in members:
            field.oneof_index = index


def _set_type(field: FieldDescriptorProto, kind: str, scope: str, kinds: Mapping[str, bool]) -> None:
    if kind in _SCALARS:
        field.type = _SCALARS[kind]
        return
    for candidate in _candidates(kind, scope):
        if candidate in kinds:
            field.type = FieldDescriptorProto.TYPE_ENUM if kinds[candidate] else FieldDescriptorProto.TYPE_MESSAGE
            field.type_name = f".{candidate}"
            return
    raise SystemExit(f"{scope}.{field.name}: no type {kind}")


def _candidates(kind: str, scope: str) -> Iterator[str]:
    """What a type name may mean inside ``scope``, innermost first."""
    while scope:
        yield f"{scope}.{kind}"
        scope = scope.rpartition(".")[0]
    yield kind
