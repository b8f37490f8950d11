"""Probes on idle connections, which clients' and backends' connections have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kgwctl.agentgateway.resources.generated.resource import KeepaliveConfig
from kgwctl.golang.forms import optional_duration

if TYPE_CHECKING:
    from kgwctl.api.agentgateway.connection import Keepalive


def keepalives(spec: Keepalive) -> KeepaliveConfig:
    """The probes as agentgateway gets them."""
    return KeepaliveConfig(
        time=optional_duration(spec.time), interval=optional_duration(spec.interval), retries=spec.retries
    )
