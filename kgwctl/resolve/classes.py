"""GatewayClasses: which controller a Gateway belongs to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kgwctl.resolve.kinds import AGENTGATEWAY_CONTROLLER, ENVOY_CONTROLLER, GATEWAY_GROUP

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kgwctl.objects.object_set import ObjectSet
    from kgwctl.settings import Settings

#: Classes that the controllers create themselves.
BUILT_IN: Mapping[str, str] = {
    "kgateway": ENVOY_CONTROLLER,
    "kgateway-waypoint": ENVOY_CONTROLLER,
    "agentgateway": AGENTGATEWAY_CONTROLLER,
}


def controllers(objects: ObjectSet, settings: Settings, extra: Mapping[str, str]) -> dict[str, str]:
    """Controller of each GatewayClass that is ours, by class name.

    GatewayClasses of the input win over ``extra`` and the built-in ones. A data plane that the
    settings switch off has no classes.
    """
    found = {**BUILT_IN, **extra}
    for gateway_class in objects.of(GATEWAY_GROUP, "GatewayClass"):
        found[gateway_class.name] = gateway_class.object.spec.controller_name
    ours = set()
    if settings.enable_envoy:
        ours.add(ENVOY_CONTROLLER)
    if settings.enable_agentgateway:
        ours.add(AGENTGATEWAY_CONTROLLER)
    return {name: controller for name, controller in found.items() if controller in ours}
