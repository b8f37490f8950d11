"""Names and values of headers that Envoy lets a configuration change.

Source: source/common/router/header_parser.cc and api/envoy/config/core/v3/base.proto@v1.36.4.
"""

from __future__ import annotations

_BREAKS = ("\n", "\r", "\0")


def name_problem(name: str) -> str:
    """Why Envoy refuses to add, set or remove a header of that name, or nothing."""
    if name.startswith(":") or name.lower() == "host":
        return f"the header {name} cannot be changed here"
    return ""


def value_problem(value: str) -> str:
    """Why Envoy refuses the value of a header that is added or set, or nothing."""
    if any(character in value for character in _BREAKS):
        return "a header has no line breaks"
    from kgwctl.envoy_values.formats import format_problem

    return format_problem(value) if "%" in value else ""
