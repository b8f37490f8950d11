"""All TrafficPolicy features, in the order in which upstream compiles them (and so lists their errors)."""

from __future__ import annotations

from typing import Any

from kgwctl.envoy.features import (
    api_key_auth,
    auto_host_rewrite,
    basic_auth,
    buffer,
    classic_transformation,
    compression,
    cors,
    csrf,
    header_modifiers,
    local_rate_limit,
    retry,
    timeouts,
    transformation,
    url_rewrite,
)
from kgwctl.envoy.features.contract import Feature

FEATURES: tuple[Feature[Any], ...] = (
    classic_transformation.FEATURE,
    transformation.FEATURE,
    local_rate_limit.FEATURE,
    cors.FEATURE,
    csrf.FEATURE,
    *compression.FEATURES,
    header_modifiers.FEATURE,
    auto_host_rewrite.FEATURE,
    buffer.FEATURE,
    timeouts.FEATURE,
    retry.FEATURE,
    api_key_auth.FEATURE,
    url_rewrite.FEATURE,
    basic_auth.FEATURE,
)

#: The order in which compiled forms are checked against Envoy's field rules; the first that fails is reported.
VALIDATION_ORDER: tuple[str, ...] = (
    "rateLimit.local",
    "csrf",
    "cors",
    "headerModifiers",
    "basicAuth",
    "urlRewrite",
    "apiKeyAuth",
)
