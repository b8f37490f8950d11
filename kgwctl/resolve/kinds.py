"""Groups, kinds and controller names that resolution knows."""

from __future__ import annotations

GATEWAY_GROUP = "gateway.networking.k8s.io"
EXPERIMENTAL_GROUP = "gateway.networking.x-k8s.io"
KGATEWAY_GROUP = "gateway.kgateway.dev"
ISTIO_GROUP = "networking.istio.io"
DELEGATION_GROUP = "delegation.kgateway.dev"
DISCOVERY_GROUP = "discovery.k8s.io"

#: The delegation reference by label is a group and kind of its own: ``delegation.kgateway.dev/label``,
#: which is also the label's key on child routes.
DELEGATION_KIND = "label"
DELEGATION_LABEL = f"{DELEGATION_GROUP}/{DELEGATION_KIND}"

ENVOY_CONTROLLER = "kgateway.dev/kgateway"
AGENTGATEWAY_CONTROLLER = "agentgateway.dev/agentgateway"
