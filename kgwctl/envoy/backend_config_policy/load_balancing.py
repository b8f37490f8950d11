"""How an endpoint of a backend is chosen."""

from __future__ import annotations

import re
from math import inf, isfinite
from typing import TYPE_CHECKING, NamedTuple

from kgwctl.envoy.backend_config_policy.contract import Setting
from kgwctl.envoy.messages.generated.cluster import Cluster, LoadBalancingPolicy
from kgwctl.envoy.messages.generated.core import RuntimeDouble, TypedExtensionConfig
from kgwctl.envoy.messages.generated.load_balancing import (
    ConsistentHashingLbConfig,
    LeastRequest,
    LocalityLbConfig,
    Maglev,
    Random,
    RingHash,
    RoundRobin,
    SlowStartConfig,
)
from kgwctl.envoy.messages.generated.route import RouteAction
from kgwctl.envoy.messages.generated.types import Percent
from kgwctl.envoy.messages.message import pack
from kgwctl.golang.forms import proto_duration

if TYPE_CHECKING:
    from kgwctl.api.kgateway.backend_config_policy import load_balancer as api
    from kgwctl.envoy.messages.message import Message
    from kgwctl.objects.resource import ObjectKey
    from kgwctl.resolve.model import Backend
    from kgwctl.resolve.resolved import Resolved

_Hash = RouteAction.HashPolicy
_DECIMAL = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)
_HEXADECIMAL = re.compile(r"[+-]?0[xX]([0-9a-fA-F]+\.?[0-9a-fA-F]*|\.[0-9a-fA-F]+)[pP][+-]?\d+", re.ASCII)


class Form(NamedTuple):
    """Settings for all methods, and the method: as the policy says it, and without hashing of host names."""

    common: Cluster.CommonLbConfig
    method: LoadBalancingPolicy | None
    by_address: LoadBalancingPolicy | None

    @property
    def hashes_hostnames(self) -> bool:
        """Whether endpoints are chosen by the hash of their host names."""
        return self.method != self.by_address


class _LoadBalancer(Setting["api.LoadBalancer", Form]):
    def compile(self, value: api.LoadBalancer, policy: ObjectKey, resolved: Resolved) -> Form:
        common = Cluster.CommonLbConfig(
            healthy_panic_threshold=_percent(value.healthy_panic_threshold),
            update_merge_window=_duration(value.update_merge_window),
            close_connections_on_host_set_change=bool(value.close_connections_on_host_set_change),
        )
        return Form(common, _method(value, policy, by_hostname=True), _method(value, policy, by_hostname=False))

    def apply(self, form: Form, cluster: Cluster, backend: Backend) -> None:
        # All common settings are replaced, the weighing of localities by trafficDistribution included.
        cluster.common_lb_config = form.common
        # Endpoints have host names only where Envoy looks the names up. Upstream switches the hashing of names
        # off in the policy itself, so it may be lost for other backends of the policy, too: by chance, not here.
        cluster.load_balancing_policy = form.method if cluster.type == "STRICT_DNS" else form.by_address


def _method(value: api.LoadBalancer, policy: ObjectKey, *, by_hostname: bool) -> LoadBalancingPolicy | None:
    weighted = LocalityLbConfig.LocalityWeightedLbConfig() if value.locality_type is not None else None
    locality = LocalityLbConfig(locality_weighted_lb_config=weighted) if weighted is not None else None
    if (least := value.least_request) is not None:
        slow_start = _slow_start(least.slow_start, policy)
        choices = least.choice_count or 0
        return _policy(
            "least_request",
            LeastRequest(choice_count=choices, slow_start_config=slow_start, locality_lb_config=locality),
        )
    if (turns := value.round_robin) is not None:
        slow_start = _slow_start(turns.slow_start, policy)
        return _policy("round_robin", RoundRobin(slow_start_config=slow_start, locality_lb_config=locality))
    if (ring := value.ring_hash) is not None:
        return _policy(
            "ring_hash",
            RingHash(
                minimum_ring_size=_text(ring.minimum_ring_size),
                maximum_ring_size=_text(ring.maximum_ring_size),
                consistent_hashing_lb_config=_hashing(ring, by_hostname=by_hostname),
                locality_weighted_lb_config=weighted,
            ),
        )
    if (table := value.maglev) is not None:
        hashing = _hashing(table, by_hostname=by_hostname)
        return _policy("maglev", Maglev(consistent_hashing_lb_config=hashing, locality_weighted_lb_config=weighted))
    return _policy("random", Random(locality_lb_config=locality)) if value.random is not None else None


def _policy(name: str, config: Message) -> LoadBalancingPolicy:
    extension = TypedExtensionConfig(name=f"envoy.load_balancing_policies.{name}", typed_config=pack(config))
    return LoadBalancingPolicy(policies=[LoadBalancingPolicy.Policy(typed_extension_config=extension)])


def _slow_start(slow: api.SlowStart | None, policy: ObjectKey) -> SlowStartConfig | None:
    if slow is None:
        return None
    config = SlowStartConfig(
        slow_start_window=_duration(slow.window), min_weight_percent=_percent(slow.min_weight_percent)
    )
    if slow.aggression is not None:
        value = _number(slow.aggression)
        if value is None:
            # An API server refuses it; the controller forgets the whole slow start.
            return None
        key = f"{policy.name}.{policy.namespace}.slowStart.aggression"
        config.aggression = RuntimeDouble(default_value=int(value) if value.is_integer() else value, runtime_key=key)
    return config


def _number(text: str) -> float | None:
    """A finite number as Go reads it; ``None`` for anything else."""
    try:
        if _HEXADECIMAL.fullmatch(text):
            return float.fromhex(text)
        value = float(text) if _DECIMAL.fullmatch(text) else inf
    except OverflowError:
        return None
    return value if isfinite(value) else None


def _hashing(
    config: api.LoadBalancerRingHashConfig | api.LoadBalancerMaglevConfig, *, by_hostname: bool
) -> ConsistentHashingLbConfig | None:
    if config.use_hostname_for_hashing is None and not config.hash_policies:
        return None
    return ConsistentHashingLbConfig(
        use_hostname_for_hashing=by_hostname and bool(config.use_hostname_for_hashing),
        hash_policy=[_hash_policy(one) for one in config.hash_policies or ()],
    )


def _hash_policy(source: api.HashPolicy) -> RouteAction.HashPolicy:
    made = _Hash(terminal=bool(source.terminal))
    if source.header is not None:
        made.header = _Hash.Header(header_name=source.header.name)
    elif source.cookie is not None:
        made.cookie = _cookie(source.cookie)
    elif source.source_ip is not None:
        made.connection_properties = _Hash.ConnectionProperties(source_ip=True)
    return made


def _cookie(cookie: api.HashCookie) -> RouteAction.HashPolicy.Cookie:
    attributes = (
        ("Secure", "true" if cookie.secure else None),
        ("HttpOnly", "true" if cookie.http_only else None),
        ("SameSite", cookie.same_site),
    )
    return _Hash.Cookie(
        name=cookie.name,
        ttl=_duration(cookie.ttl),
        path=cookie.path or "",
        attributes=[_Hash.CookieAttribute(name=name, value=value) for name, value in attributes if value is not None],
    )


def _percent(value: int | None) -> Percent | None:
    return None if value is None else Percent(value=value)


def _text(number: int | None) -> str | None:
    """A 64-bit integer as proto-JSON writes it."""
    return None if number is None else str(number)


def _duration(text: str | None) -> str | None:
    return None if text is None else proto_duration(text)


LOAD_BALANCER = _LoadBalancer()
