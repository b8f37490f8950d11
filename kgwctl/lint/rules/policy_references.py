"""References of policies, extensions and backends, and of filters that mirror: KGW0207 and KGW0208.

References are found by the names of their fields, wherever in an object they are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from kgwctl.api.kinds import (
    AGENTGATEWAY,
    AGENTGATEWAY_BACKEND,
    AGENTGATEWAY_POLICY,
    BACKEND,
    BACKEND_CONFIG_POLICY,
    BACKEND_TLS_POLICY,
    GATEWAY_EXTENSION,
    HTTP_LISTENER_POLICY,
    LISTENER_POLICY,
    TRAFFIC_POLICY,
)
from kgwctl.diagnostics import Rule, Severity
from kgwctl.lint.findings import finding, near_miss
from kgwctl.lint.rules.references import BACKEND_NOT_FOUND, MISSING_GRANT, backend_findings, grant_hint
from kgwctl.objects.resource import ObjectKey
from kgwctl.resolve.reasons import MissingReferenceGrant

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kgwctl.diagnostics import FieldPath, Finding
    from kgwctl.objects.resource import Resource
    from kgwctl.resolve.resolved import Resolved

_POLICY = """\
apiVersion: gateway.kgateway.dev/v1alpha1
kind: TrafficPolicy
metadata: {name: login}
spec:
  targetSelectors: [{group: gateway.networking.k8s.io, kind: HTTPRoute, matchLabels: {app: shop}}]
  extAuth: {extensionRef: {name: login}}
"""
_EXTENSION = """\
---
apiVersion: gateway.kgateway.dev/v1alpha1
kind: GatewayExtension
metadata: {name: login}
spec:
  extAuth: {grpcService: {backendRef: {name: login, port: 9000}}}
---
apiVersion: v1
kind: Service
metadata: {name: login}
spec: {ports: [{port: 9000, appProtocol: kubernetes.io/h2c}]}
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: shop, labels: {app: shop}}
spec:
  rules: [{filters: [{type: RequestRedirect, requestRedirect: {scheme: https}}]}]
"""
_TLS = """\
apiVersion: gateway.kgateway.dev/v1alpha1
kind: BackendConfigPolicy
metadata: {name: pool}
spec:
  targetRefs: [{group: "", kind: Service, name: pool}]
  tls: {secretRef: {name: pool}}
---
apiVersion: v1
kind: Service
metadata: {name: pool}
spec: {ports: [{port: 443}]}
"""
_SECRET = """\
---
apiVersion: v1
kind: Secret
metadata: {name: pool}
stringData: {ca.crt: ""}
"""

EXTENSION_NOT_FOUND = Rule(
    id="KGW0207",
    across_files=True,
    name="gateway-extension-not-found",
    severity=Severity.ERROR,
    summary="A policy uses a GatewayExtension that is not among the manifests.",
    explanation="The controller does not accept the policy, and what it applies to answers 500.",
    bad=_POLICY
    + _EXTENSION.replace("GatewayExtension\nmetadata: {name: login}", "GatewayExtension\nmetadata: {name: in}"),
    good=_POLICY + _EXTENSION,
)
SECRET_NOT_FOUND = Rule(
    id="KGW0208",
    across_files=True,
    name="secret-not-found",
    severity=Severity.ERROR,
    summary="A Secret or ConfigMap that a policy, extension or backend reads is not among the manifests.",
    explanation="Ignore the rule where Secrets are made elsewhere.",
    bad=_TLS,
    good=_TLS + _SECRET,
)
RULES: tuple[Rule, ...] = (EXTENSION_NOT_FOUND, SECRET_NOT_FOUND)

_AGENTGATEWAY_GROUP = AGENTGATEWAY
_KINDS = (
    TRAFFIC_POLICY,
    LISTENER_POLICY,
    HTTP_LISTENER_POLICY,
    BACKEND_CONFIG_POLICY,
    BACKEND,
    GATEWAY_EXTENSION,
    BACKEND_TLS_POLICY,
    AGENTGATEWAY_POLICY,
    AGENTGATEWAY_BACKEND,
)
_BACKENDS = frozenset({"backend_ref", "backend_refs"})
#: Fields that name a Secret unless they say otherwise, and those that name a ConfigMap.
_SECRETS = frozenset({"secret_ref", "client_secret_ref", "mtls_certificate_ref"})
_CONFIG_MAPS = frozenset({"config_map_ref", "ca_certificate_refs"})
_EXTENSION_REF = "extension_ref"
_ALL = _BACKENDS | _SECRETS | _CONFIG_MAPS | {_EXTENSION_REF}


def policy_reference_findings(resolved: Resolved, unusable: frozenset[str]) -> Iterator[Finding]:
    """References that lead nowhere. ``unusable`` objects exist, but were refused: that is said elsewhere."""
    for group, kind in _KINDS:
        for resource in resolved.objects.of((group, kind)):
            for field, ref, path in _references(resource.object.spec, ("spec",)):
                yield from _of_reference(resolved, resource, field, ref, path, unusable)


def _references(value: Any, path: FieldPath) -> Iterator[tuple[str, Any, FieldPath]]:
    """The field, the reference and its path of every reference in a Struct."""
    if isinstance(value, tuple):
        for index, item in enumerate(value):
            if isinstance(item, msgspec.Struct):
                yield from _references(item, (*path, index))
        return
    for field, name in zip(value.__struct_fields__, value.__struct_encode_fields__, strict=True):
        found = getattr(value, field)
        if field in _ALL and isinstance(found, tuple):
            yield from ((field, ref, (*path, name, index)) for index, ref in enumerate(found))
        elif field in _ALL and found is not None:
            yield field, found, (*path, name)
        elif isinstance(found, msgspec.Struct | tuple):
            yield from _references(found, (*path, name))


def _of_reference(
    resolved: Resolved, resource: Resource[Any], field: str, ref: Any, path: FieldPath, unusable: frozenset[str]
) -> Iterator[Finding]:
    if field in _BACKENDS and resource.group == _AGENTGATEWAY_GROUP:
        # agentgateway asks for no grant here, and knows backends of its own.
        target = ObjectKey(ref.group or "", ref.kind or "Service", ref.namespace or resource.namespace, ref.name)
        if resolved.objects.get(target) is None and str(target) not in unusable:
            hint = near_miss(resolved.objects, target)
            yield finding(BACKEND_NOT_FOUND, resource, (*path, "name"), f"{target} does not exist", hint, str(target))
        return
    if field in _BACKENDS:
        yield from backend_findings(resolved, resource, resolved.backend_ref(resource.key, ref), path, unusable)
        return
    namespace = getattr(ref, "namespace", None) or resource.namespace
    if field == _EXTENSION_REF:
        target = ObjectKey(*GATEWAY_EXTENSION, namespace, ref.name)
        rule = EXTENSION_NOT_FOUND
    else:
        kind = getattr(ref, "kind", None) or ("Secret" if field in _SECRETS else "ConfigMap")
        target = ObjectKey("", kind, namespace, ref.name)
        rule = SECRET_NOT_FOUND
        if not resolved.reference_allowed(resource.key, target):
            message = f"no ReferenceGrant in namespace {namespace} allows the reference to {target}"
            hint = grant_hint(MissingReferenceGrant(resource.key, target))
            yield finding(MISSING_GRANT, resource, (*path, "namespace"), message, hint)
            return
    if resolved.objects.get(target) is None and str(target) not in unusable:
        hint = near_miss(resolved.objects, target)
        yield finding(rule, resource, (*path, "name"), f"{target} does not exist", hint, str(target))
