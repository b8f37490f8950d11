"""Whether the controller deploys a proxy for a Gateway at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kgwctl.api.kinds import GATEWAY_CLASS

if TYPE_CHECKING:
    from kgwctl.proxy.model import DeploymentRefused
    from kgwctl.resolve.model import Gateway
    from kgwctl.resolve.resolved import Resolved

#: A name of at most so many characters without dots is fine whatever else is wrong with a Gateway.
_SURELY_SHORT = 53


def deployment_refusal(gateway: Gateway, resolved: Resolved) -> DeploymentRefused | None:
    """Why the controller deploys nothing for a Gateway; None when it does, or has nothing to deploy.

    Source: ``pkg/kgateway/controller/gw_controller.go:Reconcile@v2.2.0``, which writes the text into the
    Gateway's ``Accepted`` condition with the reason ``InvalidParameters``.
    """
    if _is_plain(gateway, resolved):
        return None
    from kgwctl.proxy.deploy import deployed
    from kgwctl.proxy.model import DeploymentRefused

    try:
        deployed(gateway, resolved)
    except DeploymentRefused as refused:
        return refused
    return None


def _is_plain(gateway: Gateway, resolved: Resolved) -> bool:
    """Whether nothing but defaults goes into the deployment, so that it cannot fail."""
    spec = gateway.resource.object.spec
    if spec.addresses or len(gateway.key.name) > _SURELY_SHORT:
        return False
    if spec.infrastructure is not None and spec.infrastructure.parameters_ref is not None:
        return False
    from kgwctl.objects.resource import ObjectKey

    gateway_class = resolved.objects.get(ObjectKey(*GATEWAY_CLASS, "", spec.gateway_class_name))
    referring = gateway_class is not None and gateway_class.object.spec.parameters_ref is not None
    return not referring and spec.gateway_class_name not in resolved.settings.gateway_class_parameters_refs
