"""Kinds that a group of ours does not have: what was probably meant, and where a kind went or came from.

All kinds of these groups are known, so an API server with the CRDs of kgateway v2.2 and Gateway API v1.4
says "no matches for kind" to any other.
"""

from __future__ import annotations

from kgwctl.api.kinds import AGENTGATEWAY, GATEWAY_API, GATEWAY_API_EXPERIMENTAL, KGATEWAY
from kgwctl.api.registry import KINDS

#: Groups of which every kind is known.
GROUPS = frozenset((AGENTGATEWAY, GATEWAY_API, GATEWAY_API_EXPERIMENTAL, KGATEWAY))

#: What became of kinds that these groups had, or will have, by group and kind.
_HISTORY = {
    (KGATEWAY, "RoutePolicy"): "it became TrafficPolicy in kgateway v2.0",
    (KGATEWAY, "RouteOption"): "Gloo's options became TrafficPolicy in kgateway v2.0",
    (KGATEWAY, "Upstream"): "it became Backend in kgateway v2.0",
    (KGATEWAY, "HttpListenerPolicy"): "it became HTTPListenerPolicy in kgateway v2.0, and ListenerPolicy in v2.2",
    (GATEWAY_API, "ListenerSet"): (
        "it comes with Gateway API v1.5; until then there is XListenerSet of gateway.networking.x-k8s.io/v1alpha1"
    ),
    (GATEWAY_API, "BackendLBPolicy"): "it became XBackendTrafficPolicy of gateway.networking.x-k8s.io in v1.3",
    (GATEWAY_API, "ReferencePolicy"): "it became ReferenceGrant in Gateway API v0.5",
}


def suggestion(group: str, kind: str) -> str:
    """What to write instead of a kind that the group does not have; empty if nothing comes near."""
    if (group, kind) in _HISTORY:
        return _HISTORY[group, kind]
    elsewhere = next((known for known in KINDS if known.kind == kind and known.group), None)
    if elsewhere is not None:
        return f"{kind} is of {elsewhere.group}/{elsewhere.versions[0].name}"
    from difflib import get_close_matches

    lowered = {known.kind.lower(): known for known in KINDS if known.group in GROUPS}
    here = [name for name, known in lowered.items() if known.group == group]
    for names in (here, list(lowered)):
        for name in get_close_matches(kind.lower(), names, n=1, cutoff=0.8):
            known = lowered[name]
            place = "" if known.group == group else f" of {known.group}/{known.versions[0].name}"
            return f"did you mean {known.kind}{place}?"
    return ""
