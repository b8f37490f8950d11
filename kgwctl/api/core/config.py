"""Secret and ConfigMap (core/v1)."""

from __future__ import annotations

from kgwctl.api.meta import KubernetesObject


class Secret(KubernetesObject):
    """Sensitive values by key. ``data`` is base64 text, ``string_data`` plain and wins over it."""

    type: str | None = None
    data: dict[str, str | None] | None = None
    string_data: dict[str, str | None] | None = None
    immutable: bool | None = None


class ConfigMap(KubernetesObject):
    """Text values by key; ``binary_data`` is base64 text."""

    data: dict[str, str | None] | None = None
    binary_data: dict[str, str | None] | None = None
    immutable: bool | None = None
