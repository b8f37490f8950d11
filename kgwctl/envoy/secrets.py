"""Secrets that features read: found through ReferenceGrants, problems in the controller's words."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

from kgwctl.resolve.reasons import NotFound, Reason

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kgwctl.api.core.config import Secret
    from kgwctl.objects.resource import ObjectKey, Resource
    from kgwctl.resolve.resolved import Resolved


#: Go's decoder skips these, and YAML block text has them.
_LINE_BREAKS = {ord("\r"): None, ord("\n"): None}


class SecretProblem(Exception):
    """A secret that cannot be had or used; the text goes into the policy's status.

    ``missing`` is the identity that was looked for in vain.
    """

    def __init__(self, text: str, missing: ObjectKey | None = None) -> None:
        super().__init__(text)
        self.missing = missing


def find_secret(
    resolved: Resolved, origin: ObjectKey, name: str, namespace: str, group: str = "", kind: str = "Secret"
) -> Resource[Secret]:
    """The Secret that ``origin`` refers to. Raises :class:`SecretProblem`."""
    found = resolved.secret(origin, name=name, namespace=namespace, group=group, kind=kind)
    if isinstance(found, Reason):
        raise SecretProblem(found.text, found.target if isinstance(found, NotFound) else None)
    return found


def secrets_by_labels(
    resolved: Resolved, origin: ObjectKey, labels: Mapping[str, str]
) -> tuple[list[Resource[Secret]], bool]:
    """Secrets of all namespaces that carry ``labels`` and that ``origin`` may refer to, by namespace and name.

    The flag tells whether there were others that no ReferenceGrant allows.
    """
    allowed: list[Resource[Secret]] = []
    forbidden = False
    for secret in resolved.secrets_with_labels(labels, origin.namespace):
        if resolved.reference_allowed(origin, secret.key):
            allowed.append(secret)
        else:
            forbidden = True
    return sorted(allowed, key=lambda secret: (secret.namespace, secret.name)), forbidden


def secret_bytes(secret: Resource[Secret]) -> dict[str, bytes]:
    """The decoded ``data`` of a Secret, in the order written.

    Raises :class:`SecretProblem` for data that is not base64, which an API server would have refused.
    """
    data = secret.object.data or {}
    if data.__class__ is not dict:
        from kgwctl.objects.placeholder import decoded as decoded_unknown

        return decoded_unknown(data)
    decoded: dict[str, bytes] = {}
    for key, text in data.items():
        try:
            decoded[key] = base64.b64decode((text or "").translate(_LINE_BREAKS), validate=True)
        except ValueError:
            where = f"{secret.namespace}/{secret.name}"
            raise SecretProblem(f"secret {where} key '{key}' is not valid base64") from None
    return decoded
