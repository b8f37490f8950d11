"""``frontend.tcp``: probes on idle client connections."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kgwctl.agentgateway.policies.contract import Feature, Made, Origin, Part
from kgwctl.agentgateway.policies.keepalives import keepalives
from kgwctl.agentgateway.resources.generated.resource import FrontendPolicySpec

if TYPE_CHECKING:
    from kgwctl.agentgateway.environment import Environment
    from kgwctl.api.agentgateway.frontend import FrontendTCP


def translate(spec: FrontendTCP, _origin: Origin, _env: Environment) -> Made:
    """``plugins/frontend_policies.go:translateFrontendTCP@v2.2.0``."""
    tcp = FrontendPolicySpec.TCP(keepalives=None if spec.keepalive is None else keepalives(spec.keepalive))
    return Made((Part("frontend-tcp", FrontendPolicySpec(tcp=tcp)),))


FEATURE = Feature(("tcp",), translate)
