"""Typed reasons for everything resolution could not do.

One fact, three views: ``status`` words a reason as the controller does, ``lint`` words it for a
person with a fix, renderers act on it. Reasons are values; they carry what was looked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from kgwctl.api.kinds import HOSTNAME

if TYPE_CHECKING:
    from kgwctl.objects.resource import ObjectKey


class Reason(msgspec.Struct, frozen=True, tag=True):
    """Base of all reasons. ``text`` is the controller's own wording, as it stands in status messages."""

    @property
    def text(self) -> str:
        """The error as kgateway prints it."""
        raise NotImplementedError(type(self).__name__)


class Invalid(Reason, frozen=True):
    """Something that cannot be read; ``message`` is the controller's text."""

    message: str

    @property
    def text(self) -> str:
        """The error as kgateway prints it."""
        return self.message


# References.


class MissingReferenceGrant(Reason, frozen=True):
    """A cross-namespace reference that no ReferenceGrant in the target's namespace allows."""

    origin: ObjectKey
    target: ObjectKey

    @property
    def text(self) -> str:
        """The error as kgateway prints it."""
        return "missing reference grant"


class SecretNotPermitted(MissingReferenceGrant, frozen=True):
    """The same for a Secret, where the controller tells what was referred to."""

    @property
    def text(self) -> str:
        """The error as kgateway prints it."""
        return f"cannot reference secret {self.target.namespace}/{self.target.name} : missing reference grant"


class NotFound(Reason, frozen=True):
    """A reference to an object that is not among the inputs."""

    target: ObjectKey

    @property
    def text(self) -> str:
        """The error as kgateway prints it."""
        return f"{self.target.kind} {self.target.namespace}/{self.target.name} not found"


class UnknownBackendKind(Reason, frozen=True):
    """A backendRef to a kind that no backend source provides."""

    target: ObjectKey

    @property
    def text(self) -> str:
        """The error as kgateway prints it."""
        return "unknown backend kind"


class UnknownSecretKind(Reason, frozen=True):
    """A secret reference to a kind other than Secret."""

    target: ObjectKey

    @property
    def text(self) -> str:
        """The error as kgateway prints it."""
        return f"internal error looking up secret {self.target.namespace}/{self.target.name}"


class BackendPortNotAllowed(Reason, frozen=True):
    """A backendRef to a kgateway Backend that also names a port."""

    name: str

    @property
    def text(self) -> str:
        """The error as kgateway prints it."""
        return (
            f'BackendRef to "{self.name}" includes a port. Do not specify a port when referencing '
            "a Backend resource, as it defines its own port configuration"
        )


class ExtensionRefProblem(Reason, frozen=True):
    """A filter of type ExtensionRef that leads nowhere. ``filter_index`` is its place in the list it stands in."""

    target: ObjectKey
    filter_index: int = 0


class PolicyNotFound(ExtensionRefProblem, frozen=True):
    """An ExtensionRef filter that names a policy which is not among the inputs."""

    @property
    def text(self) -> str:
        """The error as kgateway prints it."""
        return f"{'/'.join(self.target)}: policy not found"


class ExtensionRefUnsupported(ExtensionRefProblem, frozen=True):
    """An ExtensionRef filter where the plane takes none."""

    @property
    def text(self) -> str:
        """The error as kgateway prints it."""
        return f"unsupported ExtensionRef: {self.target.group}/{self.target.kind}"


class BackendPortRequired(Reason, frozen=True):
    """A reference without port to a backend that needs one."""

    target: ObjectKey

    @property
    def text(self) -> str:
        """The error as kgateway prints it."""
        suffix = " for Hostname kind" if self.target[:2] == HOSTNAME else ""
        return f"port is required in backendRef{suffix}"


class BackendNameIsHostname(Reason, frozen=True):
    """A reference to a Service or InferencePool whose name has a dot, as no object's name here may."""

    target: ObjectKey

    @property
    def text(self) -> str:
        """The error as kgateway prints it."""
        return "service name invalid; the name of the Service must be used, not the hostname."


class BackendNamespaceNotAllowed(Reason, frozen=True):
    """A reference to a Hostname that also names a namespace, which hostnames have none of."""

    target: ObjectKey

    @property
    def text(self) -> str:
        """The error as kgateway prints it."""
        return "namespace may not be set with Hostname type"


# Delegation between HTTPRoutes.


class UnresolvedReference(Reason, frozen=True):
    """A delegation that leads to no route."""

    target: ObjectKey

    @property
    def text(self) -> str:
        """The error as kgateway prints it."""
        return f"{'/'.join(self.target)}: unresolved reference"


class NoRouteUnderMatch(UnresolvedReference, frozen=True):
    """A delegation whose routes are there, and none of them applies under the match; ``path`` is the match's."""

    path: str = "/"


class ChildHostnames(Reason, frozen=True):
    """A route that is delegated to and has hostnames of its own."""

    @property
    def text(self) -> str:
        """The error as kgateway prints it."""
        return "spec.hostnames must be unset on a delegatee route as they are inherited from the parent route"


class CyclicReference(Reason, frozen=True):
    """A delegation that leads back to a route which is already on the way; ``child`` is that route."""

    target: ObjectKey
    parent: ObjectKey
    child: ObjectKey

    @property
    def text(self) -> str:
        """The error as kgateway prints it."""
        child, parent = self.child.namespaced_name, self.parent.namespaced_name
        return (
            f"{'/'.join(self.target)}: ignoring child route {child} for parent {parent}: "
            "cyclic reference detected while evaluating delegated routes"
        )


class DelegationTooLarge(Reason, frozen=True):
    """A delegation below which too much hangs to be followed. The controller has no such limit."""

    target: ObjectKey

    @property
    def text(self) -> str:
        """The error in the controller's manner."""
        return f"{'/'.join(self.target)}: delegation leads to too many routes"


# Listeners and listener sets.


class UnsupportedProtocol(Reason, frozen=True):
    """A listener of a protocol that is not served."""

    protocol: str

    @property
    def text(self) -> str:
        """The error as kgateway prints it."""
        return f"Protocol {self.protocol} is unsupported."


class InvalidRouteKinds(Reason, frozen=True):
    """``allowedRoutes.kinds`` that the listener's protocol cannot carry."""

    kinds: tuple[str, ...]

    @property
    def text(self) -> str:
        """The error as kgateway prints it."""
        return f"Found invalid route kinds: [{', '.join(self.kinds)}]"


class PortRequired(Reason, frozen=True):
    """A listener without port, of a protocol that has no usual one."""

    protocol: str

    @property
    def text(self) -> str:
        """The error as kgateway prints it."""
        return f"protocol {self.protocol} requires a port to be set"


class PortReserved(Reason, frozen=True):
    """A listener on a port that the proxy itself uses."""

    port: int

    @property
    def text(self) -> str:
        """The error as kgateway prints it."""
        return f"invalid port {self.port} in listener: port is reserved"


class ProtocolConflict(Reason, frozen=True):
    """A listener on a port where one of higher precedence has another protocol; ``winner`` is its name."""

    winner: str

    @property
    def text(self) -> str:
        """The error as kgateway prints it."""
        return (
            "Found conflicting protocols on listeners, a single port can only contain listeners "
            "with compatible protocols"
        )


class HostnameConflict(Reason, frozen=True):
    """A listener on a port where one of higher precedence has the hostname; ``winner`` is its name."""

    winner: str

    @property
    def text(self) -> str:
        """The error as kgateway prints it."""
        return "Found conflicting hostnames on listeners, all listeners on a single port must have unique hostnames"


class ListenerSetsNotEnabled(Reason, frozen=True):
    """A ListenerSet whose Gateway has no ``allowedListeners``."""

    @property
    def text(self) -> str:
        """The error as kgateway prints it."""
        return "Unable to attach to parent, gateway has not enabled allowedListeners"


class ListenerSetNotAllowed(Reason, frozen=True):
    """A ListenerSet in a namespace that its Gateway's ``allowedListeners`` leaves out."""

    @property
    def text(self) -> str:
        """The error as kgateway prints it."""
        return "Attachment not allowed"
