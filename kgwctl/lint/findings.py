"""Making findings about fields of typed objects, and naming what was probably meant."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from kgwctl.diagnostics import Finding

if TYPE_CHECKING:
    from kgwctl.diagnostics import FieldPath, Rule
    from kgwctl.objects.object_set import ObjectSet
    from kgwctl.objects.resource import ObjectKey, Resource

#: Among more names than these one that looks alike says little, and comparing takes long.
_MOST_NAMES = 50


def finding(
    rule: Rule, resource: Resource[Any], path: FieldPath, message: str, hint: str = "", missing: str = ""
) -> Finding:
    """A finding about one field of an object; ``missing`` names the object that it would need."""
    return Finding(
        rule=rule.id,
        severity=rule.severity,
        message=message,
        hint=hint,
        location=resource.document.locate(path),
        subject=str(resource.key),
        path=path,
        missing=missing,
    )


def finding_inside(
    rule: Rule, resource: Resource[Any], path: FieldPath, text: str, offset: int, message: str, hint: str = ""
) -> Finding:
    """A finding about a place in the text of a field, ``offset`` characters from its start.

    Where the text is written otherwise than it reads (folded, with escapes), the finding is at the field.
    """
    made = finding(rule, resource, path, message, hint)
    span = resource.document.span(path)
    if span is None:
        return made
    source = resource.document.source
    written = source.data[span.start : span.end].decode(errors="replace")
    place = _place_in(written, text, offset)
    if place is None:
        return made
    return replace(made, location=source.at(span.start + len(written[:place].encode())))


def _place_in(written: str, text: str, offset: int) -> int | None:
    """Where the character of ``text`` at ``offset`` is in the scalar as it is written."""
    start = written.find(text.rstrip("\n"))
    if start >= 0:
        return start + offset
    if not written.startswith("|"):
        return None
    # A literal block: each line is there, behind the indentation.
    before = text[:offset].split("\n")
    line = text.split("\n")[len(before) - 1]
    lines = written.split("\n")
    if len(before) >= len(lines):
        return None
    column = lines[len(before)].find(line)
    return None if column < 0 else len("\n".join(lines[: len(before)])) + 1 + column + len(before[-1])


def near_miss(objects: ObjectSet, target: ObjectKey) -> str:
    """What an unresolved reference may have meant: another namespace, or a name that looks alike."""
    from difflib import get_close_matches

    elsewhere = next((key for key in objects.namesakes(target) if key.namespace != target.namespace), None)
    if elsewhere is not None:
        return f"there is {elsewhere}, in another namespace"
    names = objects.names_in(target.group, target.kind, target.namespace)
    alike = get_close_matches(target.name, names, n=1) if len(names) <= _MOST_NAMES else []
    return f"did you mean {alike[0]}?" if alike else ""
