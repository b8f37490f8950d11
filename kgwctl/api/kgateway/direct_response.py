"""DirectResponse: an answer by the proxy itself."""

from typing import Annotated

from kgwctl.api.markers import Maximum, MaxLength, Minimum, MinLength
from kgwctl.api.meta import Int32, KubernetesObject, Spec


class DirectResponseSpec(Spec):
    """The answer."""

    status: Annotated[Int32, Minimum(200), Maximum(599)]
    """HTTP status."""
    body: Annotated[str | None, MinLength(1), MaxLength(4096)] = None
    """Body of the answer; empty if absent."""


class DirectResponseStatus(Spec):
    """Nothing is reported yet."""


class DirectResponse(KubernetesObject):
    """An answer that a route can give as an ExtensionRef filter."""

    spec: DirectResponseSpec
    status: DirectResponseStatus | None = None
