"""What one setting of a BackendConfigPolicy offers.

A setting owns one field of ``BackendConfigPolicySpec``. It compiles the field once per policy, and puts
the result onto every cluster that the policy targets. A later policy on the same backend overwrites
what an earlier one has set.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from kgwctl.envoy.messages.generated.cluster import Cluster
    from kgwctl.objects.resource import ObjectKey
    from kgwctl.resolve.model import Backend
    from kgwctl.resolve.resolved import Resolved

Value = TypeVar("Value")
Form = TypeVar("Form")


class Unusable(Exception):
    """A field that is accepted and cannot be sent to Envoy: neither it nor the fields after it have an effect."""


class Setting(Generic[Value, Form]):
    """One setting. Stateless; a compiled form is shared by clusters, so nothing may change it."""

    def compile(self, value: Value, policy: ObjectKey, resolved: Resolved) -> Form:
        """The form of the field of ``policy``.

        Raises :class:`kgwctl.envoy.policy_engine.errors.SettingError`, :class:`Unusable`, and what reading
        durations and quantities raises.
        """
        raise NotImplementedError(type(self).__name__)

    def apply(self, form: Form, cluster: Cluster, backend: Backend) -> None:
        """Put a form onto the cluster of ``backend``."""
        raise NotImplementedError(type(self).__name__)
