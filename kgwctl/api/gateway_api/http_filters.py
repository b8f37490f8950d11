"""gateway_api.http_filters"""

from typing import Annotated, Literal

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
from kgwctl.api.rules import (
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

HTTPPathModifierType = Literal["ReplaceFullPath", "ReplacePrefixMatch"]
HTTPRouteExternalAuthProtocol = Literal["HTTP", "GRPC"]
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
    """HTTPPathModifier."""

    type: HTTPPathModifierType
    replace_full_path: Annotated[str | None, MaxLength(1024)] = None
    replace_prefix_match: Annotated[str | None, MaxLength(1024)] = None


class HTTPRequestRedirectFilter(Spec):
    """HTTPRequestRedirectFilter."""

    scheme: Literal["http", "https"] | None = None
    hostname: PreciseHostname | None = None
    path: HTTPPathModifier | None = None
    port: Annotated[Int32 | None, Minimum(1), Maximum(65535)] = None
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


class HTTPURLRewriteFilter(Spec):
    """HTTPURLRewriteFilter."""

    hostname: PreciseHostname | None = None
    path: HTTPPathModifier | None = None


class HTTPCORSFilter(Spec):
    """HTTPCORSFilter."""

    allow_origins: Annotated[tuple[CORSOrigin, ...] | None, MaxItems(64), ListSet(), AloneInList("*")] = None
    allow_credentials: bool | None = None
    allow_methods: Annotated[tuple[HTTPMethodWithWildcard, ...] | None, MaxItems(9), ListSet(), AloneInList("*")] = None
    allow_headers: Annotated[tuple[HTTPHeaderName, ...] | None, MaxItems(64), ListSet()] = None
    expose_headers: Annotated[tuple[HTTPHeaderName, ...] | None, MaxItems(64), ListSet()] = None
    max_age: Annotated[Int32 | None, Default(5), Minimum(1)] = None


class GRPCAuthConfig(Spec):
    """GRPCAuthConfig."""

    allowed_headers: Annotated[tuple[str, ...] | None, MaxItems(64), ListSet()] = None


class HTTPAuthConfig(Spec):
    """HTTPAuthConfig."""

    path: Annotated[str | None, MaxLength(1024), Pattern("^(?:[-A-Za-z0-9/._~!$&'()*+,;=:@]|[%][0-9a-fA-F]{2})+$")] = (
        None
    )
    allowed_headers: Annotated[tuple[str, ...] | None, MaxItems(64), ListSet()] = None
    allowed_response_headers: Annotated[tuple[str, ...] | None, MaxItems(64), ListSet()] = None


class ForwardBodyConfig(Spec):
    """ForwardBodyConfig."""

    max_size: int | None = None


@constraints(
    required_when("grpc", "protocol", "GRPC"),
    only_when("grpc", "protocol", "GRPC"),
    required_when("http", "protocol", "HTTP"),
    only_when("http", "protocol", "HTTP"),
)
class HTTPExternalAuthFilter(Spec):
    """HTTPExternalAuthFilter."""

    protocol: HTTPRouteExternalAuthProtocol
    backend_ref: BackendObjectReference
    grpc: GRPCAuthConfig | None = None
    http: HTTPAuthConfig | None = None
    forward_body: ForwardBodyConfig | None = None


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
    """HTTPRouteFilter."""

    type: HTTPRouteFilterType
    request_header_modifier: HTTPHeaderFilter | None = None
    response_header_modifier: HTTPHeaderFilter | None = None
    request_mirror: HTTPRequestMirrorFilter | None = None
    request_redirect: HTTPRequestRedirectFilter | None = None
    url_rewrite: HTTPURLRewriteFilter | None = None
    cors: HTTPCORSFilter | None = None
    external_auth: HTTPExternalAuthFilter | None = None
    extension_ref: LocalObjectReference | None = None


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
