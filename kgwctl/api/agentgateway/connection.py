"""agentgateway.connection"""

from typing import Annotated, Literal

from kgwctl.api.core.env import LocalObjectReference
from kgwctl.api.markers import Atomic, Maximum, MaxItems, MaxLength, Minimum, MinItems, MinLength, Pattern, constraints
from kgwctl.api.meta import GoDuration, Int32, Spec
from kgwctl.api.rules import DurationBetween, Has, Implies, Is, Not, at_most_one_of, exactly_one_of

HTTPVersion = Literal["HTTP1", "HTTP2"]
InsecureTLSMode = Literal["All", "Hostname"]


class Keepalive(Spec):
    """Keepalive."""

    retries: Annotated[Int32 | None, Minimum(1), Maximum(64)] = None
    time: Annotated[GoDuration | None, DurationBetween(least="1s")] = None
    interval: Annotated[GoDuration | None, DurationBetween(least="1s")] = None


class BackendTCP(Spec):
    """BackendTCP."""

    keepalive: Keepalive | None = None
    connect_timeout: Annotated[GoDuration | None, DurationBetween(least="100ms")] = None


@constraints(
    Implies(Is("insecureSkipVerify", ("All",)), Not(Has("caCertificateRefs"))),
    Implies(Has("insecureSkipVerify"), Not(Has("verifySubjectAltNames"))),
    at_most_one_of("insecureSkipVerify", "verifySubjectAltNames"),
)
class BackendTLS(Spec):
    """BackendTLS."""

    mtls_certificate_ref: Annotated[tuple[LocalObjectReference, ...] | None, MaxItems(1), Atomic()] = None
    ca_certificate_refs: Annotated[tuple[LocalObjectReference, ...] | None, MaxItems(1), Atomic()] = None
    insecure_skip_verify: InsecureTLSMode | None = None
    sni: Annotated[
        str | None,
        MinLength(1),
        MaxLength(253),
        Pattern(r"^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$"),
    ] = None
    verify_subject_alt_names: Annotated[
        tuple[Annotated[str, MinLength(1), MaxLength(256)], ...] | None, MinItems(1), MaxItems(16)
    ] = None
    alpn_protocols: Annotated[
        tuple[Annotated[str, MinLength(1), MaxLength(64)], ...] | None, MinItems(1), MaxItems(16)
    ] = None


class BackendHTTP(Spec):
    """BackendHTTP."""

    version: HTTPVersion | None = None
    request_timeout: Annotated[GoDuration | None, DurationBetween(least="1ms")] = None


class BackendAuthPassthrough(Spec):
    """BackendAuthPassthrough."""


class AwsAuth(Spec):
    """AwsAuth."""

    secret_ref: LocalObjectReference


@constraints(exactly_one_of("key", "secretRef", "passthrough", "aws"))
class BackendAuth(Spec):
    """BackendAuth."""

    key: Annotated[str | None, MaxLength(2048)] = None
    secret_ref: LocalObjectReference | None = None
    passthrough: BackendAuthPassthrough | None = None
    aws: AwsAuth | None = None


class BackendPolicies(Spec):
    """BackendPolicies."""

    tcp: BackendTCP | None = None
    tls: BackendTLS | None = None
    http: BackendHTTP | None = None
    auth: BackendAuth | None = None
