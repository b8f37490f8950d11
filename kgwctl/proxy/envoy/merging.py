"""GatewayParameters of a class and of a Gateway laid over the controller's own.

How two of them merge differs from field to field, so it is a table. A field that is in both and not
in the table keeps the value of the lower one: upstream's merge does not know it.
Source: ``pkg/deployer/merge.go:DeepMergeGatewayParameters@v2.2.0``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

Merge = Callable[[Any, Any], Any]
#: Tables by JSON name: a way to merge, or the table of what is inside.
Table = Mapping[str, "Merge | Table"]


def _replace(_: Any, upper: Any) -> Any:
    return upper


def _unless_zero(lower: Any, upper: Any) -> Any:
    """Upstream's field is no pointer, or an empty list counts as none: a zero value says nothing."""
    return upper or lower


def _append(lower: Any, upper: Any) -> Any:
    return [*lower, *upper] if upper else upper


def _update(lower: Any, upper: Any) -> Any:
    return {**lower, **upper} if upper else upper


_IMAGE: Table = dict.fromkeys(("registry", "repository", "tag", "digest", "pullPolicy"), _replace)
_RESOURCES: Table = {"limits": _update, "requests": _update}
_SE_LINUX: Table = dict.fromkeys(("user", "role", "type", "level"), _unless_zero)
_WINDOWS: Table = dict.fromkeys(("gmsaCredentialSpec", "runAsUserName", "hostProcess"), _replace)
_SECCOMP: Table = {"type": _unless_zero, "localhostProfile": _replace}
_SECURITY_CONTEXT: Table = {
    "capabilities": {"add": _append, "drop": _append},
    "seLinuxOptions": _SE_LINUX,
    "windowsOptions": _WINDOWS,
    "runAsUser": _replace,
    "runAsGroup": _replace,
    "runAsNonRoot": _replace,
    "privileged": _replace,
    "readOnlyRootFilesystem": _replace,
    "allowPrivilegeEscalation": _replace,
    "procMount": _replace,
    "seccompProfile": _SECCOMP,
}
_POD_SECURITY_CONTEXT: Table = {
    "seLinuxOptions": _SE_LINUX,
    "windowsOptions": _WINDOWS,
    "runAsUser": _replace,
    "runAsGroup": _replace,
    "runAsNonRoot": _replace,
    "supplementalGroups": _append,
    "fsGroup": _replace,
    "sysctls": _append,
    "fsGroupChangePolicy": _replace,
    "seccompProfile": _SECCOMP,
}
_POD_TERMS: Table = {
    "requiredDuringSchedulingIgnoredDuringExecution": _append,
    "preferredDuringSchedulingIgnoredDuringExecution": _append,
}
_AFFINITY: Table = {
    "nodeAffinity": {
        "requiredDuringSchedulingIgnoredDuringExecution": {"nodeSelectorTerms": _append},
        "preferredDuringSchedulingIgnoredDuringExecution": _append,
    },
    "podAffinity": _POD_TERMS,
    "podAntiAffinity": _POD_TERMS,
}
_ACTIONS: Table = {
    "exec": {"command": _replace},
    "httpGet": {
        "path": _unless_zero,
        "port": _unless_zero,
        "host": _unless_zero,
        "scheme": _unless_zero,
        "httpHeaders": _append,
    },
    "tcpSocket": {"port": _unless_zero, "host": _unless_zero},
    "grpc": {"port": _unless_zero, "service": _replace},
}
_PROBE: Table = {
    **_ACTIONS,
    "initialDelaySeconds": _unless_zero,
    "timeoutSeconds": _unless_zero,
    "periodSeconds": _unless_zero,
    "successThreshold": _unless_zero,
    "failureThreshold": _unless_zero,
    "terminationGracePeriodSeconds": _replace,
}


def _probe(lower: Any, upper: Any) -> Any:
    """A probe has one action: another kind of action drives the lower one's out."""
    acts = [name for name in _ACTIONS if name in upper]
    if acts:
        lower = {key: value for key, value in lower.items() if key not in _ACTIONS}
    return merged(lower, upper, _PROBE)


_POD_TEMPLATE: Table = {
    "extraLabels": _update,
    "extraAnnotations": _update,
    "securityContext": _POD_SECURITY_CONTEXT,
    "imagePullSecrets": _append,
    "nodeSelector": _update,
    "affinity": _AFFINITY,
    "tolerations": _append,
    "gracefulShutdown": {"enabled": _replace, "sleepTimeSeconds": _replace},
    "terminationGracePeriodSeconds": _replace,
    "startupProbe": _probe,
    "readinessProbe": _probe,
    "livenessProbe": _probe,
    "topologySpreadConstraints": _append,
    "extraVolumes": _append,
    "priorityClassName": _replace,
}
_KUBE: Table = {
    "deployment": {"replicas": _replace, "strategy": _replace},
    "envoyContainer": {
        "bootstrap": {"logLevel": _replace, "componentLogLevels": _update},
        "image": _IMAGE,
        "securityContext": _SECURITY_CONTEXT,
        "resources": _RESOURCES,
        "env": _append,
        "extraVolumeMounts": _append,
    },
    "sdsContainer": {
        "image": _IMAGE,
        "securityContext": _SECURITY_CONTEXT,
        "resources": _RESOURCES,
        "bootstrap": {"logLevel": _replace},
    },
    "podTemplate": _POD_TEMPLATE,
    "service": {
        "type": _replace,
        "clusterIP": _replace,
        "extraLabels": _update,
        "extraAnnotations": _update,
        "ports": _append,
        "externalTrafficPolicy": _replace,
    },
    "serviceAccount": {"extraLabels": _update, "extraAnnotations": _update},
    "istio": {
        "istioProxyContainer": {
            "image": _IMAGE,
            "securityContext": _SECURITY_CONTEXT,
            "resources": _RESOURCES,
            "logLevel": _replace,
            "istioDiscoveryAddress": _replace,
            "istioMetaMeshId": _replace,
            "istioMetaClusterId": _replace,
        },
        "customSidecars": _unless_zero,
    },
    "stats": dict.fromkeys(
        ("enabled", "routePrefixRewrite", "enableStatsRoute", "statsRoutePrefixRewrite", "matcher"), _replace
    ),
    "omitDefaultSecurityContext": _replace,
}


def merge_parameters(lower: Mapping[str, Any], upper: Mapping[str, Any]) -> dict[str, Any]:
    """Two ``kube`` sections as one; ``upper`` wins where both speak."""
    return merged(lower, upper, _KUBE)


def merged(lower: Mapping[str, Any], upper: Mapping[str, Any], table: Table) -> dict[str, Any]:
    """Two objects as one, by a table of their fields."""
    result = dict(lower)
    for name, how in table.items():
        mine, theirs = result.get(name), upper.get(name)
        if theirs is None:
            continue
        if mine is None:
            result[name] = theirs
        elif callable(how):
            result[name] = how(mine, theirs)
        else:
            result[name] = merged(mine, theirs, how)
    if table is _WINDOWS:
        _name_after_spec(result)
    return result


def _name_after_spec(result: dict[str, Any]) -> None:
    """Upstream takes a credential spec's name from the spec itself when two windowsOptions merge."""
    spec = result.get("gmsaCredentialSpec")
    result.pop("gmsaCredentialSpecName", None)
    if spec is not None:
        result["gmsaCredentialSpecName"] = spec
