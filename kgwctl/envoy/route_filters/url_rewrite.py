"""The URLRewrite filter: host, full path, or matched prefix."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from kgwctl.envoy.messages.generated.matcher import RegexMatchAndSubstitute, RegexMatcher

if TYPE_CHECKING:
    from kgwctl.api.gateway_api.http_filters import HTTPURLRewriteFilter
    from kgwctl.envoy.messages.generated.route import Route, RouteAction
    from kgwctl.envoy.policy_engine.contract import RouteContext
    from kgwctl.envoy.policy_engine.merging import Strategy


class UrlRewrite(NamedTuple):
    """What to replace; empty text for what stays."""

    hostname: str | None
    full_path: str
    prefix: str

    def apply(self, route: Route, strategy: Strategy, _context: RouteContext) -> None:
        """Rewrite, where nothing closer does. Routes without backends are left alone."""
        action = route.route
        if action is None:
            return
        if self.hostname is not None and strategy.settable(_host_rewrite(action)):
            action.auto_host_rewrite = action.host_rewrite_header = action.host_rewrite_path_regex = None
            action.host_rewrite_literal = self.hostname
        if self.full_path and _path_settable(action, strategy):
            action.regex_rewrite = _substitute(".*", self.full_path)
        if self.prefix and _path_settable(action, strategy):
            self._rewrite_prefix(route, action)

    def _rewrite_prefix(self, route: Route, action: RouteAction) -> None:
        """Envoy takes only one of the two rewrites, so the other is cleared.

        A prefix replaced by ``/`` must not leave a double slash, which only an expression can say.
        """
        match = route.match
        path = match and (match.prefix or match.path or match.path_separated_prefix)
        if path and self.prefix == "/":
            action.prefix_rewrite = ""
            action.regex_rewrite = _substitute(f"^{path}\\/*", "/")
        else:
            action.regex_rewrite = None
            action.prefix_rewrite = self.prefix


def url_rewrite(spec: HTTPURLRewriteFilter) -> UrlRewrite:
    """Compile a URLRewrite."""
    full_path = prefix = ""
    if spec.path is not None:
        if spec.path.type == "ReplaceFullPath":
            full_path = "/" if spec.path.replace_full_path is None else spec.path.replace_full_path
        elif spec.path.type == "ReplacePrefixMatch":
            prefix = "/" if spec.path.replace_prefix_match is None else spec.path.replace_prefix_match
    return UrlRewrite(spec.hostname, full_path, prefix)


def _host_rewrite(action: RouteAction) -> object:
    """Whatever rewrites the host already, or ``None``."""
    rewrites = (
        action.host_rewrite_literal,
        action.auto_host_rewrite,
        action.host_rewrite_header,
        action.host_rewrite_path_regex,
    )
    return next((rewrite for rewrite in rewrites if rewrite is not None), None)


def _path_settable(action: RouteAction, strategy: Strategy) -> bool:
    return strategy.settable(action.regex_rewrite) and strategy.settable(action.prefix_rewrite)


def _substitute(pattern: str, substitution: str) -> RegexMatchAndSubstitute:
    return RegexMatchAndSubstitute(pattern=RegexMatcher(regex=pattern), substitution=substitution)
