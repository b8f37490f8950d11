"""The catalogue's rules about worlds: KGW0021 to KGW0029."""

from __future__ import annotations

from kgwctl.diagnostics import Rule, Severity

_KUSTOMIZATION = """\
apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
resources: [{file}]
"""

CANNOT_BUILD = Rule(
    id="KGW0021",
    name="cannot-build",
    severity=Severity.ERROR,
    summary="A kustomization, or what applies one, names something that is not there or does not fit.",
    explanation="kustomize stops at this, and nothing of the world is applied. What can be built is checked all the "
    "same.",
    bad=_KUSTOMIZATION.format(file="gateway.yaml"),
    good="apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: []\n",
)
UNKNOWN_VALUE = Rule(
    id="KGW0022",
    name="unknown-value",
    severity=Severity.INFO,
    summary="A value is filled in elsewhere: a variable that nothing in the tree sets, or an encrypted field.",
    explanation="Such a value is taken for right: what depends on it is not reported. The rest of the object is "
    "checked as always. Said once a file.",
    bad="""\
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: web}
spec: {hostnames: ["www.${DOMAIN}"]}
""",
    good="""\
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: web}
spec: {hostnames: [www.example.com]}
""",
)

#: All rules of the family, by id.
RULES: tuple[Rule, ...] = (CANNOT_BUILD, UNKNOWN_VALUE)
