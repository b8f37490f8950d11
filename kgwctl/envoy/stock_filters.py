"""What a stock Envoy lacks: kgateway's own filters, which are taken out for it, and said."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from kgwctl.diagnostics import Finding
from kgwctl.envoy.catalogue import FILTER_LEFT_OUT
from kgwctl.envoy.messages.generated.filters.dynamic_modules import DynamicModuleFilter, DynamicModuleFilterPerRoute
from kgwctl.envoy.messages.transformation import FilterTransformations, RouteTransformations
from kgwctl.envoy.messages.tree import changed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kgwctl.envoy.messages.generated.hcm import HttpConnectionManager
    from kgwctl.envoy.messages.message import M, Message

#: Configurations of filters that are not part of Envoy.
NOT_IN_ENVOY = (DynamicModuleFilter, DynamicModuleFilterPerRoute, FilterTransformations, RouteTransformations)


class StockFilters:
    """Takes filters out that are not part of Envoy, and counts them."""

    def __init__(self) -> None:
        self.left_out: Counter[str] = Counter()

    def without_filters(self, manager: HttpConnectionManager) -> HttpConnectionManager:
        """The manager with a chain that a stock Envoy knows."""
        kept = [item for item in manager.http_filters if not isinstance(item.typed_config, NOT_IN_ENVOY)]
        if len(kept) == len(manager.http_filters):
            return manager
        self.left_out.update(item.name for item in manager.http_filters if item not in kept)
        return changed(manager, http_filters=kept)

    def without_settings(self, message: M) -> M:
        """A route, virtual host or route configuration without settings of such filters; else the same message."""
        settings: dict[str, Message] = getattr(message, "typed_per_filter_config", None) or {}
        kept: dict[str, Any] = {name: value for name, value in settings.items() if not isinstance(value, NOT_IN_ENVOY)}
        if len(kept) == len(settings):
            return message
        self.left_out.update(settings.keys() - kept.keys())
        return changed(message, typed_per_filter_config=kept)

    def findings(self, message: str = "the bootstrap leaves the filter {name} out") -> Iterator[Finding]:
        """One finding a filter that was left out. ``message`` has ``{name}`` where its name goes."""
        for name, count in sorted(self.left_out.items()):
            yield Finding(
                rule=FILTER_LEFT_OUT.id,
                severity=FILTER_LEFT_OUT.severity,
                message=f"{message.format(name=name)} ({count} places): it is not part of Envoy",
                hint="use -o yaml or -o json for the full configuration",
            )
