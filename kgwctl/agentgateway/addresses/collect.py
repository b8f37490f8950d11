"""All addresses of a run."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from kgwctl.agentgateway.resources.generated.workload import Address
    from kgwctl.objects.resource import Resource
    from kgwctl.resolve.namespaces import Namespaces


def collect_addresses(objects: Callable[[str, str], list[Resource[Any]]], namespaces: Namespaces) -> list[Address]:
    """Services and workloads, in the order of their names."""
    return []
