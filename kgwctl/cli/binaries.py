"""``render -o pb``: each Gateway's resources as length-delimited ``google.protobuf.Any``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kgwctl.cli.errors import UsageError
from kgwctl.protojson.binary import delimited

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from google.protobuf.any_pb2 import Any as AnyProto

    from kgwctl.agentgateway.render import GatewayResult as AgentgatewayResult
    from kgwctl.envoy.render import GatewayResult
    from kgwctl.objects.resource import ObjectKey


def binaries(results: Sequence[GatewayResult], others: Sequence[AgentgatewayResult]) -> list[tuple[ObjectKey, bytes]]:
    """The bytes of each Gateway. Raises :class:`UsageError` for what cannot be written as protobuf."""
    made = [(result.gateway, delimited(_of_envoy(result))) for result in results]
    made += [(result.gateway, delimited(_of_agentgateway(result))) for result in others]
    return sorted(made, key=lambda one: one[0])


def _of_envoy(result: GatewayResult) -> Iterator[AnyProto]:
    """Clusters, endpoints, listeners, routes and secrets, each kind by name."""
    from kgwctl.xds.protobuf import CLUSTER, ENDPOINTS, LISTENER, ROUTES, SECRET, NoProtobufError, plain, to_any

    resources = result.resources
    kinds = (
        (CLUSTER, resources.clusters),
        (ENDPOINTS, resources.endpoints),
        (LISTENER, resources.listeners),
        (ROUTES, resources.routes),
        (SECRET, resources.secrets),
    )
    for type_url, records in kinds:
        for record in records:
            try:
                yield to_any(type_url, plain(record))
            except NoProtobufError:
                raise UsageError("-o pb needs Envoy's messages: pip install 'kgwctl[envoy]'") from None
            except ValueError as error:
                raise UsageError(f"-o pb: {result.gateway.namespaced_name}: {error}") from None


def _of_agentgateway(result: AgentgatewayResult) -> Iterator[AnyProto]:
    """Resources, and after them addresses."""
    from kgwctl.agentgateway.resources.binary import to_any

    yield from map(to_any, result.resources)
    yield from map(to_any, result.addresses)
