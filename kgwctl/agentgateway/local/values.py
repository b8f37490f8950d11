"""Small values: durations, expressions, header lists."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kgwctl.cel.standard import is_standard
from kgwctl.scalars.duration import format_duration, parse_duration

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from kgwctl.agentgateway.local.notes import Holder, Notes
    from kgwctl.agentgateway.resources.generated.resource import Header, HeaderMatch

#: What agentgateway puts in place of an expression that it cannot read, when it comes from a controller.
FAILING = "fail('the expression could not be compiled')"


def duration(text: str | None) -> str | None:
    """A proto-JSON duration in Go's form, which is what a local file takes."""
    return None if text is None else format_duration(parse_duration(text))


def expression(text: str, holder: Holder, notes: Notes) -> str:
    """A CEL expression. One that does not parse would make the whole file unreadable."""
    if is_standard(text):
        return text
    notes.add(holder, f"the expression {text!r} does not parse; it fails at run time, as it does with a controller")
    return FAILING


def expressions(texts: Mapping[str, str], holder: Holder, notes: Notes) -> dict[str, str]:
    """Expressions by name."""
    return {name: expression(text, holder, notes) for name, text in texts.items()}


def header_map(headers: Iterable[Header], holder: Holder, notes: Notes) -> dict[str, str]:
    """Headers by name; a local file has one value for each."""
    found: dict[str, str] = {}
    for header in headers:
        if header.name in found:
            notes.add(holder, f"only one value of the header {header.name} is kept: a local file has one for each name")
        found[header.name] = header.value
    return found


def header_match(match: HeaderMatch) -> dict[str, Any]:
    """A match of one header."""
    value = {"exact": match.exact} if match.exact is not None else {"regex": match.regex or ""}
    return {"name": match.name, "value": value}
