"""Making findings about fields of typed objects, and naming what was probably meant."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kgwctl.diagnostics import Finding

if TYPE_CHECKING:
    from kgwctl.diagnostics import FieldPath, Rule
    from kgwctl.objects.object_set import ObjectSet
    from kgwctl.objects.resource import ObjectKey, Resource


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

    same_kind = [resource.key for resource in objects.of(target.group, target.kind)]
    elsewhere = [key for key in same_kind if key.name == target.name and key.namespace != target.namespace]
    if elsewhere:
        return f"there is {elsewhere[0]}, in another namespace"
    names = [key.name for key in same_kind if key.namespace == target.namespace]
    alike = get_close_matches(target.name, names, n=1)
    return f"did you mean {alike[0]}?" if alike else ""
