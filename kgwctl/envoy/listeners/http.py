"""The network filters of an HTTP filter chain: the connection manager with its HTTP filters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kgwctl.envoy import names
from kgwctl.envoy.messages.generated.core import AggregatedConfigSource, ConfigSource
from kgwctl.envoy.messages.generated.filters.router import Router
from kgwctl.envoy.messages.generated.hcm import HttpConnectionManager, HttpFilter, Rds
from kgwctl.envoy.messages.generated.listener import Filter
from kgwctl.envoy.messages.message import pack
from kgwctl.envoy.policy_engine.filter_stages import sort_filters
from kgwctl.status import words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kgwctl.envoy.policy_engine.contract import Attached, Pass, Placement
    from kgwctl.envoy.policy_engine.engine import Engine, Gathered
    from kgwctl.envoy.policy_engine.filter_stages import StagedFilter
    from kgwctl.status.reporter import ListenerReport

_STAT_PREFIX = "http"
#: The one management connection that everything dynamic comes through.
ADS = ConfigSource(ads=AggregatedConfigSource(), resource_api_version="V3")


def network_filters(engine: Engine, placement: Placement, extra: Iterable[StagedFilter] = ()) -> list[Filter]:
    """What policies, and ``extra``, put before the last network filter of a chain."""
    found = (staged for one in engine.passes.values() for staged in one.network_filters(placement) or ())
    return sort_filters((*found, *extra))


def connection_manager(
    engine: Engine,
    placement: Placement,
    policies: Gathered,
    report: ListenerReport | None,
    extra: Iterable[StagedFilter] = (),
) -> Filter:
    """The connection manager of a chain whose routes have all been translated.

    ``policies`` are those of the chain and of the Gateway. ``report`` is of the chain's own listener;
    a chain that listeners share has none, and errors of its policies are then told nowhere. ``extra`` are
    HTTP filters besides those of policies.
    """
    manager = HttpConnectionManager(
        stat_prefix=_STAT_PREFIX,
        normalize_path=True,
        merge_slashes=True,
        use_remote_address=True,
        rds=Rds(config_source=ADS, route_config_name=placement.chain),
        http_filters=_http_filters(engine, placement, extra),
    )

    def apply(one: Pass, policy: Attached) -> str | None:
        return one.apply_hcm(policy.ir, manager, placement)

    errors = engine.apply(policies, placement.ancestor, apply, with_errors=True)
    if errors and report is not None:
        message = f"Error processing HCM plugin: {errors[-1]}"
        report.set_condition(words.PROGRAMMED, words.FALSE, words.INVALID, message)
    return Filter(name=names.HTTP_CONNECTION_MANAGER, typed_config=pack(manager))


def _http_filters(engine: Engine, placement: Placement, extra: Iterable[StagedFilter]) -> list[HttpFilter]:
    found = (staged for one in engine.passes.values() for staged in one.http_filters(placement) or ())
    return [*sort_filters((*found, *extra)), HttpFilter(name=names.ROUTER, typed_config=pack(Router()))]
