"""Environment of a container (core/v1). Structure only."""

# ruff: noqa: D101
from typing import Annotated

from kgwctl.api.markers import Atomic, Default, constraints
from kgwctl.api.meta import Quantity, Spec


@constraints(Atomic())
class LocalObjectReference(Spec):
    name: Annotated[str | None, Default("")] = None


@constraints(Atomic())
class ObjectFieldSelector(Spec):
    api_version: str | None = None
    field_path: str


@constraints(Atomic())
class ResourceFieldSelector(Spec):
    container_name: str | None = None
    resource: str
    divisor: Quantity | None = None


@constraints(Atomic())
class ConfigMapKeySelector(Spec):
    name: Annotated[str | None, Default("")] = None
    key: str
    optional: bool | None = None


@constraints(Atomic())
class SecretKeySelector(Spec):
    name: Annotated[str | None, Default("")] = None
    key: str
    optional: bool | None = None


@constraints(Atomic())
class FileKeySelector(Spec):
    volume_name: str
    path: str
    key: str
    optional: Annotated[bool | None, Default(False)] = None


class EnvVarSource(Spec):
    field_ref: ObjectFieldSelector | None = None
    resource_field_ref: ResourceFieldSelector | None = None
    config_map_key_ref: ConfigMapKeySelector | None = None
    secret_key_ref: SecretKeySelector | None = None
    file_key_ref: FileKeySelector | None = None


class EnvVar(Spec):
    name: str
    value: str | None = None
    value_from: EnvVarSource | None = None


@constraints(Atomic())
class ConfigMapEnvSource(Spec):
    name: Annotated[str | None, Default("")] = None
    optional: bool | None = None


@constraints(Atomic())
class SecretEnvSource(Spec):
    name: Annotated[str | None, Default("")] = None
    optional: bool | None = None


class EnvFromSource(Spec):
    prefix: str | None = None
    config_map_ref: ConfigMapEnvSource | None = None
    secret_ref: SecretEnvSource | None = None
