"""An external processor."""

from typing import Annotated, Literal

from kgwctl.api.field_rules import DurationBetween
from kgwctl.api.kgateway.ext_services import ExtGrpcService, ProcessingMode
from kgwctl.api.markers import Default, MinItems, MinLength
from kgwctl.api.meta import GoDuration, Spec

#: When the route is chosen again.
ExtProcRouteCacheAction = Literal["FromResponse", "Clear", "Retain"]


class MetadataNamespaces(Spec):
    """Namespaces of dynamic metadata."""

    typed: Annotated[tuple[str, ...] | None, MinItems(1)] = None
    """Namespaces with typed metadata."""
    untyped: Annotated[tuple[str, ...] | None, MinItems(1)] = None
    """Namespaces with plain metadata."""


class MetadataOptions(Spec):
    """Which dynamic metadata the processor sees."""

    forwarding: MetadataNamespaces | None = None
    """The namespaces it gets."""


class ExtProcProvider(Spec):
    """A service that may change requests and responses."""

    grpc_service: ExtGrpcService
    """The service."""
    fail_open: Annotated[bool | None, Default(True)] = None
    """Go on without the service while it can't be asked."""
    processing_mode: ProcessingMode | None = None
    """Which parts it sees."""
    message_timeout: Annotated[GoDuration | None, DurationBetween(least="1ms")] = None
    """Time limit for each of its answers."""
    max_message_timeout: Annotated[GoDuration | None, DurationBetween(least="1ms")] = None
    """Longest time limit that it may ask for itself; 0s lets it ask for none."""
    stat_prefix: Annotated[str | None, MinLength(1)] = None
    """Prefix of the statistics of this service."""
    route_cache_action: Annotated[ExtProcRouteCacheAction | None, Default("FromResponse")] = None
    """Whether the route is chosen again after request headers were processed."""
    metadata_options: MetadataOptions | None = None
    """Which dynamic metadata it sees."""
