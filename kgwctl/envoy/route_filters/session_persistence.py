"""``rules[].sessionPersistence`` (experimental channel): Envoy's stateful sessions."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from kgwctl.envoy.messages.generated.core import TypedExtensionConfig
from kgwctl.envoy.messages.generated.filters.stateful_session import (
    CookieBasedSessionState,
    HeaderBasedSessionState,
    StatefulSession,
    StatefulSessionPerRoute,
)
from kgwctl.envoy.messages.generated.types import Cookie
from kgwctl.envoy.messages.message import Message, pack
from kgwctl.envoy.policy_engine.filter_stages import Stage, StagedFilter, dormant_filter
from kgwctl.envoy.route_filters.timeouts import readable_duration

if TYPE_CHECKING:
    from kgwctl.api.gateway_api.route import SessionPersistence
    from kgwctl.envoy.messages.generated.route import Route
    from kgwctl.envoy.policy_engine.merging import Strategy

FILTER = "envoy.filters.http.stateful_session"
#: Without it in the chain, what routes configure has no effect.
CHAIN_FILTER = dormant_filter(FILTER, StatefulSession(), Stage.ACCEPTED)

_YEAR = f"{365 * 24 * 3600}s"
#: What neither a cookie's name (RFC 2616, section 2.2) nor a header's (RFC 7230, section 3.2.6) may hold.
_NOT_TOKEN = re.compile(r"[^!#-'*+\-.0-9A-Z^_`a-z|~]")


class Session(NamedTuple):
    """The per-route configuration of a rule's session persistence, packed."""

    config: StatefulSessionPerRoute

    def apply(self, route: Route, strategy: Strategy) -> StagedFilter | None:
        """Configure the route, where nothing closer does."""
        if not strategy.settable(route.typed_per_filter_config.get(FILTER)):
            return None
        route.typed_per_filter_config = {**route.typed_per_filter_config, FILTER: self.config}
        return CHAIN_FILTER


def session_persistence(spec: SessionPersistence) -> Session | None:
    """Compile a rule's session persistence; ``None`` for a kind of session that there is not."""
    kind = spec.type or "Cookie"
    if kind == "Cookie":
        state: Message = CookieBasedSessionState(cookie=_cookie(spec))
    elif kind == "Header":
        state = HeaderBasedSessionState(name=_header_name(spec.session_name))
    else:
        return None
    extension = TypedExtensionConfig(name=f"envoy.http.stateful_session.{kind.lower()}", typed_config=pack(state))
    return Session(pack(StatefulSessionPerRoute(stateful_session=StatefulSession(session_state=extension))))


def _cookie(spec: SessionPersistence) -> Cookie:
    ttl = readable_duration(spec.absolute_timeout)
    lifetime = spec.cookie_config.lifetime_type if spec.cookie_config is not None else None
    if lifetime == "Session":
        ttl = None
    elif lifetime == "Permanent" and ttl is None:
        ttl = _YEAR
    return Cookie(name=_cookie_name(spec.session_name), ttl=ttl)


def _cookie_name(name: str | None) -> str:
    if name is None:
        return "sessionPersistence"
    return _NOT_TOKEN.sub("_", name) or "cookie"


def _header_name(name: str | None) -> str:
    if name is None:
        return "x-session-persistence"
    return _NOT_TOKEN.sub("-", name) or "header"
