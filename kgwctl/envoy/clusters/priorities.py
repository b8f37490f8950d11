"""In which order Envoy uses the endpoints of a cluster: by labels shared with the proxy, or by distance.

Source: ``pkg/kgateway/endpoints/prioritize.go@v2.2.0``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from kgwctl.resolve.localities import HOSTNAME, NETWORK, SUBZONE, ZONE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kgwctl.api.istio.destination_rule import Failover, LocalityLbSetting
    from kgwctl.envoy.messages.generated.endpoint import LocalityLbEndpoints
    from kgwctl.resolve.localities import Place
    from kgwctl.resolve.proxies import Proxy

#: Upstream compares this older label for the region, which nothing sets.
_OLD_REGION = "failure-domain.beta.kubernetes.io/region"

#: Labels in which endpoint and proxy should agree, the most important first, by traffic distribution.
_DISTRIBUTIONS = {
    "PreferSameZone": (NETWORK, _OLD_REGION, ZONE),
    "PreferSameNode": (NETWORK, _OLD_REGION, ZONE, SUBZONE, HOSTNAME),
    "PreferNetwork": (NETWORK,),
}
#: Priorities by distance: same subzone, zone, region, elsewhere, and where a failover does not lead.
_ELSEWHERE, _NOT_CHOSEN = 3, 4


class Preference(NamedTuple):
    """What ranks endpoints. ``labels`` are names, or ``name=value`` where the value stands for the proxy's.

    Without labels, endpoints are ranked by distance if ``by_distance``, with ``failover`` between regions.
    """

    labels: tuple[str, ...] = ()
    by_distance: bool = False
    failover: Sequence[Failover] = ()


#: All endpoints alike.
NO_PREFERENCE = Preference()


def of_distribution(traffic_distribution: str) -> Preference:
    """The preference of a Service's or ServiceEntry's traffic distribution."""
    return Preference(_DISTRIBUTIONS.get(traffic_distribution, ()))


def of_setting(setting: LocalityLbSetting) -> Preference:
    """The preference of a DestinationRule."""
    labels = tuple(setting.failover_priority or ())
    return Preference(labels, not labels, setting.failover or ())


def label_priority(preference: Preference, proxy: Proxy, labels: Mapping[str, str]) -> int:
    """0 where an endpoint agrees with the proxy in all labels; more the earlier they differ."""
    own: dict[str, str] = {}
    for label in preference.labels:
        name, equals, value = label.partition("=")
        if equals and "=" not in value:
            own[name] = value
    for index, label in enumerate(preference.labels):
        name = label.partition("=")[0]
        if own.get(name, proxy.labels.get(name, "")) != labels.get(name, ""):
            return len(preference.labels) - index
    return 0


def rank_by_distance(
    groups: Sequence[tuple[Place, LocalityLbEndpoints]], proxy: Proxy, failover: Sequence[Failover]
) -> None:
    """Give each locality a priority by its distance from the proxy; priorities follow on each other."""
    ranks = [_distance(place, proxy.place, failover) for place, _ in groups]
    in_order = sorted(set(ranks))
    for rank, (_, endpoints) in zip(ranks, groups, strict=True):
        endpoints.priority = in_order.index(rank)


def _distance(place: Place, own: Place, failover: Sequence[Failover]) -> int:
    if place.region == own.region:
        if place.zone == own.zone:
            return 0 if place.sub_zone == own.sub_zone else 1
        return 2
    chosen = next((one for one in failover if one.from_ == own.region), None)
    return _NOT_CHOSEN if chosen is not None and place.region != chosen.to else _ELSEWHERE
