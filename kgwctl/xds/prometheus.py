"""Refusals in Prometheus' text format, under the names of kgateway's own metrics.

Names, labels and meaning: ``pkg/kgateway/setup/envoy_error.go@v2.2.0``. There, a response holds all resources of a
type, and is counted once however many of them are refused; so it is here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from kgwctl.objects.resource import ObjectKey

_TOTAL, _ACTIVE = "kgateway_envoy_xds_rejects_total", "kgateway_envoy_xds_rejects_active"
_HELP = {
    _TOTAL: ("counter", "How often Envoy refused what it was sent."),
    _ACTIVE: ("gauge", "How much of what Envoy was sent last it refuses."),
}


class Series(NamedTuple):
    """The labels of a value: the Gateway, and the xDS type as a type URL."""

    gateway: ObjectKey
    type_url: str


class Rejects(NamedTuple):
    """How often something was refused so far, and whether it is now (0 or 1)."""

    total: int
    active: int


def exposition(rejects: Mapping[Series, Rejects]) -> str:
    """The metrics as a scrape or a textfile collector reads them, ending in a newline."""
    return "".join(
        line
        for name, index in ((_TOTAL, 0), (_ACTIVE, 1))
        for line in (
            f"# HELP {name} {_HELP[name][1]}\n",
            f"# TYPE {name} {_HELP[name][0]}\n",
            *(f"{name}{_labels(series)} {values[index]}\n" for series, values in sorted(rejects.items())),
        )
    )


def of_one_run(refused: Iterable[Series]) -> dict[Series, Rejects]:
    """The values after a single load."""
    return dict.fromkeys(refused, Rejects(1, 1))


def _labels(series: Series) -> str:
    labels = {
        "gateway_name": series.gateway.name,
        "gateway_namespace": series.gateway.namespace,
        "type_url": series.type_url.removeprefix("type.googleapis.com/"),
    }
    return "{" + ",".join(f'{name}="{_escaped(value)}"' for name, value in labels.items()) + "}"


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
