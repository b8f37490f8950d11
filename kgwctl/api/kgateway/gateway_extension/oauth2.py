"""An OAuth2 or OpenID provider."""

from typing import Annotated, Literal

import msgspec

from kgwctl.api.core.env import LocalObjectReference
from kgwctl.api.field_rules import Has, Holds, both, either
from kgwctl.api.gateway_api.references import BackendRef
from kgwctl.api.kgateway.shared import HTTPHeaderMatch
from kgwctl.api.markers import Default, MaxItems, MaxLength, MinItems, MinLength, Pattern, constraints
from kgwctl.api.meta import Spec

#: An https address without query or fragment.
HttpsUri = Annotated[
    str,
    Pattern(
        r"^https://([a-zA-Z0-9]([a-zA-Z0-9\-]{0,61}[a-zA-Z0-9])?\.)*[a-zA-Z0-9]("
        r"[a-zA-Z0-9\-]{0,61}[a-zA-Z0-9])?(:[0-9]{1,5})?(/[a-zA-Z0-9\-._~!$&'()*+,;=:@%]*)*/?(\?"
        r"[a-zA-Z0-9\-._~!$&'()*+,;=:@%/?]*)?$"
    ),
]
#: When browsers send a cookie along from other sites.
OAuth2CookieSameSite = Literal["Lax", "Strict", "None"]


class OAuth2Credentials(Spec):
    """How the proxy identifies itself to the provider."""

    client_id: Annotated[str, MinLength(1)] = msgspec.field(name="clientID")
    """Client id that the provider gave out."""
    client_secret_ref: LocalObjectReference
    """A Secret with the client secret under ``client-secret``."""


class OAuth2CookieNames(Spec):
    """Names of the cookies that hold tokens."""

    access_token: Annotated[str | None, MinLength(1)] = None
    """Cookie with the access token."""
    id_token: Annotated[str | None, MinLength(1)] = None
    """Cookie with the ID token."""


class OAuth2CookieConfig(Spec):
    """How tokens are kept in cookies."""

    domain: Annotated[
        str | None,
        MinLength(1),
        MaxLength(253),
        Pattern(r"^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9]))*$"),
    ] = None
    """Domain of the cookies; absent means the request's host alone."""
    names: OAuth2CookieNames | None = None
    """Names of the cookies."""
    same_site: OAuth2CookieSameSite | None = None
    """SameSite attribute of the cookies."""


class OAuth2DenyRedirectMatcher(Spec):
    """Requests that get 401 instead of a redirect to the login page."""

    headers: Annotated[tuple[HTTPHeaderMatch, ...] | None, MinItems(1), MaxItems(16)] = None
    """Conditions on headers, all of which must hold."""


@constraints(Holds(either(Has("issuerURI"), both(Has("authorizationEndpoint"), Has("tokenEndpoint")))))
class OAuth2Provider(Spec):
    """Where users log in, and how the login is kept."""

    backend_ref: BackendRef
    """The provider, as a backend to fetch tokens from."""
    authorization_endpoint: HttpsUri | None = None
    """Where users are sent to log in."""
    token_endpoint: HttpsUri | None = None
    """Where codes are exchanged for tokens."""
    redirect_uri: str | None = msgspec.field(name="redirectURI", default=None)
    """Where the provider sends users back to; ``/oauth2/redirect`` of the request's host if absent."""
    logout_path: Annotated[str | None, Default("/logout"), MinLength(1)] = None
    """Path that ends the login."""
    forward_access_token: bool | None = None
    """Hand the access token on to the backend."""
    scopes: tuple[str, ...] | None = None
    """What to ask the provider for; ``user`` if absent."""
    credentials: OAuth2Credentials
    """How the proxy identifies itself."""
    issuer_uri: Annotated[
        str | None,
        Pattern(
            r"^https://([a-zA-Z0-9]([a-zA-Z0-9\-]{0,61}[a-zA-Z0-9])?\.)*[a-zA-Z0-9]("
            r"[a-zA-Z0-9\-]{0,61}[a-zA-Z0-9])?(:[0-9]{1,5})?(/[a-zA-Z0-9\-._~!$&'()*+,;=:@%]*)*/?$"
        ),
    ] = msgspec.field(name="issuerURI", default=None)
    """Where to discover the endpoints that aren't given."""
    end_session_endpoint: HttpsUri | None = None
    """Where users are sent when they log out, to end the provider's session, too."""
    cookies: OAuth2CookieConfig | None = None
    """How tokens are kept."""
    deny_redirect: OAuth2DenyRedirectMatcher | None = None
    """Requests that get 401 instead of a redirect."""
