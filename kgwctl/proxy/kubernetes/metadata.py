"""Object metadata as the API writes it (meta/v1). Structure only."""

# ruff: noqa: D101
from typing import Annotated

from kgwctl.api.meta import Int64, Spec
from kgwctl.proxy.kubernetes.fields import MergedBy, Plain


class OwnerReference(Spec):
    api_version: str
    kind: str
    name: str
    uid: str
    controller: bool | None = None
    block_owner_deletion: bool | None = None


class Metadata(Spec):
    name: str | None = None
    generate_name: str | None = None
    namespace: str | None = None
    uid: str | None = None
    resource_version: str | None = None
    generation: Annotated[Int64 | None, Plain()] = None
    creation_timestamp: str | None = None
    deletion_timestamp: str | None = None
    deletion_grace_period_seconds: Int64 | None = None
    labels: dict[str, str] | None = None
    annotations: dict[str, str] | None = None
    owner_references: Annotated[tuple[OwnerReference, ...] | None, MergedBy("uid")] = None
    finalizers: Annotated[tuple[str, ...] | None, MergedBy("")] = None


class Condition(Spec):
    type: str
    status: str
    observed_generation: Annotated[Int64 | None, Plain()] = None
    last_transition_time: str | None = None
    reason: str
    message: str
