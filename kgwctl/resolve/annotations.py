"""kgateway's annotations on Gateways, routes, policies and backends.

What cannot be read counts as absent, as in the controller (which logs it).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kgwctl.resolve.reasons import Invalid
from kgwctl.scalars.whole_number import whole_number
from kgwctl.settings import boolean

if TYPE_CHECKING:
    from collections.abc import Mapping

    Annotations = Mapping[str, str]

INHERITED_POLICY_PRIORITY = "kgateway.dev/inherited-policy-priority"
ROUTE_WEIGHT = "kgateway.dev/route-weight"
POLICY_WEIGHT = "kgateway.dev/policy-weight"
PER_CONNECTION_BUFFER_LIMIT = "kgateway.dev/per-connection-buffer-limit"
INHERIT_PARENT_MATCHER = "delegation.kgateway.dev/inherit-parent-matcher"
DISABLE_ISTIO_AUTO_MTLS = "kgateway.dev/disable-istio-auto-mtls"

DEFAULT_PRIORITY = "ShallowMergePreferChild"
PRIORITIES = frozenset({DEFAULT_PRIORITY, "ShallowMergePreferParent", "DeepMergePreferChild", "DeepMergePreferParent"})

_INT32_MAX = (1 << 31) - 1


def inherited_policy_priority(annotations: Annotations) -> str:
    """How policies of a route merge into those of the routes it delegates to."""
    value = annotations.get(INHERITED_POLICY_PRIORITY, DEFAULT_PRIORITY)
    return value if value in PRIORITIES else DEFAULT_PRIORITY


def weight(annotations: Annotations, name: str) -> int:
    """A weight annotation: a decimal number of 32 bits, else 0."""
    return _int32(annotations.get(name, "0")) or 0


def weight_problem(annotations: Annotations, name: str) -> str | None:
    """What the controller says of a weight annotation that it cannot read."""
    text = annotations.get(name)
    if text is None or _int32(text) is not None:
        return None
    return f"invalid value for annotation {name}: {text}; must be a valid integer"


def _int32(text: str) -> int | None:
    digits = text[1:] if text[:1] in ("+", "-") else text
    if not (digits.isascii() and digits.isdigit()):
        return None
    number = whole_number(text)
    return number if -_INT32_MAX - 1 <= number <= _INT32_MAX else None


def inherits_parent_matcher(annotations: Annotations) -> bool:
    """Whether a child route's matches are added to those of the rule that delegates to it."""
    return annotations.get(INHERIT_PARENT_MATCHER, "").lower() in ("true", "yes", "enabled")


def per_connection_buffer_limit(annotations: Annotations) -> int | None:
    """Bytes that each connection of a Gateway may buffer, a quantity in the annotation.

    The controller cuts the number to 32 bits.
    """
    text = annotations.get(PER_CONNECTION_BUFFER_LIMIT)
    if not text:
        return None
    from kgwctl.scalars.quantity import QuantityError, parse_quantity

    try:
        return parse_quantity(text).value() & 0xFFFFFFFF
    except QuantityError:
        return None


def disable_istio_auto_mtls(annotations: Annotations) -> bool | Invalid:
    """Whether a backend opts out of Istio's mutual TLS, or what is wrong with the annotation."""
    text = annotations.get(DISABLE_ISTIO_AUTO_MTLS)
    if text is None:
        return False
    try:
        return boolean(text)
    except ValueError:
        quoted = '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
        return Invalid(
            f"invalid annotation {DISABLE_ISTIO_AUTO_MTLS} value {quoted}: "
            f"strconv.ParseBool: parsing {quoted}: invalid syntax"
        )
