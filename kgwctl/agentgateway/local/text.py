"""The text of a local file. agentgateway expands ``$`` like a shell before it reads YAML."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kgwctl.output.yaml_writer import to_yaml

if TYPE_CHECKING:
    from kgwctl.agentgateway.local.gateway import LocalGateway


def local_text(gateway: LocalGateway) -> bytes:
    """The configuration as agentgateway reads it: YAML, with every ``$`` twice."""
    return b"".join(to_yaml([gateway.config], show_secrets=True)).replace(b"$", b"$$")
