"""CPU and memory of a container (core/v1). Structure only."""

# ruff: noqa: D101
from typing import Annotated

from kgwctl.api.markers import ListMap
from kgwctl.api.meta import Quantity, Spec


class ResourceClaim(Spec):
    name: str
    request: str | None = None


class ResourceRequirements(Spec):
    limits: dict[str, Quantity] | None = None
    requests: dict[str, Quantity] | None = None
    claims: Annotated[tuple[ResourceClaim, ...] | None, ListMap(("name",))] = None


class VolumeResourceRequirements(Spec):
    limits: dict[str, Quantity] | None = None
    requests: dict[str, Quantity] | None = None
