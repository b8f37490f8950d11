"""What Kubernetes' types say about a field beyond its type: how patches merge it, when it is left out.

These markers ride in ``Annotated``. Types of :mod:`kgwctl.api.core` are used here as they are; what
their fields would say stands in the tables. Source: the ``patchStrategy`` and ``patchMergeKey`` tags
and the pointers of ``k8s.io/api`` 0.34.
"""

from __future__ import annotations

from collections.abc import Mapping

from kgwctl.api.markers import Marker


class MergedBy(Marker, frozen=True):
    """A list whose elements a patch finds again by ``key``; an empty key is a list of plain values."""

    key: str


class Replaced(Marker, frozen=True):
    """An object that a patch replaces as a whole."""


class AlwaysThere(Marker, frozen=True):
    """An object that is written even when it is empty: upstream's field is no pointer."""


class Pointer(Marker, frozen=True):
    """A scalar whose zero value is kept: upstream's field is a pointer."""


class Plain(Marker, frozen=True):
    """A number or boolean whose zero value is left out: upstream's field is no pointer."""


#: Lists of types in :mod:`kgwctl.api.core` that patches merge, by type and JSON name.
MERGE_KEYS: Mapping[tuple[str, str], str] = {
    ("Container", "ports"): "containerPort",
    ("Container", "env"): "name",
    ("Container", "volumeMounts"): "mountPath",
    ("Container", "volumeDevices"): "devicePath",
}
#: Objects there that are written even when empty.
ALWAYS_THERE = frozenset({("Container", "resources"), ("PersistentVolumeClaimSpec", "resources")})
#: Numbers and booleans there whose zero values are left out. Fields named ``*`` are those of any type.
PLAIN = frozenset(
    {
        ("*", "readOnly"),
        ("ContainerPort", "hostPort"),
        ("Probe", "initialDelaySeconds"),
        ("Probe", "timeoutSeconds"),
        ("Probe", "periodSeconds"),
        ("Probe", "successThreshold"),
        ("Probe", "failureThreshold"),
        ("Container", "stdin"),
        ("Container", "stdinOnce"),
        ("Container", "tty"),
        ("AWSElasticBlockStoreVolumeSource", "partition"),
        ("GCEPersistentDiskVolumeSource", "partition"),
        ("ISCSIVolumeSource", "chapAuthDiscovery"),
        ("ISCSIVolumeSource", "chapAuthSession"),
        ("ScaleIOVolumeSource", "sslEnabled"),
    }
)
#: Texts there whose empty value is kept.
POINTERS = frozenset(
    {
        ("GRPCAction", "service"),
        ("SeccompProfile", "localhostProfile"),
        ("AppArmorProfile", "localhostProfile"),
        ("SecurityContext", "procMount"),
        ("PersistentVolumeClaimSpec", "storageClassName"),
        ("PersistentVolumeClaimSpec", "volumeAttributesClassName"),
        ("CSIVolumeSource", "fsType"),
        ("VolumeMount", "mountPropagation"),
        ("VolumeMount", "recursiveReadOnly"),
        ("WindowsSecurityContextOptions", "gmsaCredentialSpecName"),
        ("WindowsSecurityContextOptions", "gmsaCredentialSpec"),
        ("WindowsSecurityContextOptions", "runAsUserName"),
        ("HostPathVolumeSource", "type"),
        ("FileKeySelector", "optional"),
    }
)
