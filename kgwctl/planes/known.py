"""All planes, and which of them a controller is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kgwctl.planes.agentgateway import AGENTGATEWAY
from kgwctl.planes.envoy import ENVOY

if TYPE_CHECKING:
    from kgwctl.planes.plane import Plane

#: Every plane, the one that is taken where nothing says which first.
PLANES: tuple[Plane, ...] = (ENVOY, AGENTGATEWAY)


def plane_of(controller: str) -> Plane | None:
    """The plane that a GatewayClass's ``controllerName`` stands for; ``None`` if it is not one of ours."""
    return next((plane for plane in PLANES if plane.controller == controller), None)
