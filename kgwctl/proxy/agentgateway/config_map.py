"""The ConfigMaps of agentgateway: the configuration it starts with, and the CA of the xDS server.

Source: ``pkg/kgateway/helm/agentgateway@v2.2.0``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kgwctl.golang.yaml_text import to_go_yaml
from kgwctl.proxy.labels import metadata, object_labels, object_name

if TYPE_CHECKING:
    from kgwctl.proxy.model import Identity, Manifest


def config_map(identity: Identity, settings: dict[str, Any]) -> Manifest:
    """The ConfigMap with agentgateway's file."""
    return {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": metadata(identity),
        "data": {"config.yaml": to_go_yaml(_configuration(settings))},
    }


def ca_config_map(identity: Identity, ca: str) -> Manifest:
    """The ConfigMap with the CA that the xDS server is checked by."""
    return {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": {"name": ca_config_map_name(identity), "labels": object_labels(identity)},
        "data": {"ca.crt": ca.rstrip("\n") + "\n"},
    }


def ca_config_map_name(identity: Identity) -> str:
    """The name of that ConfigMap."""
    return f"{object_name(identity.name)}-xds-ca"


def checksum(identity: Identity, settings: dict[str, Any]) -> str:
    """The checksum that makes Pods start anew when the configuration changes.

    It is that of the ConfigMap's text as upstream's template writes it.
    """
    from hashlib import sha256

    configuration = to_go_yaml(_configuration(settings)).rstrip("\n")
    lines = [
        "",
        "apiVersion: v1",
        "kind: ConfigMap",
        "metadata:",
        f"  name: {object_name(identity.name)}",
        "  annotations:",
        _indented(to_go_yaml(identity.annotations)),
        "  labels:",
        _indented(to_go_yaml(object_labels(identity))),
        "data:",
        "  config.yaml: |",
        _indented(configuration),
        "",
    ]
    return sha256("\n".join(lines).encode()).hexdigest()


def _indented(text: str) -> str:
    """Every line four columns to the right, empty ones too: that is how Helm indents."""
    return "\n".join(f"    {line}" for line in text.removesuffix("\n").split("\n"))


def _configuration(settings: dict[str, Any]) -> dict[str, Any]:
    """The raw configuration with what the typed fields say laid over it."""
    logging_format = (settings.get("logging") or {}).get("format")
    typed = {"config": {"logging": {"format": logging_format}}} if logging_format else {}
    return _laid_over(settings.get("rawConfig") or {}, typed) or {"config": {}}


def _laid_over(lower: dict[str, Any], upper: dict[str, Any]) -> dict[str, Any]:
    result = dict(lower)
    for key, value in upper.items():
        mine = result.get(key)
        result[key] = _laid_over(mine, value) if isinstance(mine, dict) and isinstance(value, dict) else value
    return result
