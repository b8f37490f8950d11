"""One API key for two clients, which Envoy refuses: KGW0807."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

from kgwctl.api.kinds import TRAFFIC_POLICY
from kgwctl.diagnostics import Rule, Severity
from kgwctl.lint.findings import finding
from kgwctl.resolve.reasons import Reason

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kgwctl.api.core.config import Secret
    from kgwctl.diagnostics import FieldPath, Finding
    from kgwctl.objects.resource import Resource
    from kgwctl.resolve.resolved import Resolved

_WORLD = """\
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: edge}
spec:
  gatewayClassName: kgateway
  listeners: [{name: http, port: 80, protocol: HTTP}]
---
apiVersion: v1
kind: Secret
metadata: {name: clients}
stringData: {ada: k-1, grace: k-2}
---
apiVersion: gateway.kgateway.dev/v1alpha1
kind: TrafficPolicy
metadata: {name: keys}
spec:
  targetRefs: [{group: gateway.networking.k8s.io, kind: Gateway, name: edge}]
  apiKeyAuth: {secretRef: {name: clients}}
"""

KEY_TWICE = Rule(
    id="KGW0807",
    name="api-key-twice",
    severity=Severity.ERROR,
    summary="Two clients of an apiKeyAuth policy have the same key, and Envoy refuses all routes of the port.",
    explanation="The proxy goes on with what it had before, which may be a route without authentication.",
    bad=_WORLD.replace("k-2", "k-1"),
    good=_WORLD,
)
RULES: tuple[Rule, ...] = (KEY_TWICE,)


def api_key_findings(resolved: Resolved) -> Iterator[Finding]:
    """Each key that another client has already, at the Secret that repeats it; values are not told."""
    told: set[tuple[str, str]] = set()
    for policy in resolved.objects.of(TRAFFIC_POLICY):
        spec = policy.object.spec.api_key_auth
        if spec is None or spec.disable is not None:
            continue
        owners: dict[bytes, str] = {}
        for secret, client, key in _keys(_secrets(spec, policy, resolved)):
            owner = owners.setdefault(key, f"{client} of {secret.key}")
            mark = (str(secret.key), client)
            if owner != f"{client} of {secret.key}" and mark not in told:
                told.add(mark)
                message = f"client {client} has the key of client {owner}: Envoy refuses the configuration"
                hint = f"{policy.key} uses both; give each client a key of its own"
                yield finding(KEY_TWICE, secret, _path(secret, client), message, hint)


def _secrets(spec: Any, policy: Resource[Any], resolved: Resolved) -> list[Resource[Secret]]:
    if spec.secret_ref is not None:
        found = resolved.secret(policy.key, name=spec.secret_ref.name, namespace=spec.secret_ref.namespace)
        return [] if isinstance(found, Reason) else [found]
    if spec.secret_selector is None:
        return []
    selected = resolved.secrets_with_labels(spec.secret_selector.match_labels)
    allowed = [one for one in selected if resolved.reference_allowed(policy.key, one.key)]
    return sorted(allowed, key=lambda one: (one.namespace, one.name))


def _keys(secrets: Iterable[Resource[Secret]]) -> Iterator[tuple[Resource[Secret], str, bytes]]:
    for secret in secrets:
        for client, text in (secret.object.data or {}).items():
            try:
                key = base64.b64decode("".join((text or "").split()), validate=True)
            except ValueError:
                continue
            if key:
                yield secret, client, key


def _path(secret: Resource[Secret], client: str) -> FieldPath:
    written: FieldPath = ("stringData", client)
    return written if secret.document.span(written) is not None else ("data", client)
