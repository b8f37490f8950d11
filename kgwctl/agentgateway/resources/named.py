"""Resources by the names that they have in xDS.

Source: ``pkg/agentgateway/ir/ir.go:GetAgwResourceName@v2.2.0``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kgwctl.agentgateway.resources.generated import resource as records

if TYPE_CHECKING:
    from collections.abc import Iterable

#: The record of each kind: its name in xDS, and its field in a Resource.
_KINDS: dict[type, tuple[str, str]] = {
    records.Bind: ("bind", "bind"),
    records.Listener: ("listener", "listener"),
    records.Route: ("route", "route"),
    records.TCPRoute: ("tcp_route", "tcp_route"),
    records.Backend: ("backend", "backend"),
    records.Policy: ("policy", "policy"),
}
AnyRecord = records.Bind | records.Listener | records.Route | records.TCPRoute | records.Backend | records.Policy


def by_name(made: Iterable[AnyRecord]) -> dict[str, records.Resource]:
    """Resources by name; of those that share a name, the last."""
    found = {}
    for one in made:
        name, field = _KINDS[type(one)]
        found[f"{name}/{one.key}"] = records.Resource(**{field: one})
    return found
