"""What deploying a Gateway comes to: manifests, or the reason why there are none."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from kgwctl.diagnostics import FieldPath
    from kgwctl.objects.resource import ObjectKey

#: A Kubernetes object as JSON data.
Manifest = dict[str, Any]


class DeploymentRefused(Exception):
    """The controller deploys no proxy; the Gateway's ``Accepted`` condition is False with this text.

    ``blamed`` and ``path`` lead to the field that is at fault; without ``blamed`` it is one of the Gateway.
    ``cause`` is the innermost part of the text; ``missing`` the object that is not there, if that is it.
    """

    def __init__(
        self,
        message: str,
        path: FieldPath = (),
        blamed: ObjectKey | None = None,
        *,
        cause: str = "",
        missing: ObjectKey | None = None,
    ) -> None:
        super().__init__(message)
        self.path = path
        self.blamed = blamed
        self.cause = cause or message
        self.missing = missing

    def within(self, prefix: str) -> DeploymentRefused:
        """The same refusal, its text after ``prefix``."""
        return DeploymentRefused(f"{prefix}{self}", self.path, self.blamed, cause=self.cause, missing=self.missing)


class Port(NamedTuple):
    """A port of the proxy, the same on its Service and its container."""

    number: int
    node_port: int | None = None

    @property
    def name(self) -> str:
        """The port's name on the Service and the container."""
        return f"listener-{self.number}"


class Identity(NamedTuple):
    """The names and labels that all objects of one proxy share.

    ``annotations`` and ``labels`` are those of the Gateway's ``infrastructure``.
    """

    name: str
    namespace: str
    class_name: str
    version: str
    annotations: dict[str, str]
    labels: dict[str, str]
