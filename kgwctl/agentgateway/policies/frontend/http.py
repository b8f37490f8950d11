"""``frontend.http``: limits, windows and timeouts of client connections."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kgwctl.agentgateway.policies.contract import Feature, Made, Origin, Part
from kgwctl.agentgateway.resources.generated.resource import FrontendPolicySpec
from kgwctl.golang.forms import optional_duration

if TYPE_CHECKING:
    from kgwctl.agentgateway.environment import Environment
    from kgwctl.api.agentgateway.frontend import FrontendHTTP


def translate(spec: FrontendHTTP, _origin: Origin, _env: Environment) -> Made:
    """``plugins/frontend_policies.go:translateFrontendHTTP@v2.2.0``."""
    http = FrontendPolicySpec.HTTP(
        max_buffer_size=spec.max_buffer_size,
        http1_max_headers=spec.http1_max_headers,
        http1_idle_timeout=optional_duration(spec.http1_idle_timeout),
        http2_window_size=spec.http2_window_size,
        http2_connection_window_size=spec.http2_connection_window_size,
        http2_frame_size=spec.http2_frame_size,
        http2_keepalive_interval=optional_duration(spec.http2_keepalive_interval),
        http2_keepalive_timeout=optional_duration(spec.http2_keepalive_timeout),
    )
    return Made((Part("frontend-http", FrontendPolicySpec(http=http)),))


FEATURE = Feature(("http",), translate)
