"""HTTPRoute matches as Envoy route matches."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kgwctl.envoy.messages.generated.matcher import RegexMatcher, StringMatcher
from kgwctl.envoy.messages.generated.route import HeaderMatcher, QueryParameterMatcher, RouteMatch
from kgwctl.verdicts.delegated_matches import path_of

if TYPE_CHECKING:
    from kgwctl.api.gateway_api.http_route import HTTPHeaderMatch, HTTPQueryParamMatch, HTTPRouteMatch

#: Envoy takes a prefix for whole path segments only if it has no query or fragment and no slash at the end.
_SEPARABLE = re.compile(r"[^?#]+[^?#/]")
_RE2 = RegexMatcher.GoogleRE2()


def route_match(match: HTTPRouteMatch) -> RouteMatch:
    """The Envoy form of a match; conditions are joined by and."""
    made = RouteMatch()
    kind, path = path_of(match.path)
    if kind == "PathPrefix":
        if _SEPARABLE.fullmatch(path):
            made.path_separated_prefix = path
        else:
            made.prefix = path
    elif kind == "Exact":
        made.path = path
    elif kind == "RegularExpression":
        made.safe_regex = re2(path)
    if match.headers:
        made.headers = [_header(one) for one in match.headers]
    if match.method is not None:
        made.headers = [*made.headers, HeaderMatcher(name=":method", string_match=StringMatcher(exact=match.method))]
    if match.query_params:
        made.query_parameters = [_query_parameter(one) for one in match.query_params]
    return made


def re2(pattern: str) -> RegexMatcher:
    """A regular expression for Envoy's engine."""
    return RegexMatcher(google_re2=_RE2, regex=pattern)


def _header(match: HTTPHeaderMatch) -> HeaderMatcher:
    if not match.value:
        return HeaderMatcher(name=match.name, present_match=True)
    return HeaderMatcher(name=match.name, string_match=_text(match.type, match.value))


def _query_parameter(match: HTTPQueryParamMatch) -> QueryParameterMatcher:
    if not match.value:
        return QueryParameterMatcher(name=match.name, present_match=True)
    return QueryParameterMatcher(name=match.name, string_match=_text(match.type, match.value))


def _text(kind: str | None, value: str) -> StringMatcher:
    return StringMatcher(safe_regex=re2(value)) if kind == "RegularExpression" else StringMatcher(exact=value)
