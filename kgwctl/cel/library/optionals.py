"""Optional values: cel-go's optional types."""

from __future__ import annotations

from typing import Any

from kgwctl.cel.engine import NONE, EvaluationError, Optional
from kgwctl.cel.library.overload import ANY, function, method
from kgwctl.cel.operators import is_zero


def value_of(optional: Optional) -> Any:
    """The value. Raises :class:`EvaluationError` where there is none."""
    if not optional.present:
        raise EvaluationError("optional.none() dereference")
    return optional.value


def unwrap(items: list[Any]) -> list[Any]:
    """The values of those optionals in a list that have one."""
    return [item.value for item in items if item.present]


OVERLOADS = (
    function("optional.none", (), Optional, lambda: NONE),
    function("optional.of", (ANY,), Optional, lambda value: Optional(True, value)),
    function(
        "optional.ofNonZeroValue", (ANY,), Optional, lambda value: NONE if is_zero(value) else Optional(True, value)
    ),
    function("optional.unwrap", (list,), list, unwrap),
    method("unwrapOpt", (list,), list, unwrap),
    method("hasValue", (Optional,), bool, lambda optional: optional.present),
    method("value", (Optional,), object, value_of),
    method("or", (Optional, Optional), Optional, lambda optional, other: optional if optional.present else other),
    method("orValue", (Optional, ANY), object, lambda optional, other: optional.value if optional.present else other),
    method("first", (list,), Optional, lambda items: Optional(True, items[0]) if items else NONE),
    method("last", (list,), Optional, lambda items: Optional(True, items[-1]) if items else NONE),
)
