"""What v2.2 of kgateway changed.

The field table was made by comparing the CRDs of v2.1.2 and v2.2.0, and those of the v2.2 betas with the
release; that of the chart by comparing its values.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from kgwctl.api.kinds import KGATEWAY
from kgwctl.releases.fact import (
    EACH,
    Advice,
    ChartFact,
    Deprecated,
    DoubtfulValue,
    Dropped,
    FieldFact,
    Misspelt,
    Moved,
    RemovedValue,
    Renamed,
    Required,
    Reread,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kgwctl.releases.fact import Mark

HTTP_LISTENER_POLICY = Deprecated("HTTPListenerPolicy", "ListenerPolicy", (b"HTTPListenerPolicy", b"httplistenerpolic"))
BUFFER_LIMIT = Deprecated(
    "kgateway.dev/per-connection-buffer-limit",
    "perConnectionBufferLimitBytes of a ListenerPolicy",
    (b"per-connection-buffer-limit",),
)
#: The new field leaves out more than the old one did.
FLOATING_USER_ID = Renamed("GatewayParameters", ("spec", "kube", "floatingUserId"), "omitDefaultSecurityContext")
TEMPLATES = Reread("TrafficPolicy", ("spec", "transformation"), (b"{{", b"{%", b"##"))

_USE = "Use an AgentgatewayBackend."
_RBAC: tuple[Mark, ...] = ((b"TrafficPolicy", b"rbac"),)
_AGENTGATEWAY: tuple[Mark, ...] = ((b"GatewayParameters", re.compile(rb"agentgateway[\"']?:")),)
_BACKEND: tuple[Mark, ...] = ((KGATEWAY.encode(), b"Backend", re.compile(rb"(?:ai|mcp)[\"']?:")),)


def _present(_: Any) -> bool:
    """For fields whose mere presence is the matter."""
    return True


_LOG = ("spec", "accessLog", EACH, "filter")
_SETTINGS = ("default", "httpSettings", "accessLog", EACH, "filter")


def _filters() -> Iterator[FieldFact]:
    """Access log filters: a comparison without a value compared with zero."""
    places = [("HTTPListenerPolicy", _LOG), ("ListenerPolicy", ("spec", *_SETTINGS))]
    places.append(("ListenerPolicy", ("spec", "perPort", EACH, "listener", *_SETTINGS[1:])))
    for kind, path in places:
        for below in ((), ("andFilter", EACH), ("orFilter", EACH)):
            for name in ("durationFilter", "statusCodeFilter"):
                yield Required(kind, (*path, *below, name), "value", 0)


FIELDS: tuple[FieldFact, ...] = (
    Renamed("TrafficPolicy", ("spec", "jwt"), "jwtAuth"),
    Renamed("TrafficPolicy", ("spec", "apiKeyAuthentication"), "apiKeyAuth"),
    Moved("GatewayExtension", ("spec", "jwtProviders"), ("jwt",), "providers"),
    Renamed(
        "GatewayExtension",
        ("spec", "jwt", "providers", EACH, "keepToken"),
        "forwardToken",
        (("Forward", True), ("Remove", False)),
    ),
    Moved("ListenerPolicy", ("spec", "proxyProtocol"), ("default",), "proxyProtocol"),
    Moved("ListenerPolicy", ("spec", "perConnectionBufferLimitBytes"), ("default",), "perConnectionBufferLimitBytes"),
    *_filters(),
    Dropped(
        "GatewayParameters",
        ("spec", "kube", "aiExtension"),
        "the AI extension of the Envoy proxy is gone",
        "Serve AI traffic with agentgateway.",
    ),
    Advice(
        "GatewayParameters",
        ("spec", "kube", "agentgateway", "customConfigMapName"),
        _present,
        "customConfigMapName is gone",
        "Put the configuration into spec.rawConfig of an AgentgatewayParameters.",
        _AGENTGATEWAY,
    ),
    Advice(
        "GatewayParameters",
        ("spec", "kube", "agentgateway"),
        _present,
        "spec.kube.agentgateway is ignored: GatewayParameters configure Envoy proxies only",
        "Configure agentgateway proxies with an AgentgatewayParameters.",
    ),
    Advice(
        "TrafficPolicy",
        ("spec", "ai"),
        _present,
        "TrafficPolicy has no ai settings any more",
        "AI traffic is agentgateway's: write them below spec.backend.ai of an AgentgatewayPolicy.",
    ),
    Advice(
        "TrafficPolicy",
        ("spec", "targetRefs", EACH),
        lambda ref: isinstance(ref, dict) and ref.get("kind") == "Backend",
        "TrafficPolicy cannot target a Backend any more",
        "Target the routes to it, or use an AgentgatewayPolicy for an agentgateway backend.",
        ((b"TrafficPolicy", re.compile(rb"kind[\"']?: ?[\"']?Backend\b")),),
    ),
    Advice(
        "TrafficPolicy",
        ("spec", "rbac", "policy"),
        lambda policy: isinstance(policy, dict) and not policy.get("matchExpressions"),
        "rbac.policy needs matchExpressions",
        "Without an expression the policy matched nothing; write the ones you mean, or remove rbac.",
        _RBAC,
    ),
    Advice(
        "TrafficPolicy",
        ("spec", "rbac", "policy", "matchExpressions"),
        lambda found: isinstance(found, list) and len(found) > 256,
        "rbac.policy takes at most 256 matchExpressions",
        "Join some of them with ||.",
        _RBAC,
    ),
    Advice(
        "TrafficPolicy",
        ("spec", "rbac", "policy", "matchExpressions", EACH),
        lambda text: isinstance(text, str) and not 1 <= len(text) <= 16384,
        "an expression has 1 to 16384 characters",
        "Split it, or remove it if it is empty.",
        _RBAC,
    ),
    Advice("Backend", ("spec", "ai"), _present, "Backend has no ai any more", _USE, _BACKEND),
    Advice("Backend", ("spec", "mcp"), _present, "Backend has no mcp any more", _USE, _BACKEND),
)

ENV = ("controller", "extraEnv")
_OFF = (False, "false", None)
_REMOVED: tuple[RemovedValue, ...] = (
    RemovedValue(
        ("agentgateway", "enabled"),
        "the kgateway chart runs Envoy only",
        "Install the agentgateway and agentgateway-crds charts for agentgateway.",
        _OFF,
    ),
    RemovedValue(
        ("controller", "service", "ports", "agwGrpc"),
        "the kgateway chart serves Envoy only",
        "Set controller.service.ports.agwGrpc of the agentgateway chart if the port matters.",
    ),
    RemovedValue(
        ("inferenceExtension", "autoProvision"),
        "endpoint pickers are not provisioned any more",
        "Install the endpoint picker with the chart of its InferencePool.",
        _OFF,
    ),
    RemovedValue(
        (*ENV, "KGW_INFER_EXT_AUTO_PROVISION"),
        "endpoint pickers are not provisioned any more",
        "Install the endpoint picker with the chart of its InferencePool.",
        _OFF,
    ),
    RemovedValue(
        (*ENV, "KGW_ENABLE_AGENTGATEWAY"),
        "the kgateway chart sets it to false itself",
        "Install the agentgateway and agentgateway-crds charts for agentgateway.",
        _OFF,
    ),
)
_DOUBTFUL: tuple[DoubtfulValue, ...] = (
    DoubtfulValue(
        (*ENV, "KGW_USE_RUST_FORMATIONS"),
        (False, "false"),
        "classic transformations are deprecated and go in v2.3",
        "Migrate the templates (transformation-templates) and remove the variable.",
    ),
    DoubtfulValue(
        ("inferenceExtension", "enabled"),
        (True, "true"),
        "Envoy proxies do not route to InferencePools any more",
        "Enable it in the agentgateway chart.",
    ),
)
#: As the release blog and the notes of the first beta spell it. The controller ignores it.
EXPERIMENTAL_GATE = Misspelt(
    ENV, "KGW_ENABLE_GATEWAY_API_EXPERIMENTAL_FEATURES", "KGW_ENABLE_EXPERIMENTAL_GATEWAY_API_FEATURES"
)
CHART: tuple[ChartFact, ...] = (EXPERIMENTAL_GATE, *_REMOVED, *_DOUBTFUL)
