"""Volumes of a Pod (core/v1). Structure only."""

# ruff: noqa: D101
from typing import Annotated

import msgspec

from kgwctl.api.core.resources import VolumeResourceRequirements
from kgwctl.api.core.volume_projected import DownwardAPIVolumeFile, KeyToPath, ProjectedVolumeSource
from kgwctl.api.core.volume_storage import (
    AWSElasticBlockStoreVolumeSource,
    AzureDiskVolumeSource,
    AzureFileVolumeSource,
    CephFSVolumeSource,
    CinderVolumeSource,
    CSIVolumeSource,
    FCVolumeSource,
    FlexVolumeSource,
    FlockerVolumeSource,
    GCEPersistentDiskVolumeSource,
    GitRepoVolumeSource,
    GlusterfsVolumeSource,
    ISCSIVolumeSource,
    NFSVolumeSource,
    PhotonPersistentDiskVolumeSource,
    PortworxVolumeSource,
    QuobyteVolumeSource,
    RBDVolumeSource,
    ScaleIOVolumeSource,
    StorageOSVolumeSource,
    VsphereVirtualDiskVolumeSource,
)
from kgwctl.api.markers import Atomic, Default, constraints
from kgwctl.api.meta import EmbeddedObjectMeta, Int32, LabelSelector, Quantity, Spec


class HostPathVolumeSource(Spec):
    path: str
    type: str | None = None


class EmptyDirVolumeSource(Spec):
    medium: str | None = None
    size_limit: Quantity | None = None


class SecretVolumeSource(Spec):
    secret_name: str | None = None
    items: Annotated[tuple[KeyToPath, ...] | None, Atomic()] = None
    default_mode: Int32 | None = None
    optional: bool | None = None


class PersistentVolumeClaimVolumeSource(Spec):
    claim_name: str
    read_only: bool | None = None


class DownwardAPIVolumeSource(Spec):
    items: Annotated[tuple[DownwardAPIVolumeFile, ...] | None, Atomic()] = None
    default_mode: Int32 | None = None


@constraints(Atomic())
class ConfigMapVolumeSource(Spec):
    name: Annotated[str | None, Default("")] = None
    items: Annotated[tuple[KeyToPath, ...] | None, Atomic()] = None
    default_mode: Int32 | None = None
    optional: bool | None = None


@constraints(Atomic())
class TypedLocalObjectReference(Spec):
    api_group: str | None = None
    kind: str
    name: str


class TypedObjectReference(Spec):
    api_group: str | None = None
    kind: str
    name: str
    namespace: str | None = None


class PersistentVolumeClaimSpec(Spec):
    access_modes: Annotated[tuple[str, ...] | None, Atomic()] = None
    selector: LabelSelector | None = None
    resources: VolumeResourceRequirements | None = None
    volume_name: str | None = None
    storage_class_name: str | None = None
    volume_mode: str | None = None
    data_source: TypedLocalObjectReference | None = None
    data_source_ref: TypedObjectReference | None = None
    volume_attributes_class_name: str | None = None


class PersistentVolumeClaimTemplate(Spec):
    metadata: EmbeddedObjectMeta | None = None
    spec: PersistentVolumeClaimSpec


class EphemeralVolumeSource(Spec):
    volume_claim_template: PersistentVolumeClaimTemplate | None = None


class ImageVolumeSource(Spec):
    reference: str | None = None
    pull_policy: str | None = None


class Volume(Spec):
    name: str
    host_path: HostPathVolumeSource | None = None
    empty_dir: EmptyDirVolumeSource | None = None
    gce_persistent_disk: GCEPersistentDiskVolumeSource | None = None
    aws_elastic_block_store: AWSElasticBlockStoreVolumeSource | None = None
    git_repo: GitRepoVolumeSource | None = None
    secret: SecretVolumeSource | None = None
    nfs: NFSVolumeSource | None = None
    iscsi: ISCSIVolumeSource | None = None
    glusterfs: GlusterfsVolumeSource | None = None
    persistent_volume_claim: PersistentVolumeClaimVolumeSource | None = None
    rbd: RBDVolumeSource | None = None
    flex_volume: FlexVolumeSource | None = None
    cinder: CinderVolumeSource | None = None
    cephfs: CephFSVolumeSource | None = None
    flocker: FlockerVolumeSource | None = None
    downward_api: DownwardAPIVolumeSource | None = msgspec.field(name="downwardAPI", default=None)
    fc: FCVolumeSource | None = None
    azure_file: AzureFileVolumeSource | None = None
    config_map: ConfigMapVolumeSource | None = None
    vsphere_volume: VsphereVirtualDiskVolumeSource | None = None
    quobyte: QuobyteVolumeSource | None = None
    azure_disk: AzureDiskVolumeSource | None = None
    photon_persistent_disk: PhotonPersistentDiskVolumeSource | None = None
    projected: ProjectedVolumeSource | None = None
    portworx_volume: PortworxVolumeSource | None = None
    scale_io: ScaleIOVolumeSource | None = msgspec.field(name="scaleIO", default=None)
    storageos: StorageOSVolumeSource | None = None
    csi: CSIVolumeSource | None = None
    ephemeral: EphemeralVolumeSource | None = None
    image: ImageVolumeSource | None = None
