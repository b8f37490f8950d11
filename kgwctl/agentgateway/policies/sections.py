"""The features of each section, in the order in which upstream sends their settings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kgwctl.agentgateway.policies.backend import ai, auth, mcp_authentication, mcp_authorization
from kgwctl.agentgateway.policies.backend import http as backend_http
from kgwctl.agentgateway.policies.backend import tcp as backend_tcp
from kgwctl.agentgateway.policies.backend import tls as backend_tls
from kgwctl.agentgateway.policies.contract import Ignored, Made, section_made
from kgwctl.agentgateway.policies.frontend import access_log, http, tcp, tls, tracing
from kgwctl.agentgateway.policies.traffic import (
    api_key_authentication,
    authorization,
    basic_authentication,
    cors,
    csrf,
    direct_response,
    ext_auth,
    ext_proc,
    global_rate_limit,
    header_modifiers,
    host_rewrite,
    jwt_authentication,
    local_rate_limit,
    retry,
    timeouts,
    transformation,
)

if TYPE_CHECKING:
    from kgwctl.agentgateway.environment import Environment
    from kgwctl.agentgateway.policies.contract import Feature, Origin

#: ``plugins/frontend_policies.go:translateFrontendPolicyToAgw@v2.2.0``.
FRONTEND: tuple[Feature, ...] = (http.FEATURE, tls.FEATURE, tcp.FEATURE, access_log.FEATURE, tracing.FEATURE)
#: ``plugins/traffic_plugin.go:translateTrafficPolicyToAgw@v2.2.0``.
TRAFFIC: tuple[Feature, ...] = (
    ext_auth.FEATURE,
    ext_proc.FEATURE,
    authorization.FEATURE,
    local_rate_limit.FEATURE,
    global_rate_limit.FEATURE,
    transformation.FEATURE,
    csrf.FEATURE,
    cors.FEATURE,
    header_modifiers.FEATURE,
    host_rewrite.FEATURE,
    timeouts.FEATURE,
    retry.FEATURE,
    direct_response.FEATURE,
    jwt_authentication.FEATURE,
    api_key_authentication.FEATURE,
    basic_authentication.FEATURE,
)
#: ``plugins/backend_policies.go:translateBackendPolicyToAgw@v2.2.0``.
BACKEND: tuple[Feature, ...] = (
    backend_http.FEATURE,
    backend_tls.FEATURE,
    backend_tcp.FEATURE,
    mcp_authorization.FEATURE,
    mcp_authentication.FEATURE,
    ai.FEATURE,
    auth.FEATURE,
)
#: Settings that PreRouting allows and whose phase is not sent.
_ALWAYS_AFTER_ROUTING = (
    jwt_authentication.FEATURE,
    basic_authentication.FEATURE,
    api_key_authentication.FEATURE,
    direct_response.FEATURE,
)


def frontend_section(spec: Any, origin: Origin, env: Environment) -> Made:
    """What ``spec.frontend`` is translated to; paths begin below it."""
    return section_made(FRONTEND, spec, origin, env)


def traffic_section(spec: Any, origin: Origin, env: Environment) -> Made:
    """What ``spec.traffic`` is translated to; paths begin below it."""
    made = section_made(TRAFFIC, spec, origin, env)
    if origin.phase != "PreRouting":
        return made
    late = [feature.path for feature in _ALWAYS_AFTER_ROUTING if feature.value_in(spec) is not None]
    why = "this takes effect after routing in spite of the phase PreRouting"
    return made._replace(ignored=(*made.ignored, *(Ignored(why, path) for path in late)))


def backend_section(spec: Any, origin: Origin, env: Environment) -> Made:
    """What ``spec.backend``, or the ``policies`` of a backend, are translated to; paths begin below it."""
    return section_made(BACKEND, spec, origin, env)
