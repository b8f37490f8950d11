"""Typed reasons for everything resolution could not do.

One fact, three views: ``status`` words a reason as the controller does, ``lint`` words it for a
person with a fix, renderers act on it. Reasons are values; they carry what was looked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from kgwctl.objects.resource import ObjectKey


class Reason(msgspec.Struct, frozen=True, tag=True):
    """Base of all reasons. ``text`` is the controller's own wording of the error."""

    @property
    def text(self) -> str:
        """The error as kgateway prints it inside status messages."""
        raise NotImplementedError(type(self).__name__)


class MissingReferenceGrant(Reason, frozen=True):
    """A cross-namespace reference that no ReferenceGrant in the target's namespace allows."""

    origin: ObjectKey
    target: ObjectKey

    @property
    def text(self) -> str:
        """The error as kgateway prints it inside status messages."""
        return "missing reference grant"


class UnknownBackendKind(Reason, frozen=True):
    """A backendRef to a kind that no backend source provides."""

    target: ObjectKey

    @property
    def text(self) -> str:
        """The error as kgateway prints it inside status messages."""
        return "unknown backend kind"


class NotFound(Reason, frozen=True):
    """A reference to an object that is not among the inputs."""

    target: ObjectKey

    @property
    def text(self) -> str:
        """The error as kgateway prints it inside status messages."""
        return f"{self.target.kind} {self.target.namespace}/{self.target.name} not found"


class BackendPortNotAllowed(Reason, frozen=True):
    """A backendRef to a kgateway Backend that also names a port."""

    name: str

    @property
    def text(self) -> str:
        """The error as kgateway prints it inside status messages."""
        return (
            f'BackendRef to "{self.name}" includes a port. Do not specify a port when referencing '
            "a Backend resource, as it defines its own port configuration"
        )


class PolicyNotFound(Reason, frozen=True):
    """An ExtensionRef filter that names a policy which is not among the inputs."""

    target: ObjectKey

    @property
    def text(self) -> str:
        """The error as kgateway prints it inside status messages."""
        key = self.target
        return f"{key.group}/{key.kind}/{key.namespace}/{key.name}: policy not found"
