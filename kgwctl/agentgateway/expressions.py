"""What CEL expressions of agentgateway may name.

Sources, agentgateway v0.11.1: ``schema/cel.md`` and ``crates/agentgateway/src/cel/mod.rs`` (variables),
``schema/cel-functions.md`` and ``crates/celx/src`` (functions), cel-rust 0.11.6 (the standard ones).
"""

from __future__ import annotations

from typing import NamedTuple

from kgwctl.cel.engine import CompileError
from kgwctl.cel.parser import parse_located
from kgwctl.cel.standard import parse_standard_located
from kgwctl.cel.syntax import Bind, Call, Comprehension, Name, Node, Select, children

#: Variables, and the members of those that have a fixed set.
VARIABLES: dict[str, frozenset[str] | None] = {
    "request": frozenset({"method", "uri", "host", "scheme", "path", "headers", "body", "startTime", "endTime"}),
    "response": frozenset({"code", "headers", "body"}),
    "source": frozenset({"address", "port", "identity", "subjectAltNames", "issuer", "subject", "subjectCn"}),
    "backend": frozenset({"name", "type", "protocol"}),
    "mcp": frozenset({"tool", "prompt", "resource"}),
    "llm": frozenset(
        {
            *("streaming", "requestModel", "responseModel", "provider", "inputTokens", "outputTokens", "totalTokens"),
            *("countTokens", "prompt", "completion", "params"),
        }
    ),
    "jwt": None,
    "apiKey": None,
    "basicAuth": None,
    "extauthz": None,
}
#: Functions, called on a target or not.
FUNCTIONS = frozenset(
    {
        *("contains", "size", "max", "min", "startsWith", "endsWith", "string", "bytes", "double", "int", "uint"),
        *("bool", "dyn", "type", "matches", "duration", "timestamp", "getFullYear", "getMonth", "getDayOfYear"),
        *("getDayOfMonth", "getDate", "getDayOfWeek", "getHours", "getMinutes", "getSeconds", "getMilliseconds"),
        *("value", "hasValue", "or", "orValue", "of", "none", "ofNonZeroValue", "optMap", "optFlatMap"),
        *("charAt", "indexOf", "join", "lastIndexOf", "lowerAscii", "upperAscii", "trim", "replace", "split"),
        *("substring", "isIP", "ip", "family", "isUnspecified", "isLoopback", "isLinkLocalMulticast"),
        *("isLinkLocalUnicast", "isGlobalUnicast", "isCanonical", "cidr", "containsIP", "containsCIDR", "masked"),
        *("prefixLength", "json", "to_json", "toJson", "with", "variables", "mapValues", "merge", "flatten"),
        *("flatten_recursive", "flattenRecursive", "base64Encode", "base64Decode", "random", "default"),
        *("regexReplace", "fail", "uuid"),
    }
)
#: Functions that give their first argument, a name, a value in the second.
_BINDING = frozenset({"with", "mapValues"})
#: Names that stand for types.
_TYPES = frozenset(
    {"bool", "bytes", "double", "int", "uint", "string", "list", "map", "type", "null_type", "optional", "dyn"}
)


class Mistake(NamedTuple):
    """What is wrong with an expression. ``offset`` counts characters; ``None`` where the text says the place."""

    text: str
    offset: int | None = None


def mistake_in(expression: str) -> Mistake | None:
    """The first thing that agentgateway does not know in an expression, or why it cannot read it."""
    try:
        node, places = parse_standard_located(expression)
    except CompileError as error:
        try:
            # Optional fields are read, too.
            node, places = parse_located(expression)
        except CompileError:
            return Mistake(str(error))
    found = _first(node, frozenset())
    if found is None:
        return None
    blamed, text = found
    place = places.get(id(blamed))
    return Mistake(text, place[1] if place is not None else 0)


def _first(node: Node, bound: frozenset[str]) -> tuple[Node, str] | None:
    """The first unknown name, in source order, and what to say of it."""
    inner = bound
    if isinstance(node, Comprehension):
        found = _first(node.source, bound)
        if found is not None:
            return found
        inner = bound | set(node.variables)
        parts: tuple[Node, ...] = children(node)[1:]
    elif isinstance(node, Bind):
        parts, inner = children(node), bound | {node.name}
    elif (
        isinstance(node, Call) and node.function in _BINDING and node.arguments and isinstance(node.arguments[0], Name)
    ):
        inner = bound | {node.arguments[0].name}
        parts = children(node)
    else:
        parts = children(node)
    own = _own(node, bound)
    if own is not None:
        return node, own
    return next((found for part in parts if (found := _first(part, inner)) is not None), None)


def _own(node: Node, bound: frozenset[str]) -> str | None:
    """What is unknown about the node itself."""
    match node:
        case Name(name) if name not in bound and name not in VARIABLES and name not in _TYPES:
            return f"there is no variable {name}"
        case Select(Name(name), field) if name not in bound:
            members = VARIABLES.get(name)
            if members is not None and field not in members:
                return f"{name} has no member {field}"
        case Call(function, _, _) if function.isidentifier() and function not in FUNCTIONS:
            return f"there is no function {function}"
    return None
