"""Volumes on storage systems (core/v1). Structure only."""

# ruff: noqa: D101
from typing import Annotated

import msgspec

from kgwctl.api.core.env import LocalObjectReference
from kgwctl.api.markers import Atomic, Default
from kgwctl.api.meta import Int32, Spec


class GCEPersistentDiskVolumeSource(Spec):
    pd_name: str
    fs_type: str | None = None
    partition: Int32 | None = None
    read_only: bool | None = None


class AWSElasticBlockStoreVolumeSource(Spec):
    volume_id: str = msgspec.field(name="volumeID")
    fs_type: str | None = None
    partition: Int32 | None = None
    read_only: bool | None = None


class GitRepoVolumeSource(Spec):
    repository: str
    revision: str | None = None
    directory: str | None = None


class NFSVolumeSource(Spec):
    server: str
    path: str
    read_only: bool | None = None


class ISCSIVolumeSource(Spec):
    target_portal: str
    iqn: str
    lun: Int32
    iscsi_interface: Annotated[str | None, Default("default")] = None
    fs_type: str | None = None
    read_only: bool | None = None
    portals: Annotated[tuple[str, ...] | None, Atomic()] = None
    chap_auth_discovery: bool | None = None
    chap_auth_session: bool | None = None
    secret_ref: LocalObjectReference | None = None
    initiator_name: str | None = None


class GlusterfsVolumeSource(Spec):
    endpoints: str
    path: str
    read_only: bool | None = None


class RBDVolumeSource(Spec):
    monitors: Annotated[tuple[str, ...], Atomic()]
    image: str
    fs_type: str | None = None
    pool: Annotated[str | None, Default("rbd")] = None
    user: Annotated[str | None, Default("admin")] = None
    keyring: Annotated[str | None, Default("/etc/ceph/keyring")] = None
    secret_ref: LocalObjectReference | None = None
    read_only: bool | None = None


class FlexVolumeSource(Spec):
    driver: str
    fs_type: str | None = None
    secret_ref: LocalObjectReference | None = None
    read_only: bool | None = None
    options: dict[str, str] | None = None


class CinderVolumeSource(Spec):
    volume_id: str = msgspec.field(name="volumeID")
    fs_type: str | None = None
    read_only: bool | None = None
    secret_ref: LocalObjectReference | None = None


class CephFSVolumeSource(Spec):
    monitors: Annotated[tuple[str, ...], Atomic()]
    path: str | None = None
    user: str | None = None
    secret_file: str | None = None
    secret_ref: LocalObjectReference | None = None
    read_only: bool | None = None


class FlockerVolumeSource(Spec):
    dataset_name: str | None = None
    dataset_uuid: str | None = msgspec.field(name="datasetUUID", default=None)


class FCVolumeSource(Spec):
    target_ww_ns: Annotated[tuple[str, ...] | None, Atomic()] = msgspec.field(name="targetWWNs", default=None)
    lun: Int32 | None = None
    fs_type: str | None = None
    read_only: bool | None = None
    wwids: Annotated[tuple[str, ...] | None, Atomic()] = None


class AzureFileVolumeSource(Spec):
    secret_name: str
    share_name: str
    read_only: bool | None = None


class VsphereVirtualDiskVolumeSource(Spec):
    volume_path: str
    fs_type: str | None = None
    storage_policy_name: str | None = None
    storage_policy_id: str | None = msgspec.field(name="storagePolicyID", default=None)


class QuobyteVolumeSource(Spec):
    registry: str
    volume: str
    read_only: bool | None = None
    user: str | None = None
    group: str | None = None
    tenant: str | None = None


class AzureDiskVolumeSource(Spec):
    disk_name: str
    disk_uri: str = msgspec.field(name="diskURI")
    caching_mode: str | None = None
    fs_type: Annotated[str | None, Default("ext4")] = None
    read_only: Annotated[bool | None, Default(False)] = None
    kind: str | None = None


class PhotonPersistentDiskVolumeSource(Spec):
    pd_id: str = msgspec.field(name="pdID")
    fs_type: str | None = None


class PortworxVolumeSource(Spec):
    volume_id: str = msgspec.field(name="volumeID")
    fs_type: str | None = None
    read_only: bool | None = None


class ScaleIOVolumeSource(Spec):
    gateway: str
    system: str
    secret_ref: LocalObjectReference
    ssl_enabled: bool | None = None
    protection_domain: str | None = None
    storage_pool: str | None = None
    storage_mode: Annotated[str | None, Default("ThinProvisioned")] = None
    volume_name: str | None = None
    fs_type: Annotated[str | None, Default("xfs")] = None
    read_only: bool | None = None


class StorageOSVolumeSource(Spec):
    volume_name: str | None = None
    volume_namespace: str | None = None
    fs_type: str | None = None
    read_only: bool | None = None
    secret_ref: LocalObjectReference | None = None


class CSIVolumeSource(Spec):
    driver: str
    read_only: bool | None = None
    fs_type: str | None = None
    volume_attributes: dict[str, str] | None = None
    node_publish_secret_ref: LocalObjectReference | None = None
