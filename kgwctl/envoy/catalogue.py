"""The catalogue's rules about what Envoy is given: KGW0901 to KGW0909."""

from __future__ import annotations

from kgwctl.diagnostics import Rule, Severity

__all__ = ["RULES", "Rule"]

FILTER_LEFT_OUT = Rule(
    id="KGW0901",
    name="bootstrap-filter-left-out",
    severity=Severity.WARNING,
    summary="The bootstrap leaves a filter out that a stock Envoy does not have.",
    explanation=(
        "kgateway's image carries a module for transformations. A stock Envoy refuses a configuration that "
        "names it, so `-o bootstrap` leaves it out: everything else behaves as in the cluster, the "
        "transformations do not happen. `-o yaml` and `-o json` hold the full configuration."
    ),
)
SECRET_FROM_OUTSIDE = Rule(
    id="KGW0902",
    name="bootstrap-secret-from-outside",
    severity=Severity.WARNING,
    summary="The bootstrap needs a certificate that only a running agent provides.",
    explanation=(
        "Certificates of a service mesh are issued to the pod at run time. The bootstrap still asks for them "
        "by name, and connections that use them fail until something answers."
    ),
)

FIELD_NOT_RENDERED = Rule(
    id="KGW0903",
    name="field-not-rendered",
    severity=Severity.WARNING,
    summary="A policy says something that kgateway acts on and kgwctl does not render yet.",
    explanation=(
        "The output lacks what this field, or this kind of policy, does in a cluster. Everything else of the "
        "policy is rendered. docs/coverage.md lists what is rendered and what is not."
    ),
)
POLICY_NOT_ACCEPTED = Rule(
    id="KGW0904",
    name="policy-not-accepted",
    severity=Severity.WARNING,
    summary="kgateway refuses a policy, and what it applies to answers 500.",
    explanation=(
        "A policy with an error applies nowhere. The rule, virtual host or listener that it targets is replaced "
        "by a direct response with status 500, so that nothing goes unprotected; a backend that it targets is "
        "taken away, and routes to it answer 500, too. The text is the one in the "
        "policy's Accepted condition."
    ),
)

RULES = (FILTER_LEFT_OUT, SECRET_FROM_OUTSIDE, FIELD_NOT_RENDERED, POLICY_NOT_ACCEPTED)
