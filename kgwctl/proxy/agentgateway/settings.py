"""The settings of an agentgateway proxy, from the AgentgatewayParameters of its class and of the Gateway."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kgwctl.objects.resource import Resource

#: The image where parameters name none; its tag is the release of agentgateway.
DEFAULT_IMAGE = {"registry": "cr.agentgateway.dev", "repository": "agentgateway", "tag": "0.11.1"}
#: Sections that a later object replaces as a whole.
_REPLACED = ("resources", "shutdown", "istio", "rawConfig")


def proxy_settings(parameters: Iterable[Resource[Any]]) -> dict[str, Any]:
    """Settings as JSON data; later parameters win.

    Source: ``pkg/kgateway/deployer/agentgateway_parameters.go:ApplyToHelmValues@v2.2.0``.
    """
    settings: dict[str, Any] = {"image": dict(DEFAULT_IMAGE), "env": []}
    for resource in parameters:
        spec: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(resource.object.spec))
        settings["image"] |= spec.get("image") or {}
        settings |= {name: spec[name] for name in _REPLACED if spec.get(name) is not None}
        logging = {key: value for key, value in (spec.get("logging") or {}).items() if value}
        settings["logging"] = {**settings.get("logging", {}), **logging}
        settings["env"] = _overridden(settings["env"], spec.get("env") or [])
    return settings


def _overridden(lower: list[Any], upper: list[Any]) -> list[Any]:
    """Variables of both lists; one of ``upper`` drives out those of its name."""
    names = {one["name"] for one in upper}
    return [one for one in lower if one["name"] not in names] + upper
