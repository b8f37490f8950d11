"""gateway_api.route"""

from __future__ import annotations

from typing import Annotated, Literal

from kgwctl.api.gateway_api.references import BackendObjectReference
from kgwctl.api.gateway_api.shared import Duration, HTTPHeaderName
from kgwctl.api.markers import Default, ListMap, ListSet, Maximum, MaxItems, MaxLength, Minimum, MinLength, Pattern
from kgwctl.api.meta import Int32, Spec

CookieLifetimeType = Literal["Permanent", "Session"]
SessionPersistenceType = Literal["Cookie", "Header"]


class HTTPHeader(Spec):
    """HTTPHeader."""

    name: HTTPHeaderName
    value: Annotated[str, MinLength(1), MaxLength(4096), Pattern(r"^[!-~]+([\t ]?[!-~]+)*$")]


class HTTPHeaderFilter(Spec):
    """HTTPHeaderFilter."""

    set: Annotated[tuple[HTTPHeader, ...] | None, MaxItems(16), ListMap(("name",))] = None
    add: Annotated[tuple[HTTPHeader, ...] | None, MaxItems(16), ListMap(("name",))] = None
    remove: Annotated[tuple[str, ...] | None, MaxItems(16), ListSet()] = None


class Fraction(Spec):
    """Fraction."""

    numerator: Annotated[Int32, Minimum(0)]
    denominator: Annotated[Int32 | None, Default(100), Minimum(1)] = None


class HTTPRequestMirrorFilter(Spec):
    """HTTPRequestMirrorFilter."""

    backend_ref: BackendObjectReference
    percent: Annotated[Int32 | None, Minimum(0), Maximum(100)] = None
    fraction: Fraction | None = None


class CookieConfig(Spec):
    """CookieConfig."""

    lifetime_type: Annotated[CookieLifetimeType | None, Default("Session")] = None


class SessionPersistence(Spec):
    """SessionPersistence."""

    session_name: Annotated[str | None, MaxLength(128)] = None
    absolute_timeout: Duration | None = None
    idle_timeout: Duration | None = None
    type: Annotated[SessionPersistenceType | None, Default("Cookie")] = None
    cookie_config: CookieConfig | None = None
