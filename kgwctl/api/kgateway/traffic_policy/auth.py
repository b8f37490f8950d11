"""Authentication and authorization in a TrafficPolicy."""

from typing import Annotated

from kgwctl.api.field_rules import at_least_one_of, exactly_one_of
from kgwctl.api.gateway_api.references import SecretObjectReference
from kgwctl.api.gateway_api.shared import Namespace, ObjectName
from kgwctl.api.kgateway.ext_services import ExtAuthBufferSettings
from kgwctl.api.kgateway.shared import NamespacedObjectReference, PolicyDisable
from kgwctl.api.markers import Default, MaxItems, MaxLength, MinItems, MinLength, constraints
from kgwctl.api.meta import Spec


@constraints(exactly_one_of("extensionRef", "disable"))
class ExtAuthPolicy(Spec):
    """Authorization by a service outside."""

    extension_ref: NamespacedObjectReference | None = None
    """The GatewayExtension that describes the service."""
    with_request_body: ExtAuthBufferSettings | None = None
    """How much of the body goes along."""
    context_extensions: dict[str, str] | None = None
    """Extra values for the service, for requests of this target."""
    disable: PolicyDisable | None = None
    """Turns authorization off here."""


@constraints(exactly_one_of("extensionRef", "disable"))
class JWTAuth(Spec):
    """Authentication by JSON web tokens."""

    extension_ref: NamespacedObjectReference | None = None
    """The GatewayExtension that describes the token providers."""
    disable: PolicyDisable | None = None
    """Turns the check off here."""


class SecretReference(Spec):
    """One key of a Secret."""

    name: ObjectName
    """Name of the Secret."""
    namespace: Namespace | None = None
    """Where the Secret lives; a foreign namespace needs a ReferenceGrant."""
    key: Annotated[str | None, Default(".htpasswd"), MinLength(1)] = None
    """The key that holds the data."""


@constraints(exactly_one_of("users", "secretRef", "disable"))
class BasicAuthPolicy(Spec):
    """Authentication by user name and password."""

    users: Annotated[tuple[str, ...] | None, MinItems(1), MaxItems(256)] = None
    """Users in htpasswd format, with SHA-1 hashed passwords."""
    secret_ref: SecretReference | None = None
    """A Secret with users in htpasswd format."""
    disable: PolicyDisable | None = None
    """Turns the check off here."""


@constraints(at_least_one_of("header", "query", "cookie"))
class APIKeySource(Spec):
    """Where a request may carry its API key; the header is tried first, then query, then cookie."""

    header: Annotated[str | None, MinLength(1), MaxLength(256)] = None
    """Name of a header."""
    query: Annotated[str | None, MinLength(1), MaxLength(256)] = None
    """Name of a query parameter."""
    cookie: Annotated[str | None, MinLength(1), MaxLength(256)] = None
    """Name of a cookie."""


class SecretLabelSelector(Spec):
    """Secrets with certain labels."""

    match_labels: dict[str, str]
    """Labels that a Secret must have, all of them."""


@constraints(exactly_one_of("secretRef", "secretSelector", "disable"))
class APIKeyAuth(Spec):
    """Authentication by API keys."""

    key_sources: Annotated[tuple[APIKeySource, ...] | None, MinItems(0), MaxItems(16)] = None
    """Where to look for the key, in this order; the header ``api-key`` if absent."""
    forward_credential: bool | None = None
    """Let the key go on to the backend instead of taking it out."""
    client_id_header: str | None = None
    """Header that tells the backend which client the key belongs to."""
    secret_ref: SecretObjectReference | None = None
    """A Secret with the keys: client names and their keys."""
    secret_selector: SecretLabelSelector | None = None
    """Secrets with the keys, by label."""
    disable: PolicyDisable | None = None
    """Turns the check off here."""


class OAuth2Policy(Spec):
    """Login through an OAuth2 or OpenID provider."""

    extension_ref: NamespacedObjectReference
    """The GatewayExtension that describes the provider."""
