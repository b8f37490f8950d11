"""gateway_api.route"""

from typing import Annotated, Literal

from kgwctl.api.gateway_api.references import BackendObjectReference, ParentReference
from kgwctl.api.gateway_api.shared import Duration, GatewayDefaultScope, HTTPHeaderName
from kgwctl.api.markers import (
    Atomic,
    Default,
    ListMap,
    ListSet,
    Maximum,
    MaxItems,
    MaxLength,
    Minimum,
    MinLength,
    Pattern,
    constraints,
)
from kgwctl.api.meta import Int32, Spec
from kgwctl.api.rules import Has, Holds, Is, Not, Ordered, SamePresence, UniqueBy, either, not_both

CookieLifetimeType = Literal["Permanent", "Session"]
SessionPersistenceType = Literal["Cookie", "Header"]


PERMANENT_COOKIE_EXPIRES = Holds(
    either(
        Not(Has("cookieConfig.lifetimeType")),
        Not(Is("cookieConfig.lifetimeType", ("Permanent",))),
        Has("absoluteTimeout"),
    ),
    message="a permanent cookie needs an absoluteTimeout",
)
_PARENT = ("group", "kind", "name", "namespace")
SECTION_OR_PORT_OF_REPEATED_PARENT = SamePresence(keys=_PARENT, fields=("sectionName", "port"))
UNIQUE_PARENTS = UniqueBy((*_PARENT, "sectionName", "port"), empty_is_absent=True)


class CommonRouteSpec(Spec):
    """CommonRouteSpec."""

    parent_refs: Annotated[
        tuple[ParentReference, ...] | None, MaxItems(32), Atomic(), SECTION_OR_PORT_OF_REPEATED_PARENT, UNIQUE_PARENTS
    ] = None
    use_default_gateways: GatewayDefaultScope | None = None


class HTTPHeader(Spec):
    """HTTPHeader."""

    name: HTTPHeaderName
    value: Annotated[str, MinLength(1), MaxLength(4096), Pattern(r"^[!-~]+([\t ]?[!-~]+)*$")]


class HTTPHeaderFilter(Spec):
    """HTTPHeaderFilter."""

    set: Annotated[tuple[HTTPHeader, ...] | None, MaxItems(16), ListMap(("name",))] = None
    add: Annotated[tuple[HTTPHeader, ...] | None, MaxItems(16), ListMap(("name",))] = None
    remove: Annotated[tuple[str, ...] | None, MaxItems(16), ListSet()] = None


@constraints(Ordered("numerator", "denominator"))
class Fraction(Spec):
    """Fraction."""

    numerator: Annotated[Int32, Minimum(0)]
    denominator: Annotated[Int32 | None, Default(100), Minimum(1)] = None


@constraints(not_both("percent", "fraction"))
class HTTPRequestMirrorFilter(Spec):
    """HTTPRequestMirrorFilter."""

    backend_ref: BackendObjectReference
    percent: Annotated[Int32 | None, Minimum(0), Maximum(100)] = None
    fraction: Fraction | None = None


class CookieConfig(Spec):
    """CookieConfig."""

    lifetime_type: Annotated[CookieLifetimeType | None, Default("Session")] = None


@constraints(PERMANENT_COOKIE_EXPIRES)
class SessionPersistence(Spec):
    """SessionPersistence."""

    session_name: Annotated[str | None, MaxLength(128)] = None
    absolute_timeout: Duration | None = None
    idle_timeout: Duration | None = None
    type: Annotated[SessionPersistenceType | None, Default("Cookie")] = None
    cookie_config: CookieConfig | None = None
