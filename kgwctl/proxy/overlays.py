"""Overlays of AgentgatewayParameters: changes that users make to what the controller is about to deploy.

Source: ``pkg/deployer/strategicpatch/strategicpatch.go@v2.2.0``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kgwctl.proxy.kubernetes.kinds import KINDS, as_deployed
from kgwctl.proxy.kubernetes.typed_form import TypedFormError
from kgwctl.proxy.model import DeploymentRefused
from kgwctl.proxy.strategic_merge import PatchError, strategic_merge

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kgwctl.objects.resource import Resource
    from kgwctl.proxy.model import Manifest

#: The field with the overlay of a kind.
_CHANGES = {"Deployment": "deployment", "Service": "service", "ServiceAccount": "service_account"}


def with_overlays(manifests: Sequence[Manifest], parameters: Resource[Any]) -> list[Manifest]:
    """The manifests as one AgentgatewayParameters changes them, and those that it adds.

    Raises :class:`DeploymentRefused` for a patch that cannot be applied.
    """
    spec = parameters.object.spec
    changed = [_changed(manifest, _overlay(spec, manifest["kind"]), parameters) for manifest in manifests]
    # What is added is aimed at the Deployment before its overlay: an overlay cannot rename it.
    deployment = next((one for one in manifests if one["kind"] == "Deployment"), None)
    if deployment is not None and spec.pod_disruption_budget is not None:
        changed.append(_added(_disruption_budget(deployment), "pod_disruption_budget", parameters))
    if deployment is not None and spec.horizontal_pod_autoscaler is not None:
        changed.append(_added(_autoscaler(deployment), "horizontal_pod_autoscaler", parameters))
    return changed


def _overlay(spec: Any, kind: str) -> Any:
    return getattr(spec, _CHANGES[kind]) if kind in _CHANGES else None


def _added(manifest: Manifest, field: str, parameters: Resource[Any]) -> Manifest:
    try:
        return _changed(manifest, getattr(parameters.object.spec, field), parameters)
    except DeploymentRefused as refused:
        raise DeploymentRefused(
            f"failed to create {manifest['kind']}: {refused.cause}", refused.path, refused.blamed
        ) from refused


def _changed(manifest: Manifest, overlay: Any, parameters: Resource[Any]) -> Manifest:
    if overlay is None:
        return manifest
    kind = manifest["kind"]
    with_metadata = {**manifest, "metadata": _with_metadata(manifest["metadata"], overlay.metadata)}
    if not overlay.spec:
        return as_deployed(with_metadata)
    try:
        cause = "failed to apply strategic merge patch"
        patched = strategic_merge(with_metadata, {"spec": overlay.spec}, KINDS[kind])
        cause = "failed to deserialize patched object: failed to unmarshal patched object"
        return as_deployed(patched)
    except (PatchError, TypedFormError) as error:
        raise DeploymentRefused(
            f"failed to apply overlay to {kind}/{manifest['metadata'].get('name', '')}: {cause}: {error}",
            ("spec", kind[0].lower() + kind[1:], "spec"),
            parameters.key,
            cause=f"{cause}: {error}",
        ) from error


def _with_metadata(metadata: Manifest, overlay: Any) -> Manifest:
    if overlay is None:
        return metadata
    return {
        **metadata,
        "labels": {**(metadata.get("labels") or {}), **(overlay.labels or {})},
        "annotations": {**(metadata.get("annotations") or {}), **(overlay.annotations or {})},
    }


def _disruption_budget(deployment: Manifest) -> Manifest:
    return {
        "apiVersion": "policy/v1",
        "kind": "PodDisruptionBudget",
        "metadata": {"name": deployment["metadata"]["name"]},
        "spec": {"selector": deployment["spec"]["selector"]},
    }


def _autoscaler(deployment: Manifest) -> Manifest:
    name = deployment["metadata"]["name"]
    return {
        "apiVersion": "autoscaling/v2",
        "kind": "HorizontalPodAutoscaler",
        "metadata": {"name": name},
        "spec": {"scaleTargetRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": name}},
    }
