"""What an API server fills into core kinds, as far as routing can tell the difference.

Core kinds have no CRD. Source: the defaulting of core/v1 and discovery/v1.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kgwctl.api.kinds import ENDPOINT_SLICE, SECRET, SERVICE


def default_core(group: str, kind: str, value: dict[str, Any]) -> dict[str, Any]:
    """``value`` with the defaults of its kind; the same object when the kind has none."""
    defaulter = _DEFAULTERS.get((group, kind))
    return defaulter(value) if defaulter else value


def _secret(value: dict[str, Any]) -> dict[str, Any]:
    """``stringData`` is write-only: its values go, encoded, into ``data`` and win there."""
    texts = value.get("stringData")
    result = {key: member for key, member in value.items() if key != "stringData"}
    result["type"] = value.get("type") or "Opaque"
    if isinstance(texts, dict) and all(isinstance(text, (str, type(None))) for text in texts.values()):
        from base64 import b64encode

        data = value.get("data")
        encoded = {key: b64encode((text or "").encode()).decode() for key, text in texts.items()}
        result["data"] = {**data, **encoded} if isinstance(data, dict) else encoded
    elif texts is not None:
        result["stringData"] = texts
    return result


def _service(value: dict[str, Any]) -> dict[str, Any]:
    spec = value.get("spec")
    if not isinstance(spec, dict):
        return value
    ports = spec.get("ports")
    defaulted = {"type": "ClusterIP", **_present(spec)}
    if isinstance(ports, list):
        defaulted["ports"] = [_service_port(port, spec) if isinstance(port, dict) else port for port in ports]
    return {**value, "spec": defaulted}


def _service_port(port: dict[str, Any], spec: dict[str, Any]) -> dict[str, Any]:
    defaulted = {"protocol": "TCP", **_present(port)}
    if spec.get("clusterIP") != "None" and "port" in defaulted:
        defaulted.setdefault("targetPort", defaulted["port"])
    return defaulted


def _endpoint_slice(value: dict[str, Any]) -> dict[str, Any]:
    ports = value.get("ports")
    if not isinstance(ports, list):
        return value
    defaulted = [
        {"name": "", "protocol": "TCP", **_present(port)} if isinstance(port, dict) else port for port in ports
    ]
    return {**value, "ports": defaulted}


def _present(value: dict[str, Any]) -> dict[str, Any]:
    return {key: member for key, member in value.items() if member is not None}


_DEFAULTERS: dict[tuple[str, str], Callable[[dict[str, Any]], dict[str, Any]]] = {
    SECRET: _secret,
    SERVICE: _service,
    ENDPOINT_SLICE: _endpoint_slice,
}
