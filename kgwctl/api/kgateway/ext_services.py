"""gRPC services that extend the proxy, and what they are sent."""

from typing import Annotated, Literal

from kgwctl.api.field_rules import DurationBetween, DurationsOrdered
from kgwctl.api.gateway_api.references import BackendRef
from kgwctl.api.markers import Default, Minimum, constraints
from kgwctl.api.meta import GoDuration, Int32, Spec


@constraints(DurationsOrdered("baseInterval", "maxInterval"))
class RetryBackoff(Spec):
    """How long to wait between attempts."""

    base_interval: Annotated[GoDuration, DurationBetween(least="1ms")]
    """The first wait; later ones grow, with jitter."""
    max_interval: GoDuration | None = None
    """The longest wait; ten times the first one if absent."""


class ExtSvcRetryPolicy(Spec):
    """Further attempts at an extension service."""

    attempts: Annotated[Int32 | None, Default(1), Minimum(0)] = None
    """How many."""
    backoff: RetryBackoff | None = None
    """How long to wait between them."""


class ExtGrpcService(Spec):
    """An extension service reached over gRPC."""

    backend_ref: BackendRef
    """The service."""
    authority: str | None = None
    """Value of the ``:authority`` header; absent derives it from the backend."""
    request_timeout: Annotated[GoDuration | None, DurationBetween(least="1ms")] = None
    """Time limit of one call."""
    retry: ExtSvcRetryPolicy | None = None
    """Further attempts."""


class ExtAuthBufferSettings(Spec):
    """How much of a request body the authorization server sees."""

    max_request_bytes: Annotated[Int32, Minimum(1)]
    """Bytes to collect before asking."""
    allow_partial_message: Annotated[bool | None, Default(False)] = None
    """Ask with what was collected when the body is larger, instead of refusing it with 413."""
    pack_as_bytes: Annotated[bool | None, Default(False)] = None
    """Send the body as bytes, not as UTF-8 text."""


class ProcessingMode(Spec):
    """Which parts of a request and response an external processor sees."""

    request_header_mode: Annotated[Literal["DEFAULT", "SEND", "SKIP"] | None, Default("SEND")] = None
    """Request headers: as by default, always, or never."""
    response_header_mode: Annotated[Literal["DEFAULT", "SEND", "SKIP"] | None, Default("SEND")] = None
    """Response headers: as by default, always, or never."""
    request_body_mode: Annotated[
        Literal["NONE", "STREAMED", "BUFFERED", "BUFFERED_PARTIAL", "FULL_DUPLEX_STREAMED"] | None, Default("NONE")
    ] = None
    """Request body: not at all, as a stream, or collected first."""
    response_body_mode: Annotated[
        Literal["NONE", "STREAMED", "BUFFERED", "BUFFERED_PARTIAL", "FULL_DUPLEX_STREAMED"] | None, Default("NONE")
    ] = None
    """Response body: not at all, as a stream, or collected first."""
    request_trailer_mode: Annotated[Literal["DEFAULT", "SEND", "SKIP"] | None, Default("SKIP")] = None
    """Request trailers: as by default, always, or never."""
    response_trailer_mode: Annotated[Literal["DEFAULT", "SEND", "SKIP"] | None, Default("SKIP")] = None
    """Response trailers: as by default, always, or never."""
