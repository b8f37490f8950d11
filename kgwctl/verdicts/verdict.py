"""One decision of a controller about one object."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from kgwctl.resolve.reasons import Reason

if TYPE_CHECKING:
    from kgwctl.diagnostics import FieldPath
    from kgwctl.objects.resource import ObjectKey, Resource
    from kgwctl.resolve.model import ParentRef


class Refused(Reason, frozen=True):
    """An object, or a part of one, that the controller does not accept.

    ``message`` is the controller's text, ``sentence`` the same for a person. ``missing`` is what was looked for in
    vain. ``hint`` says what to do where
    the sentence does not.
    """

    message: str
    sentence: str
    missing: ObjectKey | None = None
    hint: str = ""

    @property
    def text(self) -> str:
        """The error as kgateway prints it."""
        return self.message


class NothingServed(Reason, frozen=True):
    """A TCP or TLS listener on a port where no listener has a route with backends."""

    listener: str

    @property
    def text(self) -> str:
        """The error as kgateway prints it."""
        return "TCP/TLS listener has no valid backends or routes"


class Verdict(NamedTuple):
    """Something that a controller has against an object.

    ``reason`` is a value that statuses word as the controller does and rules word for a person; ``path`` is the
    field of ``subject`` to blame; ``parent`` is the parent or ancestor that it concerns, if it is only one.
    """

    reason: Reason
    subject: Resource[Any]
    path: FieldPath
    parent: ParentRef | None = None
