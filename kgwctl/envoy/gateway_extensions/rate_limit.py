"""``GatewayExtension.spec.rateLimit``: a service that counts requests for all proxies."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kgwctl.envoy.gateway_extensions.calls import grpc_call
from kgwctl.envoy.gateway_extensions.field_rules import Broken, inside, must_not_be_empty, of_grpc_service, problem_of
from kgwctl.envoy.gateway_extensions.lookup import Built
from kgwctl.envoy.messages.generated.filters.ratelimit import RateLimit
from kgwctl.envoy.messages.generated.ratelimit import RateLimitServiceConfig
from kgwctl.golang.forms import proto_duration

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kgwctl.api.kgateway.gateway_extension.extension import GatewayExtension
    from kgwctl.envoy.messages.generated.core import GrpcService
    from kgwctl.envoy.policy_engine.contract import CompileEnv
    from kgwctl.objects.resource import Resource


def compile_extension(resource: Resource[GatewayExtension], env: CompileEnv) -> Built:
    """The filter, a ``RateLimit``. Raises :class:`ExtensionError`."""
    spec = resource.object.spec.rate_limit
    assert spec is not None
    path = ("spec", "rateLimit")
    service = grpc_call(spec.grpc_service, (*path, "grpcService"), resource, env, "ratelimit")
    config = RateLimit(
        domain=spec.domain or "",
        failure_mode_deny=not spec.fail_open,
        rate_limit_service=RateLimitServiceConfig(grpc_service=service, transport_api_version="V3"),
        enable_x_ratelimit_headers="DRAFT_VERSION_03" if spec.x_rate_limit_headers == "DraftVersion03" else "OFF",
        timeout=proto_duration(spec.timeout or "0s"),
    )
    return Built(config, problem_of(_broken(config.domain, service), resource, *path))


def _broken(domain: str, service: GrpcService) -> Iterator[Broken]:
    yield from must_not_be_empty("RateLimit", "Domain", domain, "domain")
    call = inside("RateLimitServiceConfig", "GrpcService", of_grpc_service(service), "grpcService")
    yield from inside("RateLimit", "RateLimitService", call)
