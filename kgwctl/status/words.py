"""Every condition type, reason and message that kgateway writes into a status, in one place.

The text of an error that resolution found stands with the error, in :mod:`kgwctl.resolve.reasons`.
Sources: Gateway API v1.4 (types and reasons) and kgateway v2.2.0 (messages).
"""

from __future__ import annotations

# Condition types.
ACCEPTED = "Accepted"
ATTACHED = "Attached"
ATTACHED_LISTENER_SETS = "AttachedListenerSets"
CONFLICTED = "Conflicted"
PROGRAMMED = "Programmed"
RESOLVED_REFS = "ResolvedRefs"
STATUS_SUMMARIZED = "StatusSummarized"

# Condition statuses.
TRUE = "True"
FALSE = "False"
UNKNOWN = "Unknown"

# Reasons of Gateways and ListenerSets. Several share their word with a condition type.
GATEWAY_REPLACED = "GatewayReplaced"
INVALID = "Invalid"
INVALID_PARAMETERS = "InvalidParameters"
LISTENERS_NOT_VALID = "ListenersNotValid"
LISTENER_SETS_ATTACHED = "ListenerSetsAttached"
LISTENER_SETS_NOT_ALLOWED = "ListenerSetsNotAllowed"
NOT_ALLOWED = "NotAllowed"
NO_RESOURCES = "NoResources"

# Reasons of listeners.
HOSTNAME_CONFLICT = "HostnameConflict"
INVALID_CERTIFICATE_REF = "InvalidCertificateRef"
INVALID_ROUTE_KINDS = "InvalidRouteKinds"
LISTENER_REPLACED = "ListenerReplaced"
NO_CONFLICTS = "NoConflicts"
PROTOCOL_CONFLICT = "ProtocolConflict"
REF_NOT_PERMITTED = "RefNotPermitted"
UNSUPPORTED_PROTOCOL = "UnsupportedProtocol"

# Reasons of routes.
BACKEND_NOT_FOUND = "BackendNotFound"
INVALID_KIND = "InvalidKind"
NOT_ALLOWED_BY_LISTENERS = "NotAllowedByListeners"
NO_MATCHING_LISTENER_HOSTNAME = "NoMatchingListenerHostname"
NO_MATCHING_PARENT = "NoMatchingParent"
ROUTE_RULE_DROPPED = "RouteRuleDropped"
ROUTE_RULE_REPLACED = "RouteRuleReplaced"
UNSUPPORTED_VALUE = "UnsupportedValue"

# Reasons of policies.
MERGED = "Merged"
OVERRIDDEN = "Overridden"
PENDING = "Pending"
STATUS_SUMMARY = "StatusSummary"
VALID = "Valid"

# Messages of what went well.
GATEWAY_ACCEPTED_MESSAGE = "Successfully accepted Gateway"
GATEWAY_PROGRAMMED_MESSAGE = "Successfully programmed Gateway"
LISTENER_SET_ACCEPTED_MESSAGE = "Successfully accepted ListenerSet"
LISTENER_SET_PROGRAMMED_MESSAGE = "Successfully programmed ListenerSet"
LISTENER_ACCEPTED_MESSAGE = "Successfully accepted Listener"
LISTENER_NO_CONFLICTS_MESSAGE = "Successfully verified that Listener has no conflicts"
LISTENER_PROGRAMMED_MESSAGE = "Successfully programmed Listener"
REFS_RESOLVED_MESSAGE = "Successfully resolved all references"
ROUTE_ACCEPTED_MESSAGE = "Successfully accepted Route"
POLICY_ACCEPTED_MESSAGE = "Policy accepted"
POLICY_ATTACHED_MESSAGE = "Attached to all targets"
POLICY_MERGED_MESSAGE = "Merged with other policies in target(s) and attached"
POLICY_OVERRIDDEN_MESSAGE = "Overridden due to conflict with higher priority policy in target(s)"

# Messages of what went wrong.
NO_VALID_LISTENERS_MESSAGE = "No valid listeners"
ONLY_PROXY_LISTENER_MESSAGE = "Only a 'istio.io/PROXY' listener is allowed for kgateway-waypoint Gateways."
NO_PROXY_LISTENER_MESSAGE = "Must contain at one listener with the protocol 'istio.io/PROXY'"
NO_L4_BACKENDS_MESSAGE = "TCP/TLS listener has no valid backends or routes"
INVALID_CERTIFICATES_MESSAGE = "Invalid certificate ref(s)."
CERTIFICATE_NOT_PERMITTED_MESSAGE = "Reference not permitted by ReferenceGrant."


def resource_not_found(kind: str, namespace: str, name: str) -> str:
    """A TLS reference to something that does not exist."""
    return f"{kind or 'Resource'} {namespace}/{name} not found."


def listeners_not_programmed(problems: list[tuple[str, str]]) -> str:
    """The listeners ``(name, message)`` that are not programmed; names alone if none has a message."""
    told = "; ".join(f"{name}: {message}" for name, message in problems if message)
    return f"Some listeners are not programmed: {told or ', '.join(name for name, _ in problems)}"


def ancestors_ignored(count: int) -> str:
    """Ancestors of a policy beyond the number that a status may hold."""
    return f"{count} AncestorRefs ignored due to max status size"


def rule_replaced(match_index: int, error: str) -> str:
    """A route rule that became a direct response."""
    return f"Replaced Rule ({match_index}): {error}"


def rule_dropped(match_index: int, error: str) -> str:
    """A route rule that was left out."""
    return f"Dropped Rule ({match_index}): {error}"
