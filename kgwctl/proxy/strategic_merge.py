"""Strategic merge patches as Kubernetes applies them: lists of objects merge by key, directives included.

Source: apimachinery 0.34, ``util/strategicpatch``, with its options for patches that a user wrote.
"""

from __future__ import annotations

from typing import Any

from kgwctl.proxy.kubernetes.schema import Field, fields

_PATCH = "$patch"
_RETAIN_KEYS = "$retainKeys"
_DELETE_FROM = "$deleteFromPrimitiveList/"
_ELEMENT_ORDER = "$setElementOrder/"
_NO_FIELDS: dict[str, Field] = {}


class PatchError(ValueError):
    """The patch asks for something impossible; the text is that of apimachinery."""


def strategic_merge(original: dict[str, Any], patch: dict[str, Any], cls: Any) -> dict[str, Any]:
    """``original`` with ``patch`` merged into it, a new object. ``cls`` tells how lists of that kind merge.

    Both are JSON data and left alone. Raises :class:`PatchError`.
    """
    return _merge_objects(original, patch, fields(cls))


def _merge_objects(original: dict[str, Any], patch: dict[str, Any], known: dict[str, Field]) -> dict[str, Any]:
    directive = patch.get(_PATCH)
    if directive == "replace":
        return {key: value for key, value in patch.items() if key != _PATCH}
    if directive == "delete":
        return {}
    if directive is not None:
        raise PatchError(f"unknown patch type: {directive}")
    merged = _retained(original, patch)
    ordered = _merge_ordered_lists(merged, patch, known)
    for key, value in patch.items():
        if key not in ordered and key != _RETAIN_KEYS and not key.startswith(_ELEMENT_ORDER):
            _merge_member(merged, key, value, known)
    return merged


def _retained(original: dict[str, Any], patch: dict[str, Any]) -> dict[str, Any]:
    """A copy of ``original``, with only those keys that the patch wants retained if it speaks of that."""
    if _RETAIN_KEYS not in patch:
        return dict(original)
    wanted = patch[_RETAIN_KEYS]
    given = {
        key
        for key, value in patch.items()
        if value is not None and key != _RETAIN_KEYS and not key.startswith((_DELETE_FROM, _ELEMENT_ORDER))
    }
    if not isinstance(wanted, list) or not given <= set(wanted):
        raise PatchError("invalid patch format of retainKeys")
    return {key: value for key, value in original.items() if key in wanted}


def _merge_member(merged: dict[str, Any], key: str, value: Any, known: dict[str, Field]) -> None:
    deletes = key.startswith(_DELETE_FROM)
    name = key.removeprefix(_DELETE_FROM)
    if value is None:
        merged.pop(name, None)
        return
    if deletes:
        if isinstance(merged.get(name), list) and isinstance(value, list):
            merged[name] = [one for one in merged[name] if one not in value]
        return
    current = merged.get(name)
    field = known.get(name)
    if isinstance(current, dict) and isinstance(value, dict):
        if not (field and field.replaced):
            merged[name] = _merge_objects(current, value, _inside(field))
            return
        merged[name] = value
    elif isinstance(current, list) and isinstance(value, list):
        merged[name] = _merge_lists(current, value, field)
    elif current is not None and type(current) is type(value):
        merged[name] = value
    elif not _is_directive(value):
        merged[name] = _without_directives(value)


def _merge_lists(current: list[Any], patch: list[Any], field: Field | None) -> list[Any]:
    if field is None or field.merge_key is None:
        return patch
    key = field.merge_key
    if not key:
        merged = [*current, *(one for one in patch if one not in current)]
        return _in_order(merged, patch, current, key)
    current, additions, replaces = _directed(current, patch, key)
    if replaces:
        return additions
    merged = list(current)
    for addition in additions:
        wanted = _key_of(addition, key)
        place = next((index for index, one in enumerate(merged) if _key_of(one, key) == wanted), None)
        if place is None:
            merged.append(addition)
        else:
            merged[place] = _merge_objects(merged[place], addition, _inside(field))
    return _in_order(merged, additions, current, key)


def _directed(current: list[Any], patch: list[Any], key: str) -> tuple[list[Any], list[Any], bool]:
    """The list without what the patch deletes, the patch without its directives, and whether it replaces all."""
    additions: list[Any] = []
    replaces = False
    for one in patch:
        directive = one.get(_PATCH) if isinstance(one, dict) else None
        if directive is None:
            additions.append(one)
        elif directive == "replace":
            replaces = True
        elif directive == "delete":
            gone = _key_of(one, key)
            current = [kept for kept in current if _key_of(kept, key) != gone]
        elif directive == "merge":
            raise PatchError("merging lists cannot yet be specified in the patch")
        else:
            raise PatchError(f"unknown patch type: {directive}")
    return current, additions, replaces


def _merge_ordered_lists(merged: dict[str, Any], patch: dict[str, Any], known: dict[str, Field]) -> set[str]:
    """Merge the lists whose order the patch sets, into ``merged``; returns their names."""
    done: set[str] = set()
    for directive, order in patch.items():
        if not directive.startswith(_ELEMENT_ORDER):
            continue
        name = directive.removeprefix(_ELEMENT_ORDER)
        field = known.get(name)
        if not isinstance(order, list):
            raise PatchError(f"expected a list of elements in {directive}")
        before, added = merged.get(name), patch.get(name)
        if before is None and added is None:
            continue
        key = (field.merge_key if field else None) or ""
        _check_order(added or [], order, key)
        together = _merge_lists(before, added, field) if before and added else added or before or []
        merged[name] = _in_order(together, order, before or [], key)
        done.add(name)
    return done


def _check_order(patch: list[Any], order: list[Any], key: str) -> None:
    """The elements of a patch must stand in the order that it sets itself."""
    wanted = iter(_identity(one, key) for one in order)
    for one in patch:
        if not (isinstance(one, dict) and _PATCH in one) and order:
            identity = _identity(one, key)
            if not any(identity == candidate for candidate in wanted):
                raise PatchError(f"The order in patch list doesn't match $setElementOrder list: {identity}")


def _in_order(merged: list[Any], first: list[Any], before: list[Any], key: str) -> list[Any]:
    """Elements that ``first`` names in its order, the others in that of ``before``.

    One of the others stands before a named one only where both were in ``before`` in that order.
    """
    wanted = [_identity(one, key) for one in first]
    earlier = [_identity(one, key) for one in before]
    named = sorted(
        (one for one in merged if _identity(one, key) in wanted), key=lambda one: wanted.index(_identity(one, key))
    )
    others = [one for one in merged if _identity(one, key) not in wanted]
    others.sort(key=lambda one: _place(earlier, _identity(one, key)))
    result: list[Any] = []
    while named and others:
        left, right = _identity(others[0], key), _identity(named[0], key)
        both = left in earlier and right in earlier
        result.append((others if both and earlier.index(left) < earlier.index(right) else named).pop(0))
    return result + named + others


def _place(earlier: list[Any], identity: Any) -> int:
    return earlier.index(identity) if identity in earlier else len(earlier)


def _identity(value: Any, key: str) -> Any:
    return _key_of(value, key) if key else value


def _key_of(value: Any, key: str) -> Any:
    if not isinstance(value, dict):
        raise PatchError(f"expected an object with the key {key} in the list")
    if key not in value:
        raise PatchError(f"map: {value} does not contain declared merge key: {key}")
    return value[key]


def _inside(field: Field | None) -> dict[str, Field]:
    """The fields below a field: of the object, or of the elements of the list."""
    shape = field.shape if field else None
    if shape is not None and shape.kind == "list":
        shape = shape.item
    return fields(shape.type) if shape is not None and shape.kind == "object" else _NO_FIELDS


def _is_directive(value: Any) -> bool:
    return isinstance(value, dict) and _PATCH in value


def _without_directives(value: Any) -> Any:
    """A value that is new in the object: nulls and what only directs the patch are left out."""
    if isinstance(value, dict):
        return {
            key: _without_directives(member)
            for key, member in value.items()
            if member is not None and not _is_directive(member)
        }
    if isinstance(value, list):
        return [_without_directives(one) for one in value if not _is_directive(one)]
    return value
