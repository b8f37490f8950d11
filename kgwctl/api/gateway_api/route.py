"""What routes of different protocols have in common."""

from typing import Annotated, Literal

from kgwctl.api.field_rules import Has, Holds, Is, Not, Ordered, SamePresence, UniqueBy, either, not_both
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

#: Whether a cookie outlives the browser session.
CookieLifetimeType = Literal["Permanent", "Session"]
#: What carries the session.
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
    """What every route says: where it attaches."""

    parent_refs: Annotated[
        tuple[ParentReference, ...] | None, MaxItems(32), Atomic(), SECTION_OR_PORT_OF_REPEATED_PARENT, UNIQUE_PARENTS
    ] = None
    """The Gateways, listeners or other parents to attach to."""
    use_default_gateways: GatewayDefaultScope | None = None
    """Attach to the default Gateways of this scope, too."""


class HTTPHeader(Spec):
    """A header and the value to give it."""

    name: HTTPHeaderName
    """Name of the header; letter case doesn't count."""
    value: Annotated[str, MinLength(1), MaxLength(4096), Pattern(r"^[!-~]+([\t ]?[!-~]+)*$")]
    """The value."""


class HTTPHeaderFilter(Spec):
    """Changes to the headers of a request or response."""

    set: Annotated[tuple[HTTPHeader, ...] | None, MaxItems(16), ListMap(("name",))] = None
    """Headers to overwrite, or to add if they are missing."""
    add: Annotated[tuple[HTTPHeader, ...] | None, MaxItems(16), ListMap(("name",))] = None
    """Values to append to headers, or headers to add."""
    remove: Annotated[tuple[str, ...] | None, MaxItems(16), ListSet()] = None
    """Names of headers to take out."""


@constraints(Ordered("numerator", "denominator"))
class Fraction(Spec):
    """A share of traffic."""

    numerator: Annotated[Int32, Minimum(0)]
    """How many of ``denominator``."""
    denominator: Annotated[Int32 | None, Default(100), Minimum(1)] = None
    """Out of how many."""


@constraints(not_both("percent", "fraction"))
class HTTPRequestMirrorFilter(Spec):
    """Copies of requests for another backend, whose answers are dropped."""

    backend_ref: BackendObjectReference
    """The backend that gets the copies."""
    percent: Annotated[Int32 | None, Minimum(0), Maximum(100)] = None
    """Share of requests to copy, in percent; absent (and no fraction) means all."""
    fraction: Fraction | None = None
    """Share of requests to copy, more precisely than percent."""


class CookieConfig(Spec):
    """How long a session cookie lives."""

    lifetime_type: Annotated[CookieLifetimeType | None, Default("Session")] = None
    """Until the browser closes, or until the session's absolute timeout."""


@constraints(PERMANENT_COOKIE_EXPIRES)
class SessionPersistence(Spec):
    """How a client is kept at the same endpoint."""

    session_name: Annotated[str | None, MaxLength(128)] = None
    """Name of the cookie or header that carries the session."""
    absolute_timeout: Duration | None = None
    """Time after which a session ends, used or not."""
    idle_timeout: Duration | None = None
    """Time without requests after which a session ends."""
    type: Annotated[SessionPersistenceType | None, Default("Cookie")] = None
    """Carry the session in a cookie or in a header."""
    cookie_config: CookieConfig | None = None
    """Details of the cookie."""
