"""Groups, kinds and controller names that resolution knows."""

from __future__ import annotations

from kgwctl.api.kinds import (
    DELEGATION,
    DELEGATION_LABEL_REFERENCE,
    DISCOVERY,
    GATEWAY_API,
    GATEWAY_API_EXPERIMENTAL,
    ISTIO,
    KGATEWAY,
)
from kgwctl.planes.agentgateway import AGENTGATEWAY
from kgwctl.planes.envoy import ENVOY

GATEWAY_GROUP = GATEWAY_API
EXPERIMENTAL_GROUP = GATEWAY_API_EXPERIMENTAL
KGATEWAY_GROUP = KGATEWAY
ISTIO_GROUP = ISTIO
DELEGATION_GROUP = DELEGATION
DISCOVERY_GROUP = DISCOVERY

#: The delegation reference by label is a group and kind of its own: ``delegation.kgateway.dev/label``,
#: which is also the label's key on child routes.
DELEGATION_KIND = DELEGATION_LABEL_REFERENCE.kind
DELEGATION_LABEL = f"{DELEGATION_GROUP}/{DELEGATION_KIND}"

ENVOY_CONTROLLER = ENVOY.controller
AGENTGATEWAY_CONTROLLER = AGENTGATEWAY.controller
