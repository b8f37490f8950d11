"""The filters of HTTPRoutes."""

from typing import Annotated, Literal

from kgwctl.api.field_rules import (
    AloneInList,
    AtMostOneElement,
    Holds,
    Is,
    Not,
    allowed_for,
    both,
    needed_for,
    only_when,
    required_when,
    some,
)
from kgwctl.api.gateway_api.references import BackendObjectReference, LocalObjectReference
from kgwctl.api.gateway_api.route import HTTPHeaderFilter, HTTPRequestMirrorFilter
from kgwctl.api.gateway_api.shared import CORSOrigin, HTTPHeaderName, HTTPMethodWithWildcard, PreciseHostname
from kgwctl.api.markers import (
    Atomic,
    Default,
    Enum,
    ListSet,
    Maximum,
    MaxItems,
    MaxLength,
    Minimum,
    Pattern,
    constraints,
)
from kgwctl.api.meta import Int32, Spec

#: What part of the path is replaced.
HTTPPathModifierType = Literal["ReplaceFullPath", "ReplacePrefixMatch"]
#: How an authorization server is spoken to.
HTTPRouteExternalAuthProtocol = Literal["HTTP", "GRPC"]
#: Which filter it is.
HTTPRouteFilterType = Literal[
    "RequestHeaderModifier",
    "ResponseHeaderModifier",
    "RequestMirror",
    "RequestRedirect",
    "URLRewrite",
    "ExtensionRef",
    "CORS",
    "ExternalAuth",
]


NOT_REDIRECT_AND_REWRITE = Holds(
    Not(both(some("", Is("type", ("RequestRedirect",))), some("", Is("type", ("URLRewrite",))))),
    message="a request can be redirected or rewritten, not both",
)


@constraints(
    required_when("replaceFullPath", "type", "ReplaceFullPath"),
    only_when("replaceFullPath", "type", "ReplaceFullPath"),
    required_when("replacePrefixMatch", "type", "ReplacePrefixMatch"),
    only_when("replacePrefixMatch", "type", "ReplacePrefixMatch"),
)
class HTTPPathModifier(Spec):
    """A new path for a request."""

    type: HTTPPathModifierType
    """Replace the whole path, or only the prefix that matched."""
    replace_full_path: Annotated[str | None, MaxLength(1024)] = None
    """The path to put in place of the whole one."""
    replace_prefix_match: Annotated[str | None, MaxLength(1024)] = None
    """What to put in place of the matched prefix."""


class HTTPRequestRedirectFilter(Spec):
    """An answer that sends the client elsewhere."""

    scheme: Literal["http", "https"] | None = None
    """Scheme of the new location; absent keeps the request's."""
    hostname: PreciseHostname | None = None
    """Host of the new location; absent keeps the request's."""
    path: HTTPPathModifier | None = None
    """Path of the new location; absent keeps the request's."""
    port: Annotated[Int32 | None, Minimum(1), Maximum(65535)] = None
    """Port of the new location; absent derives it from scheme or listener."""
    status_code: Annotated[
        int | None,
        Default(302),
        Enum(
            (
                301,
                302,
                303,
                307,
                308,
            )
        ),
    ] = None
    """Status of the answer."""


class HTTPURLRewriteFilter(Spec):
    """Changes to a request's host and path on its way to the backend."""

    hostname: PreciseHostname | None = None
    """Host to send instead of the client's."""
    path: HTTPPathModifier | None = None
    """Path to send instead of the client's."""


class HTTPCORSFilter(Spec):
    """Answers to browsers that ask whether other sites may call."""

    allow_origins: Annotated[tuple[CORSOrigin, ...] | None, MaxItems(64), ListSet(), AloneInList("*")] = None
    """Origins that may call."""
    allow_credentials: bool | None = None
    """Whether calls may carry cookies or other credentials."""
    allow_methods: Annotated[tuple[HTTPMethodWithWildcard, ...] | None, MaxItems(9), ListSet(), AloneInList("*")] = None
    """Methods that may be used."""
    allow_headers: Annotated[tuple[HTTPHeaderName, ...] | None, MaxItems(64), ListSet()] = None
    """Request headers that may be sent."""
    expose_headers: Annotated[tuple[HTTPHeaderName, ...] | None, MaxItems(64), ListSet()] = None
    """Response headers that the calling script may read."""
    max_age: Annotated[Int32 | None, Default(5), Minimum(1)] = None
    """Seconds for which a browser may remember the answer."""


class GRPCAuthConfig(Spec):
    """What an authorization server gets over gRPC."""

    allowed_headers: Annotated[tuple[str, ...] | None, MaxItems(64), ListSet()] = None
    """Request headers to pass on; absent means all."""


class HTTPAuthConfig(Spec):
    """What an authorization server gets over HTTP, and what comes back."""

    path: Annotated[str | None, MaxLength(1024), Pattern("^(?:[-A-Za-z0-9/._~!$&'()*+,;=:@]|[%][0-9a-fA-F]{2})+$")] = (
        None
    )
    """Prefix put before the request's path when asking the server."""
    allowed_headers: Annotated[tuple[str, ...] | None, MaxItems(64), ListSet()] = None
    """Request headers to pass on, besides the standard ones."""
    allowed_response_headers: Annotated[tuple[str, ...] | None, MaxItems(64), ListSet()] = None
    """Headers of the server's answer to add to the request for the backend."""


class ForwardBodyConfig(Spec):
    """Whether the authorization server sees the body."""

    max_size: int | None = None
    """Bytes of the body to send along; 0 sends none."""


@constraints(
    required_when("grpc", "protocol", "GRPC"),
    only_when("grpc", "protocol", "GRPC"),
    required_when("http", "protocol", "HTTP"),
    only_when("http", "protocol", "HTTP"),
)
class HTTPExternalAuthFilter(Spec):
    """Authorization by a server outside."""

    protocol: HTTPRouteExternalAuthProtocol
    """How the server is spoken to."""
    backend_ref: BackendObjectReference
    """The authorization server."""
    grpc: GRPCAuthConfig | None = None
    """Details for protocol GRPC."""
    http: HTTPAuthConfig | None = None
    """Details for protocol HTTP."""
    forward_body: ForwardBodyConfig | None = None
    """How much of the body goes along."""


@constraints(
    allowed_for("requestHeaderModifier", "type", "RequestHeaderModifier"),
    needed_for("requestHeaderModifier", "type", "RequestHeaderModifier"),
    allowed_for("responseHeaderModifier", "type", "ResponseHeaderModifier"),
    needed_for("responseHeaderModifier", "type", "ResponseHeaderModifier"),
    allowed_for("requestMirror", "type", "RequestMirror"),
    needed_for("requestMirror", "type", "RequestMirror"),
    allowed_for("requestRedirect", "type", "RequestRedirect"),
    needed_for("requestRedirect", "type", "RequestRedirect"),
    allowed_for("urlRewrite", "type", "URLRewrite"),
    needed_for("urlRewrite", "type", "URLRewrite"),
    allowed_for("extensionRef", "type", "ExtensionRef"),
    needed_for("extensionRef", "type", "ExtensionRef"),
    allowed_for("cors", "type", "CORS"),
    needed_for("cors", "type", "CORS"),
    allowed_for("externalAuth", "type", "ExternalAuth"),
    needed_for("externalAuth", "type", "ExternalAuth"),
)
class HTTPRouteFilter(Spec):
    """One step in handling a request: ``type`` names it, the field of that name configures it."""

    type: HTTPRouteFilterType
    """Which filter this is."""
    request_header_modifier: HTTPHeaderFilter | None = None
    """Changes to the request's headers."""
    response_header_modifier: HTTPHeaderFilter | None = None
    """Changes to the response's headers."""
    request_mirror: HTTPRequestMirrorFilter | None = None
    """Copies for another backend; may occur several times."""
    request_redirect: HTTPRequestRedirectFilter | None = None
    """A redirect instead of a backend's answer."""
    url_rewrite: HTTPURLRewriteFilter | None = None
    """Changes to host and path."""
    cors: HTTPCORSFilter | None = None
    """CORS handling."""
    external_auth: HTTPExternalAuthFilter | None = None
    """Authorization by a server outside."""
    extension_ref: LocalObjectReference | None = None
    """An object of an implementation, in the route's namespace, that acts as filter."""


#: The filters of a rule or of one of its backends.
HTTPRouteFilters = Annotated[
    tuple[HTTPRouteFilter, ...],
    MaxItems(16),
    Atomic(),
    NOT_REDIRECT_AND_REWRITE,
    AtMostOneElement(Is("type", ("RequestHeaderModifier",))),
    AtMostOneElement(Is("type", ("ResponseHeaderModifier",))),
    AtMostOneElement(Is("type", ("RequestRedirect",))),
    AtMostOneElement(Is("type", ("URLRewrite",))),
]
