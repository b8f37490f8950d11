"""Names that are one letter off a known one, where any name is allowed: KGW1010 and KGW1011."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kgwctl.api.kinds import GATEWAY, GATEWAY_CLASS, REFERENCE_GRANT
from kgwctl.diagnostics import Rule, Severity
from kgwctl.lint.findings import finding
from kgwctl.resolve.classes import BUILT_IN

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kgwctl.diagnostics import Finding
    from kgwctl.resolve.resolved import Resolved

_GATEWAY = """\
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: edge}
spec:
  gatewayClassName: kgateway
  listeners: [{name: http, port: 80, protocol: HTTP}]
"""
_GRANT = """\
apiVersion: gateway.networking.k8s.io/v1beta1
kind: ReferenceGrant
metadata: {name: shop}
spec:
  from: [{group: gateway.networking.k8s.io, kind: HTTPRoute, namespace: web}]
  to: [{group: "", kind: Service}]
"""

CLASS = Rule(
    id="KGW1010",
    name="class-not-found",
    severity=Severity.WARNING,
    summary="A Gateway's class is neither here nor built in, and its name is close to one that is.",
    explanation="Nobody serves a Gateway whose class does not exist. Classes of other projects are left alone.",
    bad=_GATEWAY.replace("gatewayClassName: kgateway", "gatewayClassName: kgatway"),
    good=_GATEWAY,
)
GROUP_CORE = Rule(
    id="KGW1011",
    name="group-called-core",
    severity=Severity.INFO,
    summary='A ReferenceGrant names the group "core"; the group of Services and Secrets is the empty text.',
    explanation="kgateway reads the one as the other; agentgateway and other implementations do not.",
    bad=_GRANT.replace('group: ""', "group: core"),
    good=_GRANT,
)
RULES: tuple[Rule, ...] = (CLASS, GROUP_CORE)


def misspelt_name_findings(resolved: Resolved) -> Iterator[Finding]:
    """Classes and groups that were hardly meant as they are written."""
    known = {*BUILT_IN, *(one.name for one in resolved.objects.of(GATEWAY_CLASS))}
    for gateway in resolved.objects.of(GATEWAY):
        name = gateway.object.spec.gateway_class_name
        if name not in known:
            from difflib import get_close_matches

            alike = get_close_matches(name, sorted(known), n=1, cutoff=0.8)
            if alike:
                message = f"there is no class {name}, so nobody serves the Gateway"
                yield finding(CLASS, gateway, ("spec", "gatewayClassName"), message, f"did you mean {alike[0]}?")
    for grant in resolved.objects.of(REFERENCE_GRANT):
        spec = grant.object.spec
        if spec is None:
            continue
        groups = {"from": [one.group for one in spec.from_], "to": [one.group for one in spec.to]}
        for field, entries in groups.items():
            for index, group in enumerate(entries):
                if group == "core":
                    path = ("spec", field, index, "group")
                    message = "the group of core kinds is the empty text: only kgateway's controller reads core so"
                    yield finding(GROUP_CORE, grant, path, message, 'write group: ""')
