"""Connections to a backend: TCP, TLS, HTTP and credentials."""

from typing import Annotated, Literal

from kgwctl.api.core.env import LocalObjectReference
from kgwctl.api.field_rules import DurationBetween, Has, Implies, Is, Not, at_most_one_of, exactly_one_of
from kgwctl.api.markers import Atomic, Maximum, MaxItems, MaxLength, Minimum, MinItems, MinLength, Pattern, constraints
from kgwctl.api.meta import GoDuration, Int32, Spec
from kgwctl.api.patterns import DNS_NAME

#: Version of HTTP.
HTTPVersion = Literal["HTTP1", "HTTP2"]
#: What is not verified.
InsecureTLSMode = Literal["All", "Hostname"]


class Keepalive(Spec):
    """Probes on idle connections."""

    retries: Annotated[Int32 | None, Minimum(1), Maximum(64)] = None
    """Unanswered probes after which a connection is dead."""
    time: Annotated[GoDuration | None, DurationBetween(least="1s")] = None
    """Idle time before the first probe."""
    interval: Annotated[GoDuration | None, DurationBetween(least="1s")] = None
    """Time between probes."""


class BackendTCP(Spec):
    """TCP settings."""

    keepalive: Keepalive | None = None
    """Probes on idle connections."""
    connect_timeout: Annotated[GoDuration | None, DurationBetween(least="100ms")] = None
    """Time limit for opening a connection."""


@constraints(
    Implies(Is("insecureSkipVerify", ("All",)), Not(Has("caCertificateRefs"))),
    Implies(Has("insecureSkipVerify"), Not(Has("verifySubjectAltNames"))),
    at_most_one_of("insecureSkipVerify", "verifySubjectAltNames"),
)
class BackendTLS(Spec):
    """TLS settings."""

    mtls_certificate_ref: Annotated[tuple[LocalObjectReference, ...] | None, MaxItems(1), Atomic()] = None
    """A Secret with the client certificate and key, and perhaps ``ca.cert``."""
    ca_certificate_refs: Annotated[tuple[LocalObjectReference, ...] | None, MaxItems(1), Atomic()] = None
    """ConfigMaps with the CA certificates to trust; the system's if absent."""
    insecure_skip_verify: InsecureTLSMode | None = None
    """Leave out verification altogether, or of the host name only."""
    sni: Annotated[str | None, MinLength(1), MaxLength(253), Pattern("^" + DNS_NAME + "$")] = None
    """Server name to ask for."""
    verify_subject_alt_names: Annotated[
        tuple[Annotated[str, MinLength(1), MaxLength(256)], ...] | None, MinItems(1), MaxItems(16)
    ] = None
    """Names of which the backend's certificate must have one."""
    alpn_protocols: Annotated[
        tuple[Annotated[str, MinLength(1), MaxLength(64)], ...] | None, MinItems(1), MaxItems(16)
    ] = None
    """Protocols to offer, in order of preference."""


class BackendHTTP(Spec):
    """HTTP settings."""

    version: HTTPVersion | None = None
    """Version of HTTP; absent derives it from the backend or the request."""
    request_timeout: Annotated[GoDuration | None, DurationBetween(least="1ms")] = None
    """Time limit of a request."""


class BackendAuthPassthrough(Spec):
    """Present means: hand on the token that the client was authenticated by."""


class AwsAuth(Spec):
    """Signing of requests for AWS."""

    secret_ref: LocalObjectReference
    """A Secret with the AWS credentials."""


@constraints(exactly_one_of("key", "secretRef", "passthrough", "aws"))
class BackendAuth(Spec):
    """Credentials for a backend."""

    key: Annotated[str | None, MaxLength(2048)] = None
    """The value of the Authorization header, in plain sight."""
    secret_ref: LocalObjectReference | None = None
    """A Secret with the value under ``Authorization``."""
    passthrough: BackendAuthPassthrough | None = None
    """The client's own token."""
    aws: AwsAuth | None = None
    """A signature for AWS; empty takes credentials from where the proxy runs."""


class BackendPolicies(Spec):
    """Settings that every kind of backend has."""

    tcp: BackendTCP | None = None
    """TCP."""
    tls: BackendTLS | None = None
    """TLS."""
    http: BackendHTTP | None = None
    """HTTP."""
    auth: BackendAuth | None = None
    """Credentials."""
