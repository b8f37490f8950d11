"""The catalogue's rules of the schema family: KGW0101 to KGW0119."""

from __future__ import annotations

from kgwctl.diagnostics import Rule, Severity

__all__ = ["RULES", "Rule"]

#: What the policies of the examples select.
_TARGET = """\
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: web, labels: {app: web}}
spec: {}
"""

UNKNOWN_FIELD = Rule(
    id="KGW0101",
    name="unknown-field",
    severity=Severity.ERROR,
    summary="A field is not part of the kind's schema.",
    explanation="A strict API server refuses the object; a lax one drops the field without a word.",
    bad="""\
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: web}
spec:
  hostname: [example.com]
""",
    good="""\
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: web}
spec:
  hostnames: [example.com]
""",
)
WRONG_TYPE = Rule(
    id="KGW0102",
    name="wrong-type",
    severity=Severity.ERROR,
    summary="A value has another type or format than its field.",
    bad="""\
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: web}
spec:
  hostnames: example.com
""",
    good="""\
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: web}
spec:
  hostnames: [example.com]
""",
)
MISSING_FIELD = Rule(
    id="KGW0103",
    name="missing-field",
    severity=Severity.ERROR,
    summary="A required field is missing.",
    bad="""\
apiVersion: gateway.kgateway.dev/v1alpha1
kind: DirectResponse
metadata: {name: healthy}
spec: {body: ok}
""",
    good="""\
apiVersion: gateway.kgateway.dev/v1alpha1
kind: DirectResponse
metadata: {name: healthy}
spec: {status: 200, body: ok}
""",
)
UNSUPPORTED_VALUE = Rule(
    id="KGW0104",
    name="unsupported-value",
    severity=Severity.ERROR,
    summary="A value is not one of those that its field allows.",
    bad="""\
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: web}
spec:
  rules:
  - matches:
    - path: {type: Prefix, value: /}
""",
    good="""\
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: web}
spec:
  rules:
  - matches:
    - path: {type: PathPrefix, value: /}
""",
)
INVALID_VALUE = Rule(
    id="KGW0105",
    name="invalid-value",
    severity=Severity.ERROR,
    summary="A value breaks a bound, a pattern or a choice of its field's schema.",
    bad="""\
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: http}
spec:
  gatewayClassName: kgateway
  listeners:
  - {name: http, protocol: HTTP, port: 65536}
""",
    good="""\
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: http}
spec:
  gatewayClassName: kgateway
  listeners:
  - {name: http, protocol: HTTP, port: 8080}
""",
)
DUPLICATE_ENTRY = Rule(
    id="KGW0106",
    name="duplicate-entry",
    severity=Severity.ERROR,
    summary="Two entries of a list have the same value, or the same key, where it has to be unique.",
    bad="""\
apiVersion: gateway.kgateway.dev/v1alpha1
kind: TrafficPolicy
metadata: {name: headers}
spec:
  targetSelectors: [{group: gateway.networking.k8s.io, kind: HTTPRoute, matchLabels: {app: web}}]
  headerModifiers:
    request: {remove: [x-debug, x-debug]}
"""
    + _TARGET,
    good="""\
apiVersion: gateway.kgateway.dev/v1alpha1
kind: TrafficPolicy
metadata: {name: headers}
spec:
  targetSelectors: [{group: gateway.networking.k8s.io, kind: HTTPRoute, matchLabels: {app: web}}]
  headerModifiers:
    request: {remove: [x-debug]}
"""
    + _TARGET,
)
BROKEN_RULE = Rule(
    id="KGW0107",
    name="broken-rule",
    severity=Severity.ERROR,
    summary="A rule between fields (CEL, x-kubernetes-validations) does not hold.",
    bad="""\
apiVersion: gateway.kgateway.dev/v1alpha1
kind: TrafficPolicy
metadata: {name: retries}
spec:
  targetSelectors: [{group: gateway.networking.k8s.io, kind: HTTPRoute, matchLabels: {app: web}}]
  retry: {attempts: 2}
"""
    + _TARGET,
    good="""\
apiVersion: gateway.kgateway.dev/v1alpha1
kind: TrafficPolicy
metadata: {name: retries}
spec:
  targetSelectors: [{group: gateway.networking.k8s.io, kind: HTTPRoute, matchLabels: {app: web}}]
  retry: {attempts: 2, retryOn: [gateway-error]}
"""
    + _TARGET,
)
INVALID_METADATA = Rule(
    id="KGW0108",
    name="invalid-metadata",
    severity=Severity.ERROR,
    summary="The object's name, namespace, labels or annotations are not what Kubernetes accepts.",
    bad="""\
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: Web_Route}
spec: {}
""",
    good="""\
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: web-route}
spec: {}
""",
)
UNKNOWN_KIND = Rule(
    id="KGW0110",
    name="unknown-kind",
    severity=Severity.ERROR,
    summary="There is no schema for the object's kind (reported with --strict-kinds).",
    explanation="Name the kind's CRD with --crds, or leave --strict-kinds out to count and skip such objects.",
    bad="""\
apiVersion: example.com/v1
kind: Widget
metadata: {name: blue}
""",
    good="""\
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: web}
spec: {}
""",
)
INVALID_CRD = Rule(
    id="KGW0111",
    name="invalid-crd",
    severity=Severity.ERROR,
    summary="A CustomResourceDefinition given with --crds is not one that Kubernetes accepts.",
    explanation="Its CEL rules count, too: their types must be right, and their estimated cost must keep the budget.",
    bad="""\
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: widgets.example.com}
spec:
  group: example.com
  scope: Namespaced
  names: {kind: Widget, plural: widgets}
  versions:
  - {name: v1, served: true, storage: true}
""",
    good="""\
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: widgets.example.com}
spec:
  group: example.com
  scope: Namespaced
  names: {kind: Widget, plural: widgets}
  versions:
  - name: v1
    served: true
    storage: true
    schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}
""",
)

#: All rules of the family, by id.
RULES: tuple[Rule, ...] = (
    UNKNOWN_FIELD,
    WRONG_TYPE,
    MISSING_FIELD,
    UNSUPPORTED_VALUE,
    INVALID_VALUE,
    DUPLICATE_ENTRY,
    BROKEN_RULE,
    INVALID_METADATA,
    UNKNOWN_KIND,
    INVALID_CRD,
)
