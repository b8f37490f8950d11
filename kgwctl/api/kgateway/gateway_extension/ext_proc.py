"""kgateway.gateway_extension.ext_proc"""

from typing import Annotated, Literal

from kgwctl.api.kgateway.ext_services import ExtGrpcService, ProcessingMode
from kgwctl.api.markers import Default, MinItems, MinLength
from kgwctl.api.meta import GoDuration, Spec
from kgwctl.api.rules import DurationBetween

ExtProcRouteCacheAction = Literal["FromResponse", "Clear", "Retain"]


class MetadataNamespaces(Spec):
    """MetadataNamespaces."""

    typed: Annotated[tuple[str, ...] | None, MinItems(1)] = None
    untyped: Annotated[tuple[str, ...] | None, MinItems(1)] = None


class MetadataOptions(Spec):
    """MetadataOptions."""

    forwarding: MetadataNamespaces | None = None


class ExtProcProvider(Spec):
    """ExtProcProvider."""

    grpc_service: ExtGrpcService
    fail_open: Annotated[bool | None, Default(True)] = None
    processing_mode: ProcessingMode | None = None
    message_timeout: Annotated[GoDuration | None, DurationBetween(least="1ms")] = None
    max_message_timeout: Annotated[GoDuration | None, DurationBetween(least="1ms")] = None
    stat_prefix: Annotated[str | None, MinLength(1)] = None
    route_cache_action: Annotated[ExtProcRouteCacheAction | None, Default("FromResponse")] = None
    metadata_options: MetadataOptions | None = None
