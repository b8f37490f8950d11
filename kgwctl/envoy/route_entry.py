"""One match of one rule of an HTTPRoute, ready to become an Envoy route."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kgwctl.api.gateway_api.http_route import HTTPRouteMatch
    from kgwctl.resolve.model import HttpBackend, HttpRoute, HttpRouteRule, ParentRef


class RouteEntry:
    """A rule and one of its matches, at one place of a delegation tree.

    ``match`` is the effective match (delegation may have merged the parent's into it).
    ``parent_ref`` is what led here: the Gateway or ListenerSet, or the delegating HTTPRoute.
    ``delegating_parent`` is the entry of the rule that delegated here. ``backends`` has no
    delegations, ``delegates`` says whether the rule has some. ``replacement_error`` tells why they lead
    nowhere: the route is then replaced, without being refused in its status.
    """

    __slots__ = (
        "backends",
        "delegates",
        "delegating_parent",
        "match",
        "match_index",
        "name",
        "parent_ref",
        "replacement_error",
        "route",
        "rule",
    )

    def __init__(
        self,
        route: HttpRoute,
        rule: HttpRouteRule,
        match: HTTPRouteMatch,
        match_index: int,
        parent_ref: ParentRef,
        delegating_parent: RouteEntry | None,
    ) -> None:
        self.route = route
        self.rule = rule
        self.match = match
        self.match_index = match_index
        self.parent_ref = parent_ref
        self.delegating_parent = delegating_parent
        self.backends: tuple[HttpBackend, ...] = rule.backends
        self.delegates = False
        self.name = ""
        self.replacement_error = ""
