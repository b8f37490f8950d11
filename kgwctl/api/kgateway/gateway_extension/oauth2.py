"""kgateway.gateway_extension.oauth2"""

from typing import Annotated, Literal

import msgspec

from kgwctl.api.core.env import LocalObjectReference
from kgwctl.api.gateway_api.references import BackendRef
from kgwctl.api.kgateway.shared import HTTPHeaderMatch
from kgwctl.api.markers import Default, MaxItems, MaxLength, MinItems, MinLength, Pattern, constraints
from kgwctl.api.meta import Spec
from kgwctl.api.rules import Has, Holds, both, either

HttpsUri = Annotated[
    str,
    Pattern(
        r"^https://([a-zA-Z0-9]([a-zA-Z0-9\-]{0,61}[a-zA-Z0-9])?\.)*[a-zA-Z0-9]([a-zA-Z0-9\-]{0,61"
        r"}[a-zA-Z0-9])?(:[0-9]{1,5})?(/[a-zA-Z0-9\-._~!$&'()*+,;=:@%]*)*/?(\?[a-zA-Z0-9\-._~!$&'("
        ")*+,;=:@%/?]*)?$"
    ),
]
OAuth2CookieSameSite = Literal["Lax", "Strict", "None"]


class OAuth2Credentials(Spec):
    """OAuth2Credentials."""

    client_id: Annotated[str, MinLength(1)] = msgspec.field(name="clientID")
    client_secret_ref: LocalObjectReference


class OAuth2CookieNames(Spec):
    """OAuth2CookieNames."""

    access_token: Annotated[str | None, MinLength(1)] = None
    id_token: Annotated[str | None, MinLength(1)] = None


class OAuth2CookieConfig(Spec):
    """OAuth2CookieConfig."""

    domain: Annotated[
        str | None,
        MinLength(1),
        MaxLength(253),
        Pattern(r"^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9]))*$"),
    ] = None
    names: OAuth2CookieNames | None = None
    same_site: OAuth2CookieSameSite | None = None


class OAuth2DenyRedirectMatcher(Spec):
    """OAuth2DenyRedirectMatcher."""

    headers: Annotated[tuple[HTTPHeaderMatch, ...] | None, MinItems(1), MaxItems(16)] = None


@constraints(Holds(either(Has("issuerURI"), both(Has("authorizationEndpoint"), Has("tokenEndpoint")))))
class OAuth2Provider(Spec):
    """OAuth2Provider."""

    backend_ref: BackendRef
    authorization_endpoint: HttpsUri | None = None
    token_endpoint: HttpsUri | None = None
    redirect_uri: str | None = msgspec.field(name="redirectURI", default=None)
    logout_path: Annotated[str | None, Default("/logout"), MinLength(1)] = None
    forward_access_token: bool | None = None
    scopes: tuple[str, ...] | None = None
    credentials: OAuth2Credentials
    issuer_uri: Annotated[
        str | None,
        Pattern(
            r"^https://([a-zA-Z0-9]([a-zA-Z0-9\-]{0,61}[a-zA-Z0-9])?\.)*[a-zA-Z0-9]([a-zA-Z0-9\-]{0,61"
            r"}[a-zA-Z0-9])?(:[0-9]{1,5})?(/[a-zA-Z0-9\-._~!$&'()*+,;=:@%]*)*/?$"
        ),
    ] = msgspec.field(name="issuerURI", default=None)
    end_session_endpoint: HttpsUri | None = None
    cookies: OAuth2CookieConfig | None = None
    deny_redirect: OAuth2DenyRedirectMatcher | None = None
