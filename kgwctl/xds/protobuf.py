"""Rendered resources as protobuf messages, which is what xDS carries."""

from __future__ import annotations

import importlib
import importlib.util
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from kgwctl.output.sensitive import secrets_in, shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from google.protobuf.any_pb2 import Any as AnyProto

    from kgwctl.envoy.messages.message import Message

_PREFIX = "type.googleapis.com/"
CLUSTER = f"{_PREFIX}envoy.config.cluster.v3.Cluster"
ENDPOINTS = f"{_PREFIX}envoy.config.endpoint.v3.ClusterLoadAssignment"
LISTENER = f"{_PREFIX}envoy.config.listener.v3.Listener"
ROUTES = f"{_PREFIX}envoy.config.route.v3.RouteConfiguration"
SECRET = f"{_PREFIX}envoy.extensions.transport_sockets.tls.v3.Secret"


class NoProtobufError(RuntimeError):
    """The protobuf messages of Envoy, or gRPC, are not installed."""


def plain(message: Message, secrets: set[str] | None = None) -> dict[str, Any]:
    """``message`` as proto-JSON of dicts, lists and scalars, secrets in the clear and noted in ``secrets``."""

    def reveal(value: Any) -> str:
        if secrets is not None:
            secrets.update(secrets_in(value))
        return shown(value)

    value: dict[str, Any] = msgspec.to_builtins(message, enc_hook=reveal, str_keys=True)
    return value


def to_any(type_url: str, value: Mapping[str, Any]) -> AnyProto:
    """Proto-JSON of a message of ``type_url`` as an ``Any``.

    Raises :class:`ValueError` for what protobuf cannot read, and :class:`NoProtobufError`.
    """
    from google.protobuf import json_format
    from google.protobuf.any_pb2 import Any as AnyProto

    for name in {type_url, *_type_urls(value)}:
        _load(name.rpartition("/")[2].rpartition(".")[0])
    wrapped = AnyProto()
    try:
        json_format.ParseDict({"@type": type_url, **value}, wrapped)
    except json_format.ParseError as error:
        raise ValueError(str(error)) from None
    return wrapped


def discovery() -> Any:
    """The module of the xDS protocol's own messages."""
    try:
        return importlib.import_module("envoy.service.discovery.v3.discovery_pb2")
    except ImportError as error:
        raise NoProtobufError(str(error)) from None


def _type_urls(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for key, item in value.items():
            if key == "@type":
                yield item
            elif isinstance(item, dict | list):
                yield from _type_urls(item)
    else:
        for item in value:
            if isinstance(item, dict | list):
                yield from _type_urls(item)


@cache
def _load(package: str) -> None:
    """Import the modules of a proto package, which makes its messages known."""
    try:
        spec = importlib.util.find_spec(package)
    except ImportError:
        return
    for folder in (spec and spec.submodule_search_locations) or ():
        for path in sorted(Path(folder).glob("*_pb2.py")):
            importlib.import_module(f"{package}.{path.stem}")
