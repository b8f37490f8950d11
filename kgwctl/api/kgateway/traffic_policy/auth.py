"""kgateway.traffic_policy.auth"""

from typing import Annotated

from kgwctl.api.gateway_api.references import SecretObjectReference
from kgwctl.api.gateway_api.shared import Namespace, ObjectName
from kgwctl.api.kgateway.ext_services import ExtAuthBufferSettings
from kgwctl.api.kgateway.shared import NamespacedObjectReference, PolicyDisable
from kgwctl.api.markers import Default, MaxItems, MaxLength, MinItems, MinLength, constraints
from kgwctl.api.meta import Spec
from kgwctl.api.rules import at_least_one_of, exactly_one_of


@constraints(exactly_one_of("extensionRef", "disable"))
class ExtAuthPolicy(Spec):
    """ExtAuthPolicy."""

    extension_ref: NamespacedObjectReference | None = None
    with_request_body: ExtAuthBufferSettings | None = None
    context_extensions: dict[str, str] | None = None
    disable: PolicyDisable | None = None


@constraints(exactly_one_of("extensionRef", "disable"))
class JWTAuth(Spec):
    """JWTAuth."""

    extension_ref: NamespacedObjectReference | None = None
    disable: PolicyDisable | None = None


class SecretReference(Spec):
    """SecretReference."""

    name: ObjectName
    namespace: Namespace | None = None
    key: Annotated[str | None, Default(".htpasswd"), MinLength(1)] = None


@constraints(exactly_one_of("users", "secretRef", "disable"))
class BasicAuthPolicy(Spec):
    """BasicAuthPolicy."""

    users: Annotated[tuple[str, ...] | None, MinItems(1), MaxItems(256)] = None
    secret_ref: SecretReference | None = None
    disable: PolicyDisable | None = None


@constraints(at_least_one_of("header", "query", "cookie"))
class APIKeySource(Spec):
    """APIKeySource."""

    header: Annotated[str | None, MinLength(1), MaxLength(256)] = None
    query: Annotated[str | None, MinLength(1), MaxLength(256)] = None
    cookie: Annotated[str | None, MinLength(1), MaxLength(256)] = None


class SecretLabelSelector(Spec):
    """SecretLabelSelector."""

    match_labels: dict[str, str]


@constraints(exactly_one_of("secretRef", "secretSelector", "disable"))
class APIKeyAuth(Spec):
    """APIKeyAuth."""

    key_sources: Annotated[tuple[APIKeySource, ...] | None, MinItems(0), MaxItems(16)] = None
    forward_credential: bool | None = None
    client_id_header: str | None = None
    secret_ref: SecretObjectReference | None = None
    secret_selector: SecretLabelSelector | None = None
    disable: PolicyDisable | None = None


class OAuth2Policy(Spec):
    """OAuth2Policy."""

    extension_ref: NamespacedObjectReference
