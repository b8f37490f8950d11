"""Istio's DestinationRules: which one, if any, is about a host for the proxies of a Gateway.

Source: ``pkg/kgateway/extensions2/plugins/destrule@v2.2.0``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kgwctl.api.kinds import DESTINATION_RULE
from kgwctl.resolve.selectors import has_all
from kgwctl.scalars.duration import DurationError, parse_duration

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kgwctl.api.istio.destination_rule import LocalityLbSetting, PortTrafficPolicy, TrafficPolicy
    from kgwctl.objects.object_set import ObjectSet
    from kgwctl.objects.resource import Resource
    from kgwctl.resolve.namespaces import Namespaces
    from kgwctl.resolve.proxies import Proxy
    from kgwctl.settings import Settings

_EVERYWHERE = "*"


class DestinationRules:
    """The DestinationRules of a run by namespace of the proxies and host; none unless Istio is integrated.

    One whose durations are none cannot be read by the controller either, and is not seen.
    """

    __slots__ = ("_by_host",)

    def __init__(self, objects: ObjectSet, namespaces: Namespaces, settings: Settings) -> None:
        self._by_host: dict[tuple[str, str], list[Resource[Any]]] = {}
        if not settings.enable_istio_integration:
            return
        for rule in namespaces.seen(objects.of(DESTINATION_RULE)):
            if not _is_readable(rule.object.spec.traffic_policy):
                continue
            for namespace in _exported_to(rule):
                self._by_host.setdefault((namespace, rule.object.spec.host), []).append(rule)

    def policy(self, host: str, port: int, proxy: Proxy) -> TrafficPolicy | PortTrafficPolicy | None:
        """How a proxy treats traffic to a host's port: the oldest rule that is exported to it.

        Rules exported to all namespaces hide those exported to the proxy's own.
        """
        if not host or not self._by_host:
            return None
        for namespace in (_EVERYWHERE, proxy.namespace):
            rules = [one for one in self._by_host.get((namespace, host), ()) if _is_for(one, proxy)]
            if rules:
                oldest = min(rules, key=lambda one: (one.age, one.key))
                return _of_port(oldest.object.spec.traffic_policy, port)
        return None

    def __bool__(self) -> bool:
        return bool(self._by_host)


def locality_setting(policy: TrafficPolicy | PortTrafficPolicy | None) -> LocalityLbSetting | None:
    """The preference for near endpoints, unless it is switched off."""
    balancer = policy.load_balancer if policy is not None else None
    setting = balancer.locality_lb_setting if balancer is not None else None
    return None if setting is None or setting.enabled is False else setting


def _is_readable(policy: TrafficPolicy | None) -> bool:
    if policy is None:
        return True
    parts: list[TrafficPolicy | PortTrafficPolicy] = [policy, *(policy.port_level_settings or ())]
    texts: list[str | None] = []
    for part in parts:
        if part.outlier_detection is not None:
            texts += [part.outlier_detection.interval, part.outlier_detection.base_ejection_time]
        tcp = part.connection_pool.tcp if part.connection_pool is not None else None
        if tcp is not None and tcp.tcp_keepalive is not None:
            texts += [tcp.tcp_keepalive.time, tcp.tcp_keepalive.interval]
    try:
        for text in texts:
            if text is not None:
                parse_duration(text)
    except DurationError:
        return False
    return True


def _exported_to(rule: Resource[Any]) -> Iterator[str]:
    names = rule.object.spec.export_to
    if not names:
        yield _EVERYWHERE
    for name in names or ():
        yield rule.namespace if name == "." else name


def _is_for(rule: Resource[Any], proxy: Proxy) -> bool:
    selector = rule.object.spec.workload_selector
    wanted = (selector.match_labels if selector else None) or {}
    return not wanted or has_all(wanted, proxy.labels)


def _of_port(policy: TrafficPolicy | None, port: int) -> TrafficPolicy | PortTrafficPolicy | None:
    """Settings of a port stand instead of those of the whole host, even where they say nothing."""
    for one in (policy.port_level_settings if policy else None) or ():
        if one.port is not None and one.port.number == port:
            return one
    return policy
