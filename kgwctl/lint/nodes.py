"""What each object's findings may hang on: the objects that it names, as a graph that is kept between runs.

A node is all that is needed to tell, without reading an object, whether a change elsewhere concerns it.
"""

from __future__ import annotations

import enum
import re
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

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
_TYPE_NAME = re.compile(r"\b(?!Annotated|Literal|None)[A-Z]\w+")
#: For each type the attributes that may lead to a reference, and whether they are one.
_PLANS: dict[type, tuple[tuple[str, bool], ...]] = {}


def node(resource: Resource[Any], data: bytes) -> Node:
    """The node of an object; ``data`` is what it means to others."""
    refs: list[str] = []
    manner = Manner.BY_NAME
    spec = getattr(resource.object, "spec", None)
    if spec is not None and resource.key.group and resource.key.kind not in _LEAVES:
        for field, ref in _references(spec):
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


def _references(value: Any) -> Iterator[tuple[str, Any]]:
    """Every reference and selector in a Struct, with the attribute that holds it."""
    plan = _PLANS.get(value.__class__)
    if plan is None:
        plan = _PLANS[value.__class__] = tuple(_plan(value.__class__))
    for attribute, is_reference in plan:
        found = getattr(value, attribute)
        if found is None:
            continue
        for each in found if found.__class__ is tuple else (found,):
            if is_reference:
                yield attribute, each
            if isinstance(each, msgspec.Struct):
                yield from _references(each)


def _plan(cls: type) -> Iterator[tuple[str, bool]]:
    written: dict[str, Any] = {}
    for base in reversed(cls.__mro__):
        written.update(getattr(base, "__annotations__", {}))
    for attribute in getattr(cls, "__struct_fields__", ()):
        is_reference = attribute.endswith(("_ref", "_refs")) or "selector" in attribute
        if is_reference or _TYPE_NAME.search(str(written.get(attribute))):
            yield attribute, is_reference


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
