"""Annotations and labels of kgateway and agentgateway that nothing reads as they are: KGW1001, KGW1002 and KGW1012."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kgwctl.diagnostics import Rule, Severity
from kgwctl.lint.findings import finding

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from kgwctl.diagnostics import Finding
    from kgwctl.objects.resource import Resource
    from kgwctl.resolve.resolved import Resolved

_ROUTE = """\
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata:
  name: web
  annotations: {kgateway.dev/inherited-policy-priority: DeepMergePreferParent}
spec:
  rules: [{filters: [{type: RequestRedirect, requestRedirect: {scheme: https}}]}]
"""

UNKNOWN_ANNOTATION = Rule(
    id="KGW1001",
    name="unknown-annotation",
    severity=Severity.WARNING,
    summary="An annotation or label has a prefix of kgateway's or agentgateway's, and neither reads it.",
    bad=_ROUTE.replace("inherited-policy", "inherit-policy"),
    good=_ROUTE,
)
ANNOTATION_VALUE = Rule(
    id="KGW1002",
    name="annotation-value",
    severity=Severity.WARNING,
    summary="An annotation of kgateway's has a value that it cannot read, so it counts as absent.",
    bad=_ROUTE.replace("DeepMergePreferParent", "ParentFirst"),
    good=_ROUTE,
)
RENAMED_ANNOTATION = Rule(
    id="KGW1012",
    name="annotation-of-earlier-release",
    severity=Severity.INFO,
    summary="An annotation that an earlier release read has another name now, so it has no effect.",
    bad=_ROUTE.replace("kgateway.dev/inherited", "delegation.kgateway.dev/inherited"),
    good=_ROUTE,
)
RULES: tuple[Rule, ...] = (UNKNOWN_ANNOTATION, ANNOTATION_VALUE, RENAMED_ANNOTATION)

#: What weights of extensions count for depends on their type.
_JUDGED_ELSEWHERE = "GatewayExtension"
_PREFIXES = ("kgateway.dev/", "agentgateway.dev/", "delegation.kgateway.dev/", "gateway.kgateway.dev/")
_INT32 = 1 << 31


def _weight(text: str) -> str:
    try:
        fits = -_INT32 <= int(text) < _INT32 if len(text) < 20 else False
    except ValueError:
        fits = False
    return "" if fits else "a whole number of 32 bits"


def _boolean(text: str) -> str:
    known = ("1", "t", "T", "TRUE", "true", "True", "0", "f", "F", "FALSE", "false", "False")
    return "" if text in known else "true or false"


def _priority(text: str) -> str:
    from kgwctl.resolve.annotations import PRIORITIES

    return "" if text in PRIORITIES else f"one of {', '.join(sorted(PRIORITIES))}"


def _inherits(text: str) -> str:
    known = ("true", "yes", "enabled", "false", "no", "disabled", "")
    return "" if text.lower() in known else "true or false"


def _quantity(text: str) -> str:
    from kgwctl.scalars.quantity import QuantityError, parse_quantity

    try:
        parse_quantity(text)
    except QuantityError:
        return "a quantity like 64Ki"
    return ""


def _anything(_text: str) -> str:
    return ""


#: Every annotation and label that v2.2.0 reads or writes, and what its value must be.
#: Source: pkg/**/annotations, wellknown, delegation and reports of kgateway@v2.2.0.
_KNOWN: Mapping[str, Callable[[str], str]] = {
    "delegation.kgateway.dev/inherit-parent-matcher": _inherits,
    "delegation.kgateway.dev/label": _anything,
    "gateway.kgateway.dev/auto-deploy": _anything,
    "kgateway.dev/disable-istio-auto-mtls": _boolean,
    "kgateway.dev/http-redirect-status-code": _anything,
    "kgateway.dev/inherited-policy-priority": _priority,
    "kgateway.dev/mcp-path": _anything,
    "kgateway.dev/per-connection-buffer-limit": _quantity,
    "kgateway.dev/policy-weight": _weight,
    "kgateway.dev/route-weight": _weight,
}

#: Names before 2.1, and what is read now.
_RENAMED = {"delegation.kgateway.dev/inherited-policy-priority": "kgateway.dev/inherited-policy-priority"}


def annotation_findings(resolved: Resolved) -> Iterator[Finding]:
    """Annotations and labels with one of our prefixes that are unknown, or cannot be read."""
    for resource in resolved.objects:
        if resource.key.kind == _JUDGED_ELSEWHERE:
            continue
        for field, entries in (("annotations", resource.annotations), ("labels", resource.labels)):
            for key, text in entries.items():
                if key.startswith(_PREFIXES):
                    yield from _of_entry(resource, field, key, text)


def _of_entry(resource: Resource[Any], field: str, key: str, text: str) -> Iterator[Finding]:
    path = ("metadata", field, key)
    check = _KNOWN.get(key)
    if key in _RENAMED:
        yield finding(RENAMED_ANNOTATION, resource, path, f"nothing reads {key}", f"the name is now {_RENAMED[key]}")
    elif check is None:
        from difflib import get_close_matches

        alike = get_close_matches(key, _KNOWN, n=1, cutoff=0.8)
        hint = f"did you mean {alike[0]}?" if alike else ""
        yield finding(UNKNOWN_ANNOTATION, resource, path, f"nothing reads {key}", hint)
    elif wanted := check(text):
        yield finding(ANNOTATION_VALUE, resource, path, f"{key} must be {wanted}, so it has no effect here")
