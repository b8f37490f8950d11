"""All TrafficPolicy features, in the order in which upstream compiles them (and so lists their errors).

A feature's module is imported when a policy sets its field, so that a run pays for what its input uses.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kgwctl.api.kgateway.traffic_policy.policy import TrafficPolicySpec
    from kgwctl.envoy.traffic_policy.contract import Feature


class Row(NamedTuple):
    """A feature's name, the attribute (or path of attributes) of ``TrafficPolicySpec`` that asks for it,
    and the module that has it."""

    name: str
    attribute: str
    module: str
    variable: str = "FEATURE"


FEATURES: tuple[Row, ...] = (
    Row("classicTransformation", "transformation", "classic_transformation"),
    Row("transformation", "transformation", "transformation"),
    Row("extProc", "ext_proc", "ext_proc"),
    Row("extAuth", "ext_auth", "ext_auth"),
    Row("rateLimit.local", "rate_limit.local", "local_rate_limit"),
    Row("rateLimit.global", "rate_limit.global_", "global_rate_limit"),
    Row("cors", "cors", "cors"),
    Row("csrf", "csrf", "csrf"),
    Row("compression", "compression", "compression", "RESPONSE"),
    Row("decompression", "compression", "compression", "REQUEST"),
    Row("headerModifiers", "header_modifiers", "header_modifiers"),
    Row("autoHostRewrite", "auto_host_rewrite", "auto_host_rewrite"),
    Row("buffer", "buffer", "buffer"),
    Row("timeouts", "timeouts", "timeouts"),
    Row("retry", "retry", "retry"),
    Row("rbac", "rbac", "rbac"),
    Row("apiKeyAuth", "api_key_auth", "api_key_auth"),
    Row("jwt", "jwt_auth", "jwt_auth"),
    Row("oauth2", "oauth2", "oauth2"),
    Row("urlRewrite", "url_rewrite", "url_rewrite"),
    Row("basicAuth", "basic_auth", "basic_auth"),
)

#: The order in which compiled forms are checked against Envoy's field rules; the first that fails is reported.
VALIDATION_ORDER: tuple[str, ...] = (
    "rateLimit.local",
    "rateLimit.global",
    "extAuth",
    "csrf",
    "cors",
    "headerModifiers",
    "basicAuth",
    "urlRewrite",
    "apiKeyAuth",
    "oauth2",
)

_ROWS = {row.name: row for row in FEATURES}


@cache
def feature(name: str) -> Feature[Any]:
    """The feature called ``name``."""
    row = _ROWS[name]
    found: Feature[Any] = getattr(import_module(f"kgwctl.envoy.traffic_policy.{row.module}"), row.variable)
    return found


def features_of(spec: TrafficPolicySpec) -> Iterator[Feature[Any]]:
    """The features that a policy may use, by the fields that it sets, in order."""
    for row in FEATURES:
        if _is_set(spec, row.attribute):
            yield feature(row.name)


def _is_set(spec: Any, attribute: str) -> bool:
    for step in attribute.split("."):
        spec = getattr(spec, step)
        if spec is None:
            return False
    return True
