"""Making findings about fields of typed objects, and naming what was probably meant."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kgwctl.diagnostics import Finding

if TYPE_CHECKING:
    from kgwctl.diagnostics import FieldPath, Rule
    from kgwctl.objects.object_set import ObjectSet
    from kgwctl.objects.resource import ObjectKey, Resource

#: Among more names than these one that looks alike says little, and comparing takes long.
_MOST_NAMES = 50


def finding(rule: Rule, resource: Resource[Any], path: FieldPath, message: str, hint: str = "") -> Finding:
    """A finding about one field of an object."""
    return Finding(
        rule=rule.id,
        severity=rule.severity,
        message=message,
        hint=hint,
        location=resource.document.locate(path),
        subject=str(resource.key),
        path=path,
    )


def near_miss(objects: ObjectSet, target: ObjectKey) -> str:
    """What an unresolved reference may have meant: another namespace, or a name that looks alike."""
    from difflib import get_close_matches

    elsewhere = next((key for key in objects.namesakes(target) if key.namespace != target.namespace), None)
    if elsewhere is not None:
        return f"there is {elsewhere}, in another namespace"
    names = objects.names_in(target.group, target.kind, target.namespace)
    alike = get_close_matches(target.name, names, n=1) if len(names) <= _MOST_NAMES else []
    return f"did you mean {alike[0]}?" if alike else ""
