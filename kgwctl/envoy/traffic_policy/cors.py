"""``spec.cors``: cross-origin requests. The built-in HTTPRoute filter shares :func:`cors_policy`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Protocol

import msgspec

from kgwctl.envoy.messages.generated.core import RuntimeFractionalPercent
from kgwctl.envoy.messages.generated.filters.cors import Cors, CorsPolicy
from kgwctl.envoy.messages.generated.matcher import RegexMatcher, StringMatcher
from kgwctl.envoy.messages.generated.types import FractionalPercent
from kgwctl.envoy.messages.message import pack
from kgwctl.envoy.policy_engine.contract import Compiled
from kgwctl.envoy.policy_engine.filter_stages import Stage, dormant_filter
from kgwctl.envoy.traffic_policy.contract import Feature, Scope

if TYPE_CHECKING:
    from kgwctl.api.kgateway.traffic_policy.policy import TrafficPolicy
    from kgwctl.envoy.policy_engine.contract import CompileEnv
    from kgwctl.objects.resource import Resource

FILTER = "envoy.filters.http.cors"


class CorsSpec(Protocol):
    """The fields that HTTPRoute's CORS filter and TrafficPolicy's ``cors`` have in common."""

    @property
    def allow_origins(self) -> tuple[str, ...] | None: ...  # noqa: D102
    @property
    def allow_credentials(self) -> bool | None: ...  # noqa: D102
    @property
    def allow_methods(self) -> tuple[str, ...] | None: ...  # noqa: D102
    @property
    def allow_headers(self) -> tuple[str, ...] | None: ...  # noqa: D102
    @property
    def expose_headers(self) -> tuple[str, ...] | None: ...  # noqa: D102
    @property
    def max_age(self) -> int | None: ...  # noqa: D102


class CrossOrigin(msgspec.Struct, frozen=True):
    """``policy`` is ``None`` for an empty ``cors``, which still overrides a wider policy's."""

    policy: CorsPolicy | None


class CorsFeature(Feature[CrossOrigin]):
    """CORS."""

    name = "cors"
    fields = ("cors",)

    def compile(self, policy: Resource[TrafficPolicy], env: CompileEnv) -> Compiled | None:
        """The filter's per-route configuration."""
        spec = policy.object.spec.cors
        if spec is None:
            return None
        if spec.disable is not None:
            never = RuntimeFractionalPercent(default_value=FractionalPercent(), runtime_key="envoy.cors.filter_enabled")
            return Compiled(CrossOrigin(pack(CorsPolicy(filter_enabled=never))))
        # Only without the CRD's default of maxAge.
        empty = spec == type(spec)()
        return Compiled(CrossOrigin(None if empty else pack(cors_policy(spec))))

    def configure(self, ir: CrossOrigin, scope: Scope) -> None:
        """The policy on the scope, the filter in the chain."""
        if ir.policy is None:
            return
        scope.typed_per_filter_config[FILTER] = ir.policy
        scope.require(dormant_filter(FILTER, Cors(), Stage.CORS))


def cors_policy(spec: CorsSpec) -> CorsPolicy:
    """Envoy's form of a CORS specification (Gateway API ``HTTPCORSFilter``)."""
    policy = CorsPolicy(
        allow_origin_string_match=[origin_matcher(origin) for origin in spec.allow_origins or ()],
        allow_methods=", ".join(spec.allow_methods or ()),
        allow_headers=", ".join(spec.allow_headers or ()),
        expose_headers=", ".join(spec.expose_headers or ()),
        max_age=str(spec.max_age) if spec.max_age else "",
    )
    if spec.allow_credentials:
        policy.allow_credentials = True
    return policy


def origin_matcher(origin: str) -> StringMatcher:
    """A matcher for one allowed origin, in which ``*`` stands for any text.

    A lone ``*`` cannot be a prefix (Envoy refuses an empty one), so it is a regular expression.
    """
    if "*" not in origin:
        return StringMatcher(exact=origin)
    if origin.index("*") == len(origin) - 1 and origin != "*":
        return StringMatcher(prefix=origin[:-1])
    pattern = ".*".join(_quote_meta(part) for part in origin.split("*"))
    return StringMatcher(safe_regex=RegexMatcher(regex=f"^{pattern}$"))


def _quote_meta(text: str) -> str:
    """Go's ``regexp.QuoteMeta``, which escapes less than Python's ``re.escape``."""
    return re.sub(r"([\\.+*?()|\[\]{}^$])", r"\\\1", text)


FEATURE = CorsFeature()
