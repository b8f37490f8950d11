"""The catalogue's rules about whole objects: KGW0121 to KGW0129."""

from __future__ import annotations

from kgwctl.diagnostics import Rule, Severity

NOT_AN_OBJECT = Rule(
    id="KGW0121",
    name="not-an-object",
    severity=Severity.ERROR,
    summary="A document is no Kubernetes object: apiVersion or kind is missing or no text.",
    bad="""\
kind: HTTPRoute
metadata: {name: web}
""",
    good="""\
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: web}
spec: {}
""",
)
NO_MANIFEST = Rule(
    id="KGW0126",
    name="no-manifest",
    severity=Severity.WARNING,
    summary="A document has neither apiVersion nor kind, and is left out.",
    explanation="Other programs' files may lie beside manifests. Name the folders to read, or ignore the rule.",
    bad="""\
services: {web: {image: nginx}}
""",
    good="""\
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: web}
spec: {}
""",
)
MISSING_NAME = Rule(
    id="KGW0122",
    name="missing-name",
    severity=Severity.ERROR,
    summary="An object has no metadata.name, so nothing can refer to it.",
    bad="""\
apiVersion: v1
kind: Service
metadata: {labels: {app: web}}
spec: {ports: [{port: 80}]}
""",
    good="""\
apiVersion: v1
kind: Service
metadata: {name: web, labels: {app: web}}
spec: {ports: [{port: 80}]}
""",
)
DUPLICATE_OBJECT = Rule(
    id="KGW0123",
    name="duplicate-object",
    severity=Severity.ERROR,
    summary="Two objects have the same kind, namespace and name.",
    explanation="Applied together, the later one would replace the earlier one. The first is used here.",
    bad="""\
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {ports: [{port: 80}]}
---
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {ports: [{port: 8080}]}
""",
    good="""\
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {ports: [{port: 80}]}
---
apiVersion: v1
kind: Service
metadata: {name: web-admin}
spec: {ports: [{port: 8080}]}
""",
)
VERSION_NOT_SERVED = Rule(
    id="KGW0124",
    name="version-not-served",
    severity=Severity.ERROR,
    summary="The kind exists, but not in the version that the object names.",
    bad="""\
apiVersion: gateway.networking.k8s.io/v1alpha2
kind: HTTPRoute
metadata: {name: web}
spec: {}
""",
    good="""\
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: web}
spec: {}
""",
)
UNREADABLE_OBJECT = Rule(
    id="KGW0125",
    name="unreadable-object",
    severity=Severity.ERROR,
    summary="A value has a type that the kind cannot be read with; the object is left out.",
    bad="""\
apiVersion: v1
kind: Pod
metadata: {name: web}
spec: {nodeName: 1}
""",
    good="""\
apiVersion: v1
kind: Pod
metadata: {name: web}
spec: {nodeName: one}
""",
)
KIND_NOT_SERVED = Rule(
    id="KGW0127",
    name="kind-not-served",
    severity=Severity.ERROR,
    summary="A group of Gateway API, kgateway or agentgateway has no kind of that name.",
    explanation="All kinds of these groups are known, so this is a slip, a kind of another group, or one of an "
    "earlier or later release. An API server answers: no matches for kind. A CRD given with --crds adds the kind.",
    bad="""\
apiVersion: gateway.kgateway.dev/v1alpha1
kind: TrafficPolcy
metadata: {name: limits}
spec: {}
""",
    good="""\
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: web}
spec: {}
""",
)

#: All rules of the family, by id.
RULES: tuple[Rule, ...] = (
    NOT_AN_OBJECT,
    NO_MANIFEST,
    MISSING_NAME,
    DUPLICATE_OBJECT,
    VERSION_NOT_SERVED,
    UNREADABLE_OBJECT,
    KIND_NOT_SERVED,
)
