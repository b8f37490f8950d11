"""What protects less than it seems to: KGW0601 to KGW0609."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kgwctl.api.kinds import AGENTGATEWAY_POLICY, GATEWAY_EXTENSION
from kgwctl.diagnostics import Rule, Severity
from kgwctl.lint.findings import finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kgwctl.diagnostics import Finding
    from kgwctl.objects.resource import Resource
    from kgwctl.resolve.resolved import Resolved

_EXTENSION = """\
apiVersion: gateway.kgateway.dev/v1alpha1
kind: GatewayExtension
metadata: {name: auth}
spec:
  extAuth:
    grpcService: {backendRef: {name: auth, port: 9000}}
"""
_LIMITS = """\
apiVersion: gateway.kgateway.dev/v1alpha1
kind: GatewayExtension
metadata: {name: limits}
spec:
  rateLimit:
    domain: shop
    failOpen: false
    grpcService: {backendRef: {name: limits, port: 8081}}
"""
_PROCESSOR = """\
apiVersion: gateway.kgateway.dev/v1alpha1
kind: GatewayExtension
metadata: {name: edits}
spec:
  extProc:
    failOpen: false
    grpcService: {backendRef: {name: auth, port: 9000}}
"""
_SERVICES = """\
---
apiVersion: v1
kind: Service
metadata: {name: auth}
spec: {ports: [{port: 9000, appProtocol: kubernetes.io/h2c}]}
---
apiVersion: v1
kind: Service
metadata: {name: limits}
spec: {ports: [{port: 8081, appProtocol: kubernetes.io/h2c}]}
"""
_JWT = """\
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: chat}
spec:
  rules: [{filters: [{type: RequestRedirect, requestRedirect: {scheme: https}}]}]
---
apiVersion: agentgateway.dev/v1alpha1
kind: AgentgatewayPolicy
metadata: {name: chat}
spec:
  targetRefs: [{group: gateway.networking.k8s.io, kind: HTTPRoute, name: chat}]
  traffic:
    basicAuthentication: {mode: Strict, users: ["ada:{SHA}0DPiKuNIrrVmD8IUCuw1hQxNqZc="]}
"""

AUTH_FAILS_OPEN = Rule(
    id="KGW0601",
    name="auth-fails-open",
    severity=Severity.WARNING,
    summary="Requests pass unchecked while the external authorization service cannot be reached.",
    bad=_EXTENSION + "    failOpen: true\n" + _SERVICES,
    good=_EXTENSION + _SERVICES,
)
LIMIT_FAILS_OPEN = Rule(
    id="KGW0602",
    name="rate-limit-fails-open",
    severity=Severity.INFO,
    summary="Requests pass uncounted while the rate limit service cannot be reached; that is the default.",
    bad=_LIMITS.replace("    failOpen: false\n", "") + _SERVICES,
    good=_LIMITS + _SERVICES,
)
AUTHENTICATION_OPTIONAL = Rule(
    id="KGW0603",
    name="authentication-optional",
    severity=Severity.INFO,
    summary="Requests without credentials pass; that is the default of MCP authentication.",
    bad=_JWT.replace("Strict", "Optional"),
    good=_JWT,
)
PROCESSING_FAILS_OPEN = Rule(
    id="KGW0604",
    name="processing-fails-open",
    severity=Severity.INFO,
    summary="Requests pass unprocessed while the external processor cannot be reached; that is the default.",
    bad=_PROCESSOR.replace("    failOpen: false\n", "") + _SERVICES,
    good=_PROCESSOR + _SERVICES,
)
RULES: tuple[Rule, ...] = (AUTH_FAILS_OPEN, LIMIT_FAILS_OPEN, AUTHENTICATION_OPTIONAL, PROCESSING_FAILS_OPEN)

#: Settings of AgentgatewayPolicies that authenticate: attributes, names in manifests, what they do without a mode.
_MODES = (
    (("traffic", "jwt_authentication"), ("traffic", "jwtAuthentication"), "Strict"),
    (("traffic", "basic_authentication"), ("traffic", "basicAuthentication"), "Strict"),
    (("traffic", "api_key_authentication"), ("traffic", "apiKeyAuthentication"), "Strict"),
    (("backend", "mcp", "authentication"), ("backend", "mcp", "authentication"), "Optional"),
)


def security_findings(resolved: Resolved) -> Iterator[Finding]:
    """Extensions that let requests pass when they fail."""
    for extension in resolved.objects.of(GATEWAY_EXTENSION):
        spec = extension.object.spec
        if spec.ext_auth is not None and spec.ext_auth.fail_open:
            path = ("spec", "extAuth", "failOpen")
            yield finding(AUTH_FAILS_OPEN, extension, path, "requests pass unchecked when the service is down")
        if spec.rate_limit is not None and spec.rate_limit.fail_open:
            path = ("spec", "rateLimit", "failOpen")
            message = "requests pass uncounted when the service is down"
            yield finding(LIMIT_FAILS_OPEN, extension, path, message, "set failOpen: false to refuse them instead")
        if spec.ext_proc is not None and spec.ext_proc.fail_open:
            path = ("spec", "extProc", "failOpen")
            message = "requests and responses pass unprocessed when the service is down"
            yield finding(PROCESSING_FAILS_OPEN, extension, path, message, "set failOpen: false to refuse them instead")
        if spec.jwt is not None and spec.jwt.validation_mode == "AllowMissing":
            path = ("spec", "jwt", "validationMode")
            yield finding(AUTHENTICATION_OPTIONAL, extension, path, "requests without a token pass")
    for policy in resolved.objects.of(AGENTGATEWAY_POLICY):
        yield from _optional(policy)


def _optional(policy: Resource[Any]) -> Iterator[Finding]:
    for attributes, names, without in _MODES:
        found = policy.object.spec
        for attribute in attributes:
            found = getattr(found, attribute, None)
        if found is not None and (found.mode or without) != "Strict":
            path = ("spec", *names, "mode")
            yield finding(
                AUTHENTICATION_OPTIONAL, policy, path, "requests without credentials pass", "set mode: Strict"
            )
