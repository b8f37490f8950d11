"""EndpointSlice: addresses of the type that the slice declares, and ports.

Source: pkg/apis/discovery/validation/validation.go:ValidateEndpointSlice@v1.34.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from kgwctl.scalars.formats import is_ipv4, is_ipv6
from kgwctl.schema.core_kinds.problems import PROTOCOLS, duplicate, invalid, one_of, required
from kgwctl.schema.errors import SchemaError
from kgwctl.schema.metadata import label_problem, qualified_name_problem, subdomain_problem

if TYPE_CHECKING:
    from kgwctl.diagnostics import FieldPath

_MOST_ENDPOINTS = 1000
_MOST_ADDRESSES = 100
_MOST_PORTS = 20_000


def _is_name(text: str) -> bool:
    return not subdomain_problem(text)


#: What an address must be, by the type of the slice's addresses.
_ADDRESSES: dict[str, tuple[Callable[[str], bool], str]] = {
    "IPv4": (is_ipv4, "must be an IPv4 address"),
    "IPv6": (is_ipv6, "must be an IPv6 address"),
    "FQDN": (_is_name, "must be a host name"),
}


def errors(value: dict[str, Any]) -> Iterator[SchemaError]:
    """Everything that an API server refuses in an EndpointSlice whose structure is right."""
    kind = value.get("addressType")
    if not kind:
        yield required(("addressType",), "required: IPv4, IPv6 or FQDN")
    else:
        yield from one_of(("addressType",), kind, _ADDRESSES)
    yield from _too_many(value.get("endpoints"), ("endpoints",), _MOST_ENDPOINTS)
    yield from _too_many(value.get("ports"), ("ports",), _MOST_PORTS)
    for index, endpoint in enumerate(value.get("endpoints") or ()):
        yield from _endpoint(endpoint or {}, ("endpoints", index), kind)
    yield from _ports(value.get("ports") or ())


def _endpoint(endpoint: dict[str, Any], path: FieldPath, kind: object) -> Iterator[SchemaError]:
    addresses = endpoint.get("addresses") or ()
    if not addresses:
        yield required((*path, "addresses"), "an endpoint needs an address")
    yield from _too_many(addresses, (*path, "addresses"), _MOST_ADDRESSES)
    fits, problem = _ADDRESSES.get(str(kind), (None, ""))
    for index, address in enumerate(addresses):
        if fits is not None and not fits(address or ""):
            yield invalid((*path, "addresses", index), address, problem)
    hostname = endpoint.get("hostname")
    if hostname is not None and label_problem(hostname):
        yield invalid((*path, "hostname"), hostname, label_problem(hostname))


def _ports(ports: Any) -> Iterator[SchemaError]:
    names: set[str] = set()
    for index, port in enumerate(ports):
        path = ("ports", index)
        name = (port or {}).get("name") or ""
        if name and label_problem(name):
            yield invalid((*path, "name"), name, label_problem(name))
        if name in names:
            yield duplicate((*path, "name"), name)
        names.add(name)
        yield from one_of((*path, "protocol"), (port or {}).get("protocol"), PROTOCOLS)
        protocol = (port or {}).get("appProtocol")
        if protocol and qualified_name_problem(protocol):
            yield invalid((*path, "appProtocol"), protocol, qualified_name_problem(protocol))


def _too_many(entries: Any, path: FieldPath, most: int) -> Iterator[SchemaError]:
    if len(entries or ()) > most:
        yield SchemaError("schema", path, "TooMany", f"must have at most {most} items, has {len(entries)}")
