"""``backend.http``: the version of HTTP and how long a backend may take."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kgwctl.agentgateway.policies.contract import Feature, Made, Origin, Part
from kgwctl.agentgateway.resources.generated.resource import BackendPolicySpec
from kgwctl.golang.forms import optional_duration

if TYPE_CHECKING:
    from kgwctl.agentgateway.environment import Environment
    from kgwctl.api.agentgateway.connection import BackendHTTP


def translate(spec: BackendHTTP, _origin: Origin, _env: Environment) -> Made:
    """``plugins/backend_policies.go:translateBackendHTTP@v2.2.0``."""
    http = BackendPolicySpec.BackendHTTP(request_timeout=optional_duration(spec.request_timeout))
    if spec.version is not None:
        http.version = spec.version
    return Made((Part("backend-http", BackendPolicySpec(backend_http=http), bare=True),))


FEATURE = Feature(("http",), translate)
