"""``backend.tcp``: accepted, and nothing comes of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kgwctl.agentgateway.policies.contract import Feature, Ignored, Made, Origin

if TYPE_CHECKING:
    from kgwctl.agentgateway.environment import Environment
    from kgwctl.api.agentgateway.connection import BackendTCP


def translate(_spec: BackendTCP, _origin: Origin, _env: Environment) -> Made:
    """``plugins/backend_policies.go:translateBackendTCP@v2.2.0``, which is still to be written."""
    return Made(ignored=(Ignored("agentgateway 2.2 does not read TCP settings of backends", hint="leave it out"),))


FEATURE = Feature(("tcp",), translate)
