"""What one HTTP setting of a listener policy offers.

A setting owns one field of ``HTTPSettings``. It compiles the field once per policy, and puts the result
onto every connection manager that the policy applies to. Among several policies the one of highest
precedence that has a field gives all of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from kgwctl.envoy.messages.generated.hcm import HttpConnectionManager
    from kgwctl.envoy.policy_engine.contract import Placement
    from kgwctl.objects.resource import ObjectKey
    from kgwctl.resolve.resolved import Resolved

Value = TypeVar("Value")
Form = TypeVar("Form")


class HttpSetting(Generic[Value, Form]):
    """One setting. Stateless; a compiled form is shared by connection managers, so nothing may change it."""

    def compile(self, value: Value, policy: ObjectKey, resolved: Resolved) -> Form | None:
        """The form of the field of ``policy``; ``None`` where it says nothing, so that another policy may.

        Raises :class:`kgwctl.envoy.policy_engine.errors.SettingError`, and what reading durations raises.
        """
        raise NotImplementedError(type(self).__name__)

    def apply(self, form: Form, manager: HttpConnectionManager, placement: Placement) -> None:
        """Put a form onto a connection manager."""
        raise NotImplementedError(type(self).__name__)
