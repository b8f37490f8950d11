"""``GatewayExtension.spec.extAuth``: a service that decides whether a request may pass."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

from kgwctl.envoy.gateway_extensions.calls import called_cluster, further_attempts, grpc_call
from kgwctl.envoy.gateway_extensions.composite import switched_off
from kgwctl.envoy.gateway_extensions.field_rules import (
    Broken,
    inside,
    of_grpc_service,
    of_header,
    of_http_retry,
    of_http_uri,
    problem_of,
)
from kgwctl.envoy.gateway_extensions.lookup import Built, ExtensionError
from kgwctl.envoy.messages.generated.core import HeaderValue, HttpUri
from kgwctl.envoy.messages.generated.filters.ext_authz import (
    AuthorizationRequest,
    AuthorizationResponse,
    BufferSettings,
    ExtAuthz,
    HttpService,
)
from kgwctl.envoy.messages.generated.matcher import ListStringMatcher, StringMatcher
from kgwctl.envoy.messages.generated.types import HttpStatus, StatusCode
from kgwctl.envoy.policy_engine.violations import violation
from kgwctl.golang.forms import proto_duration

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kgwctl.api.kgateway.ext_services import ExtAuthBufferSettings
    from kgwctl.api.kgateway.gateway_extension.ext_auth import ExtAuthProvider, ExtHttpService
    from kgwctl.api.kgateway.gateway_extension.extension import GatewayExtension
    from kgwctl.envoy.policy_engine.contract import CompileEnv
    from kgwctl.objects.resource import Resource

_HTTP_TIMEOUT = "2s"
_NUMBERS = (
    *(0, 100, *range(200, 209), 226, *range(300, 306), 307, 308, *range(400, 418), *range(421, 425), 426, 428, 429),
    *(431, *range(500, 509), 510, 511),
)
_STATUSES: dict[int, StatusCode] = dict(zip(_NUMBERS, get_args(StatusCode), strict=True))


def compile_extension(resource: Resource[GatewayExtension], env: CompileEnv) -> Built:
    """The filter, an ``ExtAuthz``. Raises :class:`ExtensionError`."""
    spec = resource.object.spec.ext_auth
    assert spec is not None
    config = ExtAuthz(
        filter_enabled_metadata=switched_off("ext_auth", invert=True),
        failure_mode_allow=bool(spec.fail_open),
        clear_route_cache=bool(spec.clear_route_cache),
        status_on_error=HttpStatus(code=_STATUSES.get(spec.status_on_error or 0, "Empty")),
        stat_prefix=spec.stat_prefix or "",
    )
    path = ("spec", "extAuth")
    if spec.grpc_service is not None:
        problem = "failed to resolve ExtAuth gRPC backend"
        config.grpc_service = grpc_call(spec.grpc_service, (*path, "grpcService"), resource, env, problem)
    elif spec.http_service is not None:
        config.http_service = _http_service(spec.http_service, resource, env)
    else:
        problem = "either grpcService or httpService must be configured for ExtAuth"
        raise ExtensionError(problem, path=path, resource=resource)
    if spec.with_request_body is not None:
        config.with_request_body = buffer_settings(spec.with_request_body)
    if spec.headers_to_forward:
        config.allowed_headers = _any_of(spec.headers_to_forward)
    return Built(config, problem_of(_broken(config, spec), resource, *path))


def buffer_settings(spec: ExtAuthBufferSettings) -> BufferSettings:
    """How much of the body goes along."""
    return BufferSettings(
        # A number that the API server refuses wraps around upstream.
        max_request_bytes=spec.max_request_bytes & 0xFFFF_FFFF,
        allow_partial_message=bool(spec.allow_partial_message),
        pack_as_bytes=bool(spec.pack_as_bytes),
    )


def buffer_rules(message: str, settings: BufferSettings | None) -> Iterator[Broken]:
    """The rules of a body that goes along, as the field ``WithRequestBody`` of a message."""
    if settings is not None and not settings.max_request_bytes:
        broken = Broken(violation("BufferSettings", "MaxRequestBytes", "value must be greater than 0"))
        yield from inside(message, "WithRequestBody", (broken,), "withRequestBody", "maxRequestBytes")


def _http_service(spec: ExtHttpService, resource: Resource[GatewayExtension], env: CompileEnv) -> HttpService:
    problem = "failed to resolve ExtAuth HTTP backend"
    cluster = called_cluster(spec.backend_ref, ("spec", "extAuth", "httpService"), resource, env, problem)
    timeout = _HTTP_TIMEOUT if spec.request_timeout is None else proto_duration(spec.request_timeout)
    service = HttpService(
        server_uri=HttpUri(uri=cluster, cluster=cluster, timeout=timeout),
        path_prefix=spec.path_prefix or "",
        retry_policy=further_attempts(spec.retry),
    )
    request, response = spec.authorization_request, spec.authorization_response
    if request is not None and request.headers_to_add:
        # Upstream's order is that of a Go map: any.
        headers = sorted(request.headers_to_add.items())
        service.authorization_request = AuthorizationRequest(
            headers_to_add=[HeaderValue(key=name, value=value) for name, value in headers]
        )
    if response is not None and response.headers_to_backend:
        service.authorization_response = AuthorizationResponse(
            allowed_upstream_headers=_any_of(response.headers_to_backend)
        )
    return service


def _any_of(names: Iterable[str]) -> ListStringMatcher:
    return ListStringMatcher(patterns=[StringMatcher(exact=name) for name in names])


def _broken(config: ExtAuthz, spec: ExtAuthProvider) -> Iterator[Broken]:
    yield from buffer_rules("ExtAuthz", config.with_request_body)
    yield from inside("ExtAuthz", "StatusOnError", _of_status(spec.status_on_error or 0), "statusOnError")
    if config.grpc_service is not None:
        yield from inside("ExtAuthz", "GrpcService", of_grpc_service(config.grpc_service), "grpcService")
    elif config.http_service is not None:
        yield from inside("ExtAuthz", "HttpService", _of_http_service(config.http_service), "httpService")


def _of_status(number: int) -> Iterator[Broken]:
    if not number:
        yield Broken(violation("HttpStatus", "Code", "value must not be in list [Empty]"))
    elif number not in _STATUSES:
        yield Broken(violation("HttpStatus", "Code", "value must be one of the defined enum values"))


def _of_http_service(service: HttpService) -> Iterator[Broken]:
    if service.server_uri is not None:
        yield from inside("HttpService", "ServerUri", of_http_uri(service.server_uri))
    request = service.authorization_request
    if request is not None:
        below = ("authorizationRequest", "headersToAdd")
        rules = (
            broken
            for index, header in enumerate(request.headers_to_add)
            for broken in inside(
                "AuthorizationRequest", f"HeadersToAdd[{index}]", of_header(header), *below, header.key
            )
        )
        yield from inside("HttpService", "AuthorizationRequest", rules)
    yield from of_http_retry("HttpService", service.retry_policy)
