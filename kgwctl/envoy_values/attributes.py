"""What CEL expressions can look at in Envoy, and what is wrong with one that looks at something else.

Envoy evaluates without checking types first: an unknown attribute, or a comparison of values that are never
alike, is an error at each request, and an expression with an error counts as not true.

Source: "Attributes" of Envoy v1.36's documentation; source/extensions/filters/common/expr/context.cc@v1.36.4.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from kgwctl.cel.checker import check
from kgwctl.cel.declared import Declared
from kgwctl.cel.engine import CompileError
from kgwctl.cel.types import BOOL, DURATION, DYN, INT, STRING, TIMESTAMP, UINT, Type, map_of, shown

_HEADERS = map_of(STRING, STRING)
_TLS: Mapping[str, Type] = {
    "dns_san_local_certificate": STRING,
    "dns_san_peer_certificate": STRING,
    "sha256_peer_certificate_digest": STRING,
    "subject_local_certificate": STRING,
    "subject_peer_certificate": STRING,
    "tls_version": STRING,
    "transport_failure_reason": STRING,
    "uri_san_local_certificate": STRING,
    "uri_san_peer_certificate": STRING,
}
#: Groups of attributes, and the type of each attribute.
_GROUPS: Mapping[str, Mapping[str, Type]] = {
    "connection": {
        **_TLS,
        "id": UINT,
        "mtls": BOOL,
        "requested_server_name": STRING,
        "termination_details": STRING,
    },
    "destination": {"address": STRING, "port": INT},
    "request": {
        "duration": DURATION,
        "headers": _HEADERS,
        "host": STRING,
        "id": STRING,
        "method": STRING,
        "path": STRING,
        "protocol": STRING,
        "query": STRING,
        "referer": STRING,
        "scheme": STRING,
        "size": INT,
        "time": TIMESTAMP,
        "total_size": INT,
        "url_path": STRING,
        "useragent": STRING,
    },
    "response": {
        "backend_latency": DURATION,
        "code": INT,
        "code_details": STRING,
        "flags": INT,
        "grpc_status": INT,
        "headers": _HEADERS,
        "size": INT,
        "total_size": INT,
        "trailers": _HEADERS,
    },
    "source": {"address": STRING, "port": INT},
    "upstream": {
        **_TLS,
        "address": STRING,
        "cx_pool_ready_duration": DURATION,
        "local_address": STRING,
        "locality": DYN,
        "port": INT,
        "request_attempt_count": UINT,
    },
    "xds": {
        "cluster_metadata": DYN,
        "cluster_name": STRING,
        "filter_chain_name": STRING,
        "listener_direction": INT,
        "listener_metadata": DYN,
        "node": DYN,
        "route_metadata": DYN,
        "route_name": STRING,
        "upstream_host_locality_metadata": DYN,
        "upstream_host_metadata": DYN,
        "virtual_host_metadata": DYN,
        "virtual_host_name": STRING,
    },
}
#: What is filled at run time, with whatever filters put there.
_OPEN = ("filter_state", "metadata", "upstream_filter_state")


class AttributeProblem(NamedTuple):
    """What is wrong in an expression, ``offset`` characters from its start."""

    offset: int
    message: str


@cache
def _environment() -> tuple[dict[str, Type], dict[str, Declared]]:
    objects = {
        name: Declared(
            Type("object", name), 1, 1, fields={field: Declared(found, 1, 1) for field, found in fields.items()}
        )
        for name, fields in _GROUPS.items()
    }
    variables = {name: declared.type for name, declared in objects.items()}
    return {**variables, **dict.fromkeys(_OPEN, DYN)}, objects


def attribute_problems(text: str) -> list[AttributeProblem]:
    """Why the expression ``text`` is never true, wherever it stands as a condition.

    What cannot be parsed has no problems here.
    """
    variables, objects = _environment()
    try:
        checked = check(text, variables, objects)
    except CompileError:
        return []
    if checked.problems:
        return [AttributeProblem(offset, _in_plain_words(message)) for offset, message in checked.problems]
    found = checked.type(checked.node)
    if found.kind in ("bool", "dyn", "error"):
        return []
    return [AttributeProblem(0, f"it is a {shown(found)}, where a condition is true or false")]


def _in_plain_words(message: str) -> str:
    known = ", ".join(sorted((*_GROUPS, *_OPEN)))
    if message.startswith("undeclared reference to"):
        return f"{message}; there are {known}"
    return message
