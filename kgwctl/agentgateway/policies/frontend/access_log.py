"""``frontend.accessLog``: which requests are logged, with what attributes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kgwctl.agentgateway.policies.contract import Feature, Made, Origin, Part
from kgwctl.agentgateway.resources.generated.resource import FrontendPolicySpec

if TYPE_CHECKING:
    from kgwctl.agentgateway.environment import Environment
    from kgwctl.api.agentgateway.frontend import AccessLog


def translate(spec: AccessLog, _origin: Origin, _env: Environment) -> Made:
    """``plugins/frontend_policies.go:translateFrontendAccessLog@v2.2.0``."""
    logging = FrontendPolicySpec.Logging(filter=spec.filter)
    if spec.attributes is not None:
        added = spec.attributes.add or ()
        logging.fields = FrontendPolicySpec.Logging.Fields(
            remove=list(spec.attributes.remove or ()),
            add=[FrontendPolicySpec.Logging.Field(name=one.name, expression=one.expression) for one in added],
        )
    return Made((Part("frontend-logging", FrontendPolicySpec(logging=logging)),))


FEATURE = Feature(("accessLog",), translate)
