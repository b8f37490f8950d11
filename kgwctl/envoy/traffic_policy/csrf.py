"""``spec.csrf``: state-changing requests from foreign origins are refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kgwctl.envoy.messages.generated.core import RuntimeFractionalPercent
from kgwctl.envoy.messages.generated.filters.csrf import CsrfPolicy
from kgwctl.envoy.messages.generated.matcher import RegexMatcher, StringMatcher
from kgwctl.envoy.messages.generated.types import FractionalPercent
from kgwctl.envoy.messages.message import pack
from kgwctl.envoy.policy_engine.contract import Compiled
from kgwctl.envoy.policy_engine.filter_stages import Stage, dormant_filter
from kgwctl.envoy.policy_engine.violations import embedded, violation
from kgwctl.envoy.traffic_policy.contract import Feature, Scope

if TYPE_CHECKING:
    from kgwctl.api.kgateway.shared import StringMatcher as StringMatcherSpec
    from kgwctl.api.kgateway.traffic_policy.policy import TrafficPolicy
    from kgwctl.envoy.policy_engine.contract import CompileEnv
    from kgwctl.objects.resource import Resource

FILTER = "envoy.filters.http.csrf"


class CsrfFeature(Feature[CsrfPolicy]):
    """CSRF protection, enforced or only counted for a share of the requests."""

    name = "csrf"
    fields = ("csrf",)

    def compile(self, policy: Resource[TrafficPolicy], env: CompileEnv) -> Compiled | None:
        """The filter's per-route configuration."""
        spec = policy.object.spec.csrf
        if spec is None:
            return None
        compiled = CsrfPolicy(
            filter_enabled=_percent(spec.percentage_enabled or 0, "envoy.csrf.filter_enabled"),
            additional_origins=[_matcher(origin) for origin in spec.additional_origins or ()],
        )
        if spec.percentage_shadowed is not None:
            compiled.shadow_enabled = _percent(spec.percentage_shadowed, "envoy.csrf.shadow_enabled")
        return Compiled(pack(compiled))

    def validate(self, ir: CsrfPolicy) -> str | None:
        """Envoy wants no additional origin to match nothing."""
        for index, matcher in enumerate(ir.additional_origins):
            broken = embedded("CsrfPolicy", f"AdditionalOrigins[{index}]", _matcher_violation(matcher))
            if broken:
                return broken
        return None

    def configure(self, ir: CsrfPolicy, scope: Scope) -> None:
        """The policy on the scope, a filter that is off in the chain."""
        scope.typed_per_filter_config[FILTER] = ir
        off = CsrfPolicy(filter_enabled=RuntimeFractionalPercent(default_value=FractionalPercent()))
        scope.require(dormant_filter(FILTER, off, Stage.ROUTE))


def _percent(percentage: int, runtime_key: str) -> RuntimeFractionalPercent:
    return RuntimeFractionalPercent(default_value=FractionalPercent(numerator=percentage), runtime_key=runtime_key)


def _matcher(spec: StringMatcherSpec) -> StringMatcher:
    """Envoy's matcher; an origin that says nothing to match is empty, whatever else it says, as upstream has it."""
    matcher = StringMatcher(ignore_case=bool(spec.ignore_case))
    if spec.exact is not None:
        matcher.exact = spec.exact
    elif spec.prefix is not None:
        matcher.prefix = spec.prefix
    elif spec.suffix is not None:
        matcher.suffix = spec.suffix
    elif spec.contains is not None:
        matcher.contains = spec.contains
    elif spec.safe_regex is not None:
        matcher.safe_regex = RegexMatcher(regex=spec.safe_regex)
    else:
        return StringMatcher()
    return matcher


def _matcher_violation(matcher: StringMatcher) -> str | None:
    too_short = "value length must be at least 1 runes"
    for field, value in (("Prefix", matcher.prefix), ("Suffix", matcher.suffix), ("Contains", matcher.contains)):
        if value == "":
            return violation("StringMatcher", field, too_short)
    if matcher.safe_regex is not None and not matcher.safe_regex.regex:
        return embedded("StringMatcher", "SafeRegex", violation("RegexMatcher", "Regex", too_short))
    return None


FEATURE = CsrfFeature()
