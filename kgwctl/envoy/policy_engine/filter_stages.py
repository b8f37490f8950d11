"""Where filters stand in a chain: stages, weights inside a stage, and one total order.

Order (envoy-wide, ``pkg/pluginsdk/filters/stages.go``): stage, place relative to it, then between
filters of one type the higher weight, then name, type URL and configuration. A filter equal to the
one before it is dropped, so that many policies may ask for the same one.
"""

from __future__ import annotations

from enum import IntEnum
from functools import cmp_to_key
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kgwctl.envoy.messages.message import Message

BEFORE, DURING, AFTER = -1, 0, 1


class Stage(IntEnum):
    """Well-known stages, in the order that a request meets them."""

    FAULT = 0
    CORS = 1
    WAF = 2
    AUTH_N = 3
    AUTH_Z = 4
    RATE_LIMIT = 5
    ACCEPTED = 6
    OUT_AUTH = 7
    ROUTE = 8


class StagedFilter(NamedTuple):
    """A filter (``hcm.HttpFilter`` or ``listener.Filter``) and where it goes.

    ``relative`` is the place relative to the stage (:data:`BEFORE`, :data:`DURING`, :data:`AFTER`, or
    further away). ``weight`` orders filters of one type at one place, the highest first.
    """

    filter: Any
    stage: Stage
    relative: int = DURING
    weight: int = 0


def sort_filters(staged: Iterable[StagedFilter]) -> list[Any]:
    """The filters in their final order, without repetitions of neighbours."""
    ordered: list[Any] = []
    for one in sorted(staged, key=cmp_to_key(_compare)):
        if not ordered or ordered[-1] != one.filter:
            ordered.append(one.filter)
    return ordered


def _compare(a: StagedFilter, b: StagedFilter) -> int:
    place_a, place_b = (a.stage, a.relative), (b.stage, b.relative)
    if place_a != place_b:
        return -1 if place_a < place_b else 1
    url_a, url_b = _type_url(a.filter), _type_url(b.filter)
    if url_a == url_b and a.weight != b.weight:
        return -1 if a.weight > b.weight else 1
    rest_a, rest_b = (a.filter.name, url_a), (b.filter.name, url_b)
    if rest_a == rest_b:
        rest_a, rest_b = _content(a.filter), _content(b.filter)
    return (rest_a > rest_b) - (rest_a < rest_b)


def _type_url(one: Any) -> str:
    return one.typed_config.at_type or "" if one.typed_config is not None else ""


def _content(one: Any) -> tuple[str, str]:
    """Upstream compares serialised bytes here; ours is their JSON, any total order will do."""
    return msgspec.json.encode(one.typed_config).decode(), ""


def dormant_filter(
    name: str, config: Message, stage: Stage, relative: int = DURING, *, weight: int = 0, disabled: bool = True
) -> StagedFilter:
    """A filter for a chain that does nothing until a route, virtual host or route configuration enables it."""
    from kgwctl.envoy.messages.generated.hcm import HttpFilter
    from kgwctl.envoy.messages.message import pack

    return StagedFilter(HttpFilter(name=name, typed_config=pack(config), disabled=disabled), stage, relative, weight)
