"""kgateway.direct_response"""

from typing import Annotated

from kgwctl.api.markers import Maximum, MaxLength, Minimum, MinLength
from kgwctl.api.meta import Int32, KubernetesObject, Spec


class DirectResponseSpec(Spec):
    """DirectResponseSpec."""

    status: Annotated[Int32, Minimum(200), Maximum(599)]
    body: Annotated[str | None, MinLength(1), MaxLength(4096)] = None


class DirectResponseStatus(Spec):
    """DirectResponseStatus."""


class DirectResponse(KubernetesObject):
    """DirectResponse."""

    spec: DirectResponseSpec
    status: DirectResponseStatus | None = None
