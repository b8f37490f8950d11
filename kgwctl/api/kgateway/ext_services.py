"""kgateway.ext_services"""

from typing import Annotated, Literal

from kgwctl.api.gateway_api.references import BackendRef
from kgwctl.api.markers import Default, Minimum, constraints
from kgwctl.api.meta import GoDuration, Int32, Spec
from kgwctl.api.rules import DurationBetween, DurationsOrdered


@constraints(DurationsOrdered("baseInterval", "maxInterval"))
class RetryBackoff(Spec):
    """RetryBackoff."""

    base_interval: Annotated[GoDuration, DurationBetween(least="1ms")]
    max_interval: GoDuration | None = None


class ExtSvcRetryPolicy(Spec):
    """ExtSvcRetryPolicy."""

    attempts: Annotated[Int32 | None, Default(1), Minimum(0)] = None
    backoff: RetryBackoff | None = None


class ExtGrpcService(Spec):
    """ExtGrpcService."""

    backend_ref: BackendRef
    authority: str | None = None
    request_timeout: Annotated[GoDuration | None, DurationBetween(least="1ms")] = None
    retry: ExtSvcRetryPolicy | None = None


class ExtAuthBufferSettings(Spec):
    """ExtAuthBufferSettings."""

    max_request_bytes: Annotated[Int32, Minimum(1)]
    allow_partial_message: Annotated[bool | None, Default(False)] = None
    pack_as_bytes: Annotated[bool | None, Default(False)] = None


class ProcessingMode(Spec):
    """ProcessingMode."""

    request_header_mode: Annotated[Literal["DEFAULT", "SEND", "SKIP"] | None, Default("SEND")] = None
    response_header_mode: Annotated[Literal["DEFAULT", "SEND", "SKIP"] | None, Default("SEND")] = None
    request_body_mode: Annotated[
        Literal["NONE", "STREAMED", "BUFFERED", "BUFFERED_PARTIAL", "FULL_DUPLEX_STREAMED"] | None, Default("NONE")
    ] = None
    response_body_mode: Annotated[
        Literal["NONE", "STREAMED", "BUFFERED", "BUFFERED_PARTIAL", "FULL_DUPLEX_STREAMED"] | None, Default("NONE")
    ] = None
    request_trailer_mode: Annotated[Literal["DEFAULT", "SEND", "SKIP"] | None, Default("SKIP")] = None
    response_trailer_mode: Annotated[Literal["DEFAULT", "SEND", "SKIP"] | None, Default("SKIP")] = None
