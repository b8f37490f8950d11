"""The types of the kinds that are deployed, by the name of the kind."""

from __future__ import annotations

from typing import Any

from kgwctl.proxy.kubernetes.autoscaling import HorizontalPodAutoscaler
from kgwctl.proxy.kubernetes.config_map import ConfigMap
from kgwctl.proxy.kubernetes.deployment import Deployment
from kgwctl.proxy.kubernetes.disruption import PodDisruptionBudget
from kgwctl.proxy.kubernetes.service import Service, ServiceAccount
from kgwctl.proxy.kubernetes.typed_form import typed_form

KINDS: dict[str, Any] = {
    cls.__name__: cls
    for cls in (ServiceAccount, ConfigMap, Service, Deployment, PodDisruptionBudget, HorizontalPodAutoscaler)
}


def as_deployed(manifest: dict[str, Any]) -> dict[str, Any]:
    """A manifest as the controller's client writes it.

    Raises :class:`~kgwctl.proxy.kubernetes.typed_form.TypedFormError`.
    """
    return typed_form(manifest, KINDS[manifest["kind"]])
