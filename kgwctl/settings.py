"""The controller settings: kgateway's environment variables, with its names and defaults.

Source: kgateway v2.2.0, ``api/settings``: an attribute ``x_y`` is the variable ``KGW_X_Y``.
Two variables without the prefix change translation too: ``POD_NAMESPACE`` and
``DELEGATION_WILDCARD_NAMESPACE``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Literal, get_args

import msgspec

from kgwctl.api.meta import LabelSelector

PREFIX = "KGW_"
#: Variables that upstream reads without the prefix.
UNPREFIXED = frozenset({"POD_NAMESPACE", "DELEGATION_WILDCARD_NAMESPACE"})

ValidationMode = Literal["STANDARD", "STRICT"]
DnsLookupFamily = Literal["V4_PREFERRED", "V4_ONLY", "V6_ONLY", "ALL", "AUTO"]
VALIDATION_MODES: tuple[str, ...] = get_args(ValidationMode)
DNS_LOOKUP_FAMILIES: tuple[str, ...] = get_args(DnsLookupFamily)

_TRUE = frozenset({"1", "t", "T", "TRUE", "true", "True"})
_FALSE = frozenset({"0", "f", "F", "FALSE", "false", "False"})
_UINT32_MAX = (1 << 32) - 1


class SettingsError(ValueError):
    """A setting that does not exist or cannot have the value given; the text names it and says why."""


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """All settings. Those of the deployer and of the controller process itself have no effect here."""

    dns_lookup_family: DnsLookupFamily = "V4_PREFERRED"
    """Address families that clusters found by DNS look up; one of ``DNS_LOOKUP_FAMILIES``."""
    listener_bind_ipv6: bool = True
    """Listeners bind to ``::`` (IPv4 included) instead of ``0.0.0.0``."""
    enable_istio_integration: bool = False
    """DestinationRules and Istio's service discovery are honoured."""
    enable_istio_auto_mtls: bool = False
    """Clusters offer Istio's mutual TLS to endpoints that speak it."""
    istio_namespace: str = "istio-system"
    """Where Istio's control plane runs."""
    xds_service_host: str = ""
    """Host that serves xDS; wins over ``xds_service_name``."""
    xds_service_name: str = "kgateway"
    """Service that serves xDS."""
    xds_service_port: int = 9977
    """Port of xDS for Envoy."""
    xds_auth: bool = True
    """Proxies authenticate to the xDS server."""
    xds_tls: bool = False
    """xDS is encrypted."""
    agentgateway_xds_service_port: int = 9978
    """Port of xDS for agentgateway."""
    use_rust_formations: bool = True
    """Transformations are a dynamic module of Envoy instead of the classic filter."""
    enable_infer_ext: bool | None = None
    """InferencePools may be backends (agentgateway only). Upstream's default is false; where nothing is said here,
    the InferencePools among the manifests are taken to be meant."""
    default_image_registry: str = "cr.kgateway.dev"
    """Registry of the proxies' images."""
    default_image_tag: str = ""
    """Tag of the proxies' images; empty: the controller's version."""
    default_image_pull_policy: str = "IfNotPresent"
    """Pull policy of the proxies' images."""
    waypoint_local_binding: bool = False
    """Waypoints bind to a loopback address."""
    ingress_use_waypoints: bool = True
    """Ingress traffic goes through the waypoint of a Service that has one."""
    log_level: str = "info"
    """Verbosity of the controller."""
    discovery_namespace_selectors: tuple[LabelSelector, ...] = ()
    """Only objects in namespaces that one of these selects are seen; empty: all namespaces."""
    enable_envoy: bool = True
    """Gateways of the Envoy data plane are translated."""
    enable_agentgateway: bool = True
    """Gateways of agentgateway are translated."""
    weighted_route_precedence: bool = False
    """The ``kgateway.dev/route-weight`` annotation comes first in the order of routes."""
    validation_mode: ValidationMode = "STANDARD"
    """``STRICT`` also has Envoy itself check what is generated."""
    enable_builtin_default_metrics: bool = False
    """The controller exports Go's own metrics."""
    global_policy_namespace: str = ""
    """Policies in this namespace may select targets in every namespace by label."""
    disable_leader_election: bool = False
    """The controller runs without leader election."""
    policy_merge: Mapping[str, Mapping[str, str]] = {}
    """How policies at one level merge, by kind (``trafficPolicy``) and field; ``DeepMerge`` or nothing."""
    enable_waypoint: bool = False
    """Istio waypoints are translated."""
    enable_experimental_gateway_api_features: bool = True
    """XListenerSet, TCPRoute, TLSRoute, and HTTPRoute's retry, sessionPersistence and CORS are honoured."""
    gateway_class_parameters_refs: Mapping[str, Mapping[str, str]] = {}
    """GatewayParameters of the default GatewayClasses, by class name."""
    pod_namespace: str = "kgateway-system"
    """``POD_NAMESPACE``: where the controller runs and keeps its own Secrets."""
    delegation_wildcard_namespace: str = "all"
    """``DELEGATION_WILDCARD_NAMESPACE``: the namespace word that means all in a delegation by label."""

    @classmethod
    def from_pairs(cls, pairs: Iterable[str]) -> Settings:
        """Settings from ``KGW_NAME=VALUE`` texts; the last of a name wins. Raises :class:`SettingsError`."""
        values: dict[str, Any] = {}
        for pair in pairs:
            name, separator, text = pair.partition("=")
            if not separator:
                raise SettingsError(f'setting "{pair}": expected NAME=VALUE, for example KGW_VALIDATION_MODE=STRICT')
            field = _field(name)
            try:
                values[field] = _parser(field)(text)
            except ValueError as error:
                raise SettingsError(f'setting {name}: "{text}" {error}') from None
        return cls(**values)


def variable(field: str) -> str:
    """The environment variable of an attribute of :class:`Settings`."""
    name = field.upper()
    return name if name in UNPREFIXED else PREFIX + name


def _field(name: str) -> str:
    known = {variable(field): field for field in Settings.__struct_fields__}
    field = known.get(name)
    if field is not None:
        return field
    import difflib

    near = difflib.get_close_matches(name.upper(), known, n=1)
    hint = f"; did you mean {near[0]}?" if near else ""
    raise SettingsError(f"unknown setting {name}{hint}")


def _parser(field: str) -> Callable[[str], Any]:
    special = _PARSERS.get(field)
    if special is not None:
        return special
    default = _DEFAULTS[field]
    if isinstance(default, bool):
        return boolean
    return _uint32 if isinstance(default, int) else str


def boolean(text: str) -> bool:
    """A boolean in one of the spellings that Go reads. Raises ``ValueError``."""
    if text in _TRUE:
        return True
    if text in _FALSE:
        return False
    raise ValueError("is not a boolean (true or false)")


def _uint32(text: str) -> int:
    try:
        number = int(text, 0)
    except ValueError:
        number = -1
    if not 0 <= number <= _UINT32_MAX:
        raise ValueError("is not a number between 0 and 4294967295")
    return number


def _one_of(choices: tuple[str, ...], *, any_case: bool) -> Callable[[str], str]:
    def parse(text: str) -> str:
        value = text.upper() if any_case else text
        if value not in choices:
            raise ValueError(f"is not one of {', '.join(choices)}")
        return value

    return parse


def _json(expected: Any, what: str, empty: Any) -> Callable[[str], Any]:
    def parse(text: str) -> Any:
        if not text:
            return empty
        try:
            return msgspec.json.decode(text, type=expected)
        except msgspec.DecodeError as error:
            raise ValueError(f"is not {what}: {error}") from None

    return parse


_PARSERS: dict[str, Callable[[str], Any]] = {
    "enable_infer_ext": boolean,
    "dns_lookup_family": _one_of(DNS_LOOKUP_FAMILIES, any_case=False),
    "validation_mode": _one_of(VALIDATION_MODES, any_case=True),
    "discovery_namespace_selectors": _json(tuple[LabelSelector, ...], "a JSON list of label selectors", ()),
    "policy_merge": _json(dict[str, dict[str, str]], "a JSON object of kinds and their fields", {}),
    "gateway_class_parameters_refs": _json(dict[str, dict[str, str]], "a JSON object of class names", {}),
}
_DEFAULTS: dict[str, Any] = dict(
    zip(Settings.__struct_fields__[::-1], Settings.__struct_defaults__[::-1], strict=False)
)
