"""Format strings with command operators (``%REQ(name)%``), as access logs and header values have them.

Source: source/common/formatter/substitution_formatter.cc@v1.36.4 and the operators that it registers.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

#: One step through a format: text, an escaped percent sign, or an operator.
_STEP = re.compile(r"[^%]+|%%|%(?P<name>[A-Z0-9_]+)(?:\((?P<parameters>.*?)\))?(?P<length>:[0-9]+)?%", re.DOTALL)
_SHOWN = 20


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


#: Operators that stand alone: neither parameters nor a length.
_PLAIN = _words(
    """
    ACCESS_LOG_TYPE BYTES_RECEIVED BYTES_RETRANSMITTED BYTES_SENT CONNECTION_ID CONNECTION_TERMINATION_DETAILS
    CUSTOM_FLAGS DOWNSTREAM_DECOMPRESSED_HEADER_BYTES_RECEIVED DOWNSTREAM_DECOMPRESSED_HEADER_BYTES_SENT
    DOWNSTREAM_DIRECT_LOCAL_ADDRESS DOWNSTREAM_DIRECT_LOCAL_ADDRESS_WITHOUT_PORT DOWNSTREAM_DIRECT_LOCAL_PORT
    DOWNSTREAM_DIRECT_REMOTE_ADDRESS DOWNSTREAM_DIRECT_REMOTE_ADDRESS_WITHOUT_PORT DOWNSTREAM_DIRECT_REMOTE_PORT
    DOWNSTREAM_HANDSHAKE_DURATION DOWNSTREAM_HEADER_BYTES_RECEIVED DOWNSTREAM_HEADER_BYTES_SENT
    DOWNSTREAM_LOCAL_ADDRESS DOWNSTREAM_LOCAL_ADDRESS_WITHOUT_PORT DOWNSTREAM_LOCAL_DNS_SAN
    DOWNSTREAM_LOCAL_EMAIL_SAN DOWNSTREAM_LOCAL_IP_SAN DOWNSTREAM_LOCAL_OTHERNAME_SAN DOWNSTREAM_LOCAL_PORT
    DOWNSTREAM_LOCAL_SUBJECT DOWNSTREAM_LOCAL_URI_SAN DOWNSTREAM_PEER_CERT DOWNSTREAM_PEER_CHAIN_FINGERPRINTS_1
    DOWNSTREAM_PEER_CHAIN_FINGERPRINTS_256 DOWNSTREAM_PEER_CHAIN_SERIALS DOWNSTREAM_PEER_DNS_SAN
    DOWNSTREAM_PEER_EMAIL_SAN DOWNSTREAM_PEER_FINGERPRINT_1 DOWNSTREAM_PEER_FINGERPRINT_256 DOWNSTREAM_PEER_IP_SAN
    DOWNSTREAM_PEER_ISSUER DOWNSTREAM_PEER_OTHERNAME_SAN DOWNSTREAM_PEER_SERIAL DOWNSTREAM_PEER_SUBJECT
    DOWNSTREAM_PEER_URI_SAN DOWNSTREAM_REMOTE_ADDRESS DOWNSTREAM_REMOTE_ADDRESS_WITHOUT_PORT DOWNSTREAM_REMOTE_PORT
    DOWNSTREAM_TLS_CIPHER DOWNSTREAM_TLS_SESSION_ID DOWNSTREAM_TLS_VERSION DOWNSTREAM_TRANSPORT_FAILURE_REASON
    DOWNSTREAM_WIRE_BYTES_RECEIVED DOWNSTREAM_WIRE_BYTES_SENT DURATION FILTER_CHAIN_NAME GRPC_STATUS_NUMBER HOSTNAME
    LOCAL_REPLY_BODY PACKETS_RETRANSMITTED PROTOCOL REQUESTED_SERVER_NAME REQUEST_DURATION REQUEST_HEADERS_BYTES
    REQUEST_TX_DURATION RESPONSE_CODE RESPONSE_DURATION RESPONSE_FLAGS RESPONSE_FLAGS_LONG RESPONSE_HEADERS_BYTES
    RESPONSE_TRAILERS_BYTES RESPONSE_TX_DURATION ROUNDTRIP_DURATION ROUTE_NAME STREAM_ID TLS_JA3_FINGERPRINT
    TLS_JA4_FINGERPRINT TRACE_ID UNIQUE_ID UPSTREAM_CLUSTER UPSTREAM_CLUSTER_RAW UPSTREAM_CONNECTION_ID
    UPSTREAM_CONNECTION_POOL_READY_DURATION UPSTREAM_DECOMPRESSED_HEADER_BYTES_RECEIVED
    UPSTREAM_DECOMPRESSED_HEADER_BYTES_SENT UPSTREAM_HEADER_BYTES_RECEIVED UPSTREAM_HEADER_BYTES_SENT UPSTREAM_HOST
    UPSTREAM_HOST_NAME UPSTREAM_HOST_NAME_WITHOUT_PORT UPSTREAM_LOCAL_ADDRESS UPSTREAM_LOCAL_ADDRESS_WITHOUT_PORT
    UPSTREAM_LOCAL_DNS_SAN UPSTREAM_LOCAL_IP_SAN UPSTREAM_LOCAL_PORT UPSTREAM_LOCAL_URI_SAN UPSTREAM_PEER_CERT
    UPSTREAM_PEER_DNS_SAN UPSTREAM_PEER_IP_SAN UPSTREAM_PEER_ISSUER UPSTREAM_PEER_SUBJECT UPSTREAM_PEER_URI_SAN
    UPSTREAM_PROTOCOL UPSTREAM_REMOTE_ADDRESS UPSTREAM_REMOTE_ADDRESS_WITHOUT_PORT UPSTREAM_REMOTE_PORT
    UPSTREAM_REQUEST_ATTEMPT_COUNT UPSTREAM_TLS_CIPHER UPSTREAM_TLS_SESSION_ID UPSTREAM_TLS_VERSION
    UPSTREAM_TRANSPORT_FAILURE_REASON UPSTREAM_WIRE_BYTES_RECEIVED UPSTREAM_WIRE_BYTES_SENT VIRTUAL_CLUSTER_NAME
    """
)
#: Operators that may have parameters, whatever they say.
_OPTIONAL = _words(
    """
    DOWNSTREAM_PEER_CERT_V_END DOWNSTREAM_PEER_CERT_V_START EMIT_TIME RESPONSE_CODE_DETAILS START_TIME
    START_TIME_LOCAL UPSTREAM_PEER_CERT_V_END UPSTREAM_PEER_CERT_V_START
    """
)
_METADATA_KINDS = frozenset(("CLUSTER", "DYNAMIC", "LISTENER", "LISTENER_FILTER_CHAIN", "ROUTE", "UPSTREAM_HOST"))
_VIRTUAL_HOST_METADATA = "VIRTUAL_HOST"
#: What access logs of kgateway know besides: it names an extension for it in each of them.
ACCESS_LOG_EXTENSIONS = frozenset(("REQ_WITHOUT_QUERY",))


def format_problem(text: str, extensions: frozenset[str] = frozenset()) -> str:
    """Why Envoy refuses a format, or nothing. ``extensions`` are operators that it has besides its own."""
    place = 0
    while place < len(text):
        step = _STEP.match(text, place)
        if step is None:
            rest = text[place : place + _SHOWN]
            return f"there is no operator where the format goes on with {rest}"
        if step["name"]:
            problem = _operator_problem(step["name"], step["parameters"], step["length"], extensions)
            if problem:
                return problem
        place = step.end()
    return ""


def _operator_problem(name: str, parameters: str | None, length: str | None, extensions: frozenset[str]) -> str:
    if name in _PLAIN:
        return f"%{name}% takes no parameters and no length" if parameters is not None or length else ""
    if name in _OPTIONAL or name in extensions:
        return ""
    check = _WITH_PARAMETERS.get(name)
    if check is None:
        return f"there is no operator %{name}%{_meant(name)}"
    return check(parameters or "")


def _meant(name: str) -> str:
    from difflib import get_close_matches

    alike = get_close_matches(name, operators(), n=1)
    return f"; did you mean %{alike[0]}%?" if alike else ""


def operators() -> Iterator[str]:
    """The names of all operators, without the percent signs."""
    yield from _PLAIN
    yield from _OPTIONAL
    yield from _WITH_PARAMETERS


def _needed(name: str) -> Callable[[str], str]:
    def check(parameters: str) -> str:
        return "" if parameters else f"%{name}% needs parameters in parentheses"

    return check


def _header(name: str) -> Callable[[str], str]:
    def check(parameters: str) -> str:
        if not parameters:
            return f"%{name}% needs the name of a header in parentheses"
        if parameters.count("?") > 1:
            return f"%{name}(...)% takes at most two names of headers"
        # A pseudo-header begins with a colon; elsewhere none may stand.
        names = [one.removeprefix(":") for one in parameters.split("?")]
        if any(character in one for one in names for character in ":\n\r\0"):
            return f"%{name}({parameters})% does not name a header"
        return ""

    return check


def _grpc_status(parameters: str) -> str:
    known = ("", "CAMEL_STRING", "SNAKE_STRING", "NUMBER")
    return "" if parameters in known else "%GRPC_STATUS(...)% takes CAMEL_STRING, SNAKE_STRING or NUMBER"


def _metadata(parameters: str) -> str:
    kind = parameters.partition(":")[0]
    if kind in _METADATA_KINDS or kind == _VIRTUAL_HOST_METADATA:
        return ""
    return f"%METADATA(...)% begins with one of {', '.join(sorted(_METADATA_KINDS))}"


def _filter_state(parameters: str) -> str:
    key, _, form = parameters.partition(":")
    if not key:
        return "%FILTER_STATE(...)% needs a key"
    form = form.partition(":")[0]
    return "" if form in ("", "PLAIN", "TYPED", "FIELD") else "%FILTER_STATE(key:...)% takes PLAIN, TYPED or FIELD"


def _path(parameters: str) -> str:
    query, _, origin = parameters.partition(":")
    if query not in ("", "WQ", "NQ"):
        return "%PATH(...)% begins with WQ or NQ"
    return (
        "" if origin in ("", "ORIG", "PATH", "ORIG_OR_PATH") else "%PATH(..:...)% ends with ORIG, PATH or ORIG_OR_PATH"
    )


_WITH_PARAMETERS: Mapping[str, Callable[[str], str]] = {
    **{name: _header(name) for name in ("REQ", "RESP", "TRAILER")},
    **{
        name: _needed(name)
        for name in (
            *("CEL", "CLUSTER_METADATA", "COMMON_DURATION", "DYNAMIC_METADATA", "ENVIRONMENT", "QUERY_PARAM"),
            "UPSTREAM_METADATA",
        )
    },
    "FILTER_STATE": _filter_state,
    "GRPC_STATUS": _grpc_status,
    "METADATA": _metadata,
    "PATH": _path,
    "UPSTREAM_FILTER_STATE": _filter_state,
}
