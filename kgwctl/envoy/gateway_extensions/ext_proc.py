"""``GatewayExtension.spec.extProc``: a service that may change requests and responses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kgwctl.envoy.gateway_extensions.calls import grpc_call, optional_duration
from kgwctl.envoy.gateway_extensions.composite import unless_switched_off
from kgwctl.envoy.gateway_extensions.lookup import Built
from kgwctl.envoy.messages.generated.filters.ext_proc import ExternalProcessor, MetadataOptions, ProcessingMode

if TYPE_CHECKING:
    from kgwctl.api.kgateway.ext_services import ProcessingMode as ProcessingModeSpec
    from kgwctl.api.kgateway.gateway_extension.ext_proc import MetadataOptions as MetadataSpec
    from kgwctl.api.kgateway.gateway_extension.extension import GatewayExtension
    from kgwctl.envoy.policy_engine.contract import CompileEnv
    from kgwctl.objects.resource import Resource

_ROUTE_CACHE: dict[str, ExternalProcessor.RouteCacheAction] = {"Clear": "CLEAR", "Retain": "RETAIN"}
#: What is not here is Envoy's default, and not written.
_HEADER_MODES: dict[str, ProcessingMode.HeaderSendMode] = {"SEND": "SEND", "SKIP": "SKIP"}
_BODY_MODES: dict[str, ProcessingMode.BodySendMode] = {
    "STREAMED": "STREAMED",
    "BUFFERED": "BUFFERED",
    "BUFFERED_PARTIAL": "BUFFERED_PARTIAL",
    "FULL_DUPLEX_STREAMED": "FULL_DUPLEX_STREAMED",
}


def compile_extension(resource: Resource[GatewayExtension], env: CompileEnv) -> Built:
    """The filter, an ``ExtensionWithMatcher`` that a route can switch off. Raises :class:`ExtensionError`.

    Envoy's field rules are not asked: upstream looks at the outer message only, which keeps this one packed.
    """
    spec = resource.object.spec.ext_proc
    assert spec is not None
    problem = "failed to resolve ExtProc backend"
    config = ExternalProcessor(
        grpc_service=grpc_call(spec.grpc_service, ("spec", "extProc", "grpcService"), resource, env, problem),
        failure_mode_allow=bool(spec.fail_open),
        processing_mode=processing_mode(spec.processing_mode),
        message_timeout=optional_duration(spec.message_timeout),
        max_message_timeout=optional_duration(spec.max_message_timeout),
        stat_prefix=spec.stat_prefix or "",
        route_cache_action=_ROUTE_CACHE.get(spec.route_cache_action or "", "DEFAULT"),
        metadata_options=_metadata(spec.metadata_options),
    )
    return Built(unless_switched_off("ext_proc", "envoy.filters.http.ext_proc", config))


def processing_mode(spec: ProcessingModeSpec | None) -> ProcessingMode | None:
    """Which parts the service sees."""
    if spec is None:
        return None
    return ProcessingMode(
        request_header_mode=_headers(spec.request_header_mode),
        response_header_mode=_headers(spec.response_header_mode),
        request_body_mode=_body(spec.request_body_mode),
        response_body_mode=_body(spec.response_body_mode),
        request_trailer_mode=_headers(spec.request_trailer_mode),
        response_trailer_mode=_headers(spec.response_trailer_mode),
    )


def _headers(mode: str | None) -> ProcessingMode.HeaderSendMode:
    return _HEADER_MODES.get(mode or "", "DEFAULT")


def _body(mode: str | None) -> ProcessingMode.BodySendMode:
    return _BODY_MODES.get(mode or "", "NONE")


def _metadata(spec: MetadataSpec | None) -> MetadataOptions | None:
    if spec is None:
        return None
    options = MetadataOptions()
    if spec.forwarding is not None:
        options.forwarding_namespaces = MetadataOptions.MetadataNamespaces(
            untyped=list(spec.forwarding.untyped or ()), typed=list(spec.forwarding.typed or ())
        )
    return options
