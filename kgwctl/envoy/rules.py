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

RULES = (FILTER_LEFT_OUT, SECRET_FROM_OUTSIDE)
