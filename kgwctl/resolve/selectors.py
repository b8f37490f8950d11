"""Kubernetes label selectors as predicates.

Source: apimachinery's ``LabelSelectorAsSelector`` and ``labels.Requirement``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kgwctl.api.meta import LabelSelector, LabelSelectorRequirement

Labels = Mapping[str, str]
Predicate = Callable[[Labels], bool]


class SelectorError(ValueError):
    """A label selector that Kubernetes refuses."""


def compile_selector(selector: LabelSelector) -> Predicate:
    """The predicate a selector stands for; an empty one selects everything. Raises :class:`SelectorError`."""
    wanted = selector.match_labels or {}
    requirements = [_requirement(expression) for expression in selector.match_expressions or ()]

    def matches(labels: Labels) -> bool:
        if any(labels.get(key) != value for key, value in wanted.items()):
            return False
        return all(requirement(labels) for requirement in requirements)

    return matches


def has_all(wanted: Labels, labels: Labels) -> bool:
    """Whether ``labels`` has every pair of ``wanted``. No pairs at all select nothing, as policies have it."""
    return bool(wanted) and all(labels.get(key) == value for key, value in wanted.items())


def _requirement(expression: LabelSelectorRequirement) -> Predicate:
    key, values = expression.key, frozenset(expression.values or ())
    operator = expression.operator
    if operator in ("In", "NotIn"):
        if not values:
            raise SelectorError(f'operator {operator} of the label "{key}" needs values')
        if operator == "In":
            return lambda labels: labels.get(key) in values
        return lambda labels: labels.get(key) not in values
    if operator in ("Exists", "DoesNotExist"):
        if values:
            raise SelectorError(f'operator {operator} of the label "{key}" takes no values')
        if operator == "Exists":
            return lambda labels: key in labels
        return lambda labels: key not in labels
    raise SelectorError(f'"{operator}" is not a valid label selector operator')
