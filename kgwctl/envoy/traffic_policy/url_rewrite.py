"""``spec.urlRewrite``: the path is rewritten by a regular expression."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from kgwctl.envoy.messages.generated.matcher import RegexMatchAndSubstitute, RegexMatcher
from kgwctl.envoy.policy_engine.contract import Compiled
from kgwctl.envoy.traffic_policy.contract import Feature
from kgwctl.re2.regex import PatternError, compile_pattern

if TYPE_CHECKING:
    from kgwctl.api.kgateway.traffic_policy.policy import TrafficPolicy
    from kgwctl.envoy.messages.generated.route import Route
    from kgwctl.envoy.policy_engine.contract import CompileEnv
    from kgwctl.objects.resource import Resource


class UrlRewrite(msgspec.Struct, frozen=True):
    """``regex`` is ``None`` for an empty ``urlRewrite``, which still overrides a wider policy's."""

    regex: RegexMatchAndSubstitute | None


class UrlRewriteFeature(Feature[UrlRewrite]):
    """Path rewriting."""

    name = "urlRewrite"
    fields = ("urlRewrite",)

    def compile(self, policy: Resource[TrafficPolicy], env: CompileEnv) -> Compiled | None:
        """The pattern and its substitution."""
        spec = policy.object.spec.url_rewrite
        if spec is None:
            return None
        if spec.path_regex is None:
            return Compiled(UrlRewrite(None))
        pattern = RegexMatcher(regex=spec.path_regex.pattern)
        return Compiled(UrlRewrite(RegexMatchAndSubstitute(pattern=pattern, substitution=spec.path_regex.substitution)))

    def validate(self, ir: UrlRewrite) -> str | None:
        """The pattern must be one that RE2 compiles."""
        if ir.regex is None or ir.regex.pattern is None:
            return None
        try:
            compile_pattern(ir.regex.pattern.regex)
        except PatternError as error:
            return f"invalid regex pattern: error parsing regexp: {error}"
        return None

    def apply_route(self, ir: UrlRewrite, route: Route) -> None:
        """Yields to a path rewrite of the HTTPRoute's own."""
        action = route.route
        assert action is not None
        if ir.regex is not None and action.regex_rewrite is None and not action.prefix_rewrite:
            action.regex_rewrite = ir.regex


FEATURE = UrlRewriteFeature()
