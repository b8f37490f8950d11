"""The ServiceAccount that a proxy's Pods run as."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kgwctl.proxy.labels import metadata

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kgwctl.proxy.model import Identity, Manifest


def service_account(
    identity: Identity, annotations: Mapping[str, str] | None = None, labels: Mapping[str, str] | None = None
) -> Manifest:
    """The ServiceAccount; no token of it is mounted but those that the Pod asks for."""
    return {
        "apiVersion": "v1",
        "kind": "ServiceAccount",
        "metadata": metadata(identity, annotations, labels),
        "automountServiceAccountToken": False,
    }
