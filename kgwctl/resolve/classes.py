"""GatewayClasses: which plane a Gateway belongs to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kgwctl.api.kinds import GATEWAY_CLASS
from kgwctl.planes.known import PLANES, plane_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kgwctl.objects.object_set import ObjectSet
    from kgwctl.planes.plane import Plane
    from kgwctl.settings import Settings

#: Classes that the controllers create themselves.
BUILT_IN: Mapping[str, str] = {name: plane.controller for plane in PLANES for name in plane.classes}


def planes_by_class(objects: ObjectSet, settings: Settings, extra: Mapping[str, str]) -> dict[str, Plane]:
    """The plane of each GatewayClass that is ours, by class name.

    GatewayClasses of the input win over ``extra`` (class name and controller) and the built-in ones. A plane
    that the settings switch off has no classes.
    """
    controllers = {**BUILT_IN, **extra}
    for gateway_class in objects.of(GATEWAY_CLASS):
        controllers[gateway_class.name] = gateway_class.object.spec.controller_name
    planes = {name: plane_of(controller) for name, controller in controllers.items()}
    return {name: plane for name, plane in planes.items() if plane is not None and getattr(settings, plane.setting)}
