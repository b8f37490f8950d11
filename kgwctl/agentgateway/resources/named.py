"""Resources by the names that they have in xDS.

Source: ``pkg/agentgateway/ir/ir.go:GetAgwResourceName@v2.2.0``.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from kgwctl.agentgateway.resources.generated import resource as records

if TYPE_CHECKING:
    from collections.abc import Iterable

#: By kind of record: its name in xDS, and the record as a Resource.
_KINDS: dict[type, Callable[[Any], tuple[str, records.Resource]]] = {
    records.Bind: lambda one: ("bind", records.Resource(bind=one)),
    records.Listener: lambda one: ("listener", records.Resource(listener=one)),
    records.Route: lambda one: ("route", records.Resource(route=one)),
    records.TCPRoute: lambda one: ("tcp_route", records.Resource(tcp_route=one)),
    records.Backend: lambda one: ("backend", records.Resource(backend=one)),
    records.Policy: lambda one: ("policy", records.Resource(policy=one)),
}
AnyRecord = records.Bind | records.Listener | records.Route | records.TCPRoute | records.Backend | records.Policy


def by_name(made: Iterable[AnyRecord]) -> dict[str, records.Resource]:
    """Resources by name; of those that share a name, the last."""
    found = {}
    for one in made:
        name, resource = _KINDS[type(one)](one)
        found[f"{name}/{one.key}"] = resource
    return found
