"""What each object's findings may hang on: the objects that it names, as a graph that is kept between runs.

A node is all that is needed to tell, without reading an object, whether a change elsewhere concerns it.
"""

from __future__ import annotations

import enum
import re
import sys
from hashlib import blake2b
from typing import TYPE_CHECKING, Any, get_args

import msgspec

from kgwctl.resolve.kinds import DELEGATION_GROUP, GATEWAY_GROUP

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from kgwctl.objects.resource import Resource


class Manner(enum.IntEnum):
    """How an object finds others besides by their names."""

    BY_NAME = 0
    #: Objects that have certain labels.
    SELECTS = 1
    #: It is a route that hands requests to other routes, or gets them from one.
    DELEGATES = 2
    #: It hands requests to whatever routes have a label or are in a namespace.
    DELEGATES_WIDELY = 3


class Node(msgspec.Struct, array_like=True, frozen=True):
    """An object among others. ``id`` is its key as messages write it, and so are ``refs``, those it refers to.

    ``digest`` changes with whatever the object means in references, ``labels`` with its labels.
    """

    id: str
    digest: bytes
    labels: bytes
    refs: tuple[str, ...]
    manner: Manner


#: The kind that a reference means if it does not say so, by the field's name.
DEFAULT_KINDS: Mapping[str, str] = {
    "backend_ref": "Service",
    "backend_refs": "Service",
    "ca_certificate_refs": "ConfigMap",
    "certificate_refs": "Secret",
    "client_certificate_ref": "Secret",
    "client_secret_ref": "Secret",
    "config_map_ref": "ConfigMap",
    "endpoint_picker_ref": "Service",
    "extension_ref": "GatewayExtension",
    "mtls_certificate_ref": "Secret",
    "parent_ref": "Gateway",
    "parent_refs": "Gateway",
    "pool_ref": "InferencePool",
    "secret_ref": "Secret",
}
#: Kinds whose references nobody follows here.
_LEAVES = frozenset({"GatewayParameters", "AgentgatewayParameters"})
_HTTP_ROUTE = "HTTPRoute"
_TYPE_NAME = re.compile(r"\b[A-Z]\w+")
#: For each type the attributes to look at: whether they are references, and whether there may be some in them.
_PLANS: dict[type, tuple[tuple[str, bool, bool], ...]] = {}


def node(resource: Resource[Any], data: bytes) -> Node:
    """The node of an object; ``data`` is what it means to others."""
    refs: list[str] = []
    manner = Manner.BY_NAME
    spec = getattr(resource.object, "spec", None)
    if spec is not None and resource.key.group and resource.key.kind not in _LEAVES:
        found: list[tuple[str, Any]] = []
        _collect(spec, found)
        for field, ref in found:
            manner = max(manner, _manner(field, ref, resource))
            if getattr(ref, "name", None):
                refs.append(_target(field, ref, resource.namespace))
    labels = repr(sorted(resource.labels.items())).encode() if resource.labels else b""
    return Node(
        str(resource.key),
        blake2b(resource.document.api_version.encode() + b"\0" + data, digest_size=8).digest(),
        blake2b(labels, digest_size=8).digest() if labels else b"",
        tuple(dict.fromkeys(refs)),
        manner,
    )


def _collect(value: Any, found: list[tuple[str, Any]]) -> None:
    """Add every reference and selector in a Struct to ``found``, with the attribute that holds it."""
    cls = value.__class__
    attributes = _PLANS.get(cls)
    if attributes is None:
        attributes = _PLANS[cls] = tuple(plan(cls))
    for attribute, refers, leads_on in attributes:
        held = getattr(value, attribute)
        if held is None:
            continue
        for each in held if held.__class__ is tuple else (held,):
            if refers:
                found.append((attribute, each))
            if leads_on and isinstance(each, msgspec.Struct):
                _collect(each, found)


def plan(cls: type) -> Iterator[tuple[str, bool, bool]]:
    """The attributes that are references, and those with references in what they hold."""
    for attribute, types in held_types(cls):
        refers = is_reference(attribute)
        leads_on = any(_leads_on(each, set()) for each in types)
        if refers or leads_on:
            yield attribute, refers, leads_on


def is_reference(attribute: str) -> bool:
    """Whether an attribute of that name holds references or a selector."""
    return attribute.endswith(("_ref", "_refs")) or "selector" in attribute


def _leads_on(cls: type, seen: set[type]) -> bool:
    """Whether there can be a reference or a selector in a value of a type."""
    seen.add(cls)
    return any(
        is_reference(attribute) or any(_leads_on(each, seen) for each in types if each not in seen)
        for attribute, types in held_types(cls)
    )


def held_types(cls: type) -> Iterator[tuple[str, list[type]]]:
    """Each attribute of a Struct and the Structs that its annotation names, as in the module that wrote it."""
    attributes = set(getattr(cls, "__struct_fields__", ()))
    for base in cls.__mro__:
        names = vars(sys.modules[base.__module__])
        for attribute, annotation in getattr(base, "__annotations__", {}).items():
            if attribute in attributes:
                attributes.discard(attribute)
                written = isinstance(annotation, str)
                meant = map(names.get, _TYPE_NAME.findall(annotation)) if written else (annotation,)
                yield attribute, [found for each in meant for found in _structs(each)]


def _structs(meant: Any) -> Iterator[type]:
    """The Structs in a type or an alias of one."""
    if isinstance(meant, type) and issubclass(meant, msgspec.Struct):
        yield meant
    for part in get_args(meant):
        yield from _structs(part)


def _manner(field: str, ref: Any, resource: Resource[Any]) -> Manner:
    if "selector" in field:
        return Manner.SELECTS
    group, kind = getattr(ref, "group", None), getattr(ref, "kind", None)
    if resource.key.kind != _HTTP_ROUTE or (group, kind) == (None, None):
        return Manner.BY_NAME
    if group == DELEGATION_GROUP:
        return Manner.DELEGATES_WIDELY
    if group == GATEWAY_GROUP and kind == _HTTP_ROUTE:
        return Manner.DELEGATES_WIDELY if ref.name == "*" else Manner.DELEGATES
    return Manner.BY_NAME


def _target(field: str, ref: Any, namespace: str) -> str:
    kind = getattr(ref, "kind", None) or DEFAULT_KINDS[field]
    return f"{kind} {getattr(ref, 'namespace', None) or namespace}/{ref.name}"
