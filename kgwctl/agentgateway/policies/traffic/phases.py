"""When a setting takes effect. Upstream sends the phase of three settings only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from kgwctl.agentgateway.policies.contract import Origin


def traffic_phase(origin: Origin) -> Literal["ROUTE", "GATEWAY"]:
    """Before the route is chosen, or after."""
    return "GATEWAY" if origin.phase == "PreRouting" else "ROUTE"
