"""ConfigMap (core/v1), whole. Structure only."""

# ruff: noqa: D101
from typing import Annotated

from kgwctl.api.meta import Spec
from kgwctl.proxy.kubernetes.fields import AlwaysThere
from kgwctl.proxy.kubernetes.metadata import Metadata


class ConfigMap(Spec):
    api_version: str | None = None
    kind: str | None = None
    metadata: Annotated[Metadata | None, AlwaysThere()] = None
    immutable: bool | None = None
    data: dict[str, str] | None = None
    binary_data: dict[str, str] | None = None
