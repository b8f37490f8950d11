"""Volumes put together from several sources (core/v1). Structure only."""

# ruff: noqa: D101
from typing import Annotated

import msgspec

from kgwctl.api.core.env import ObjectFieldSelector, ResourceFieldSelector
from kgwctl.api.markers import Atomic, Default, constraints
from kgwctl.api.meta import Int32, Int64, LabelSelector, Spec


class KeyToPath(Spec):
    key: str
    path: str
    mode: Int32 | None = None


class DownwardAPIVolumeFile(Spec):
    path: str
    field_ref: ObjectFieldSelector | None = None
    resource_field_ref: ResourceFieldSelector | None = None
    mode: Int32 | None = None


@constraints(Atomic())
class SecretProjection(Spec):
    name: Annotated[str | None, Default("")] = None
    items: Annotated[tuple[KeyToPath, ...] | None, Atomic()] = None
    optional: bool | None = None


class DownwardAPIProjection(Spec):
    items: Annotated[tuple[DownwardAPIVolumeFile, ...] | None, Atomic()] = None


@constraints(Atomic())
class ConfigMapProjection(Spec):
    name: Annotated[str | None, Default("")] = None
    items: Annotated[tuple[KeyToPath, ...] | None, Atomic()] = None
    optional: bool | None = None


class ServiceAccountTokenProjection(Spec):
    audience: str | None = None
    expiration_seconds: Int64 | None = None
    path: str


class ClusterTrustBundleProjection(Spec):
    name: str | None = None
    signer_name: str | None = None
    label_selector: LabelSelector | None = None
    optional: bool | None = None
    path: str


class PodCertificateProjection(Spec):
    signer_name: str
    key_type: str
    max_expiration_seconds: Int32 | None = None
    credential_bundle_path: str | None = None
    key_path: str | None = None
    certificate_chain_path: str | None = None


class VolumeProjection(Spec):
    secret: SecretProjection | None = None
    downward_api: DownwardAPIProjection | None = msgspec.field(name="downwardAPI", default=None)
    config_map: ConfigMapProjection | None = None
    service_account_token: ServiceAccountTokenProjection | None = None
    cluster_trust_bundle: ClusterTrustBundleProjection | None = None
    pod_certificate: PodCertificateProjection | None = None


class ProjectedVolumeSource(Spec):
    sources: Annotated[tuple[VolumeProjection, ...] | None, Atomic()] = None
    default_mode: Int32 | None = None
