"""Whole runs in tests: manifests to what every Gateway of agentgateway gets, as plain data."""

from __future__ import annotations

import json
from typing import Any, NamedTuple

from kgwctl.agentgateway.render import render
from kgwctl.agentgateway.translate import Translation
from kgwctl.manifests import Source, read_source
from kgwctl.objects.typing import type_documents
from kgwctl.output.json_writer import to_json
from kgwctl.planes.agentgateway import AGENTGATEWAY
from kgwctl.resolve.resolved import resolve
from kgwctl.settings import Settings


class Output(NamedTuple):
    """The resources of all Gateways by name, addresses by name, and statuses by section and object."""

    resources: dict[str, Any]
    addresses: dict[str, Any]
    statuses: dict[str, Any]

    def of(self, prefix: str) -> dict[str, Any]:
        """The resources of one kind, given as ``route``, by key."""
        start = f"{prefix}/"
        return {name.removeprefix(start): one for name, one in self.resources.items() if name.startswith(start)}

    def conditions(self, section: str, name: str, listener: str = "") -> dict[str, tuple[str, str, str]]:
        """Status, reason and message by type: of an object, of its only parent, or of a listener."""
        status = self.statuses[section][name]
        if listener:
            (status,) = [one for one in status["listeners"] if one["name"] == listener]
        elif "parents" in status:
            (status,) = status["parents"]
        return {one["type"]: (one["status"], one["reason"], one["message"]) for one in status["conditions"]}


def rendered(text: str, *settings: str) -> Output:
    """Translate manifests as a cluster would have them: with all defaults and rules of the API."""
    typed = type_documents(read_source(Source("test.yaml", text.encode()))[0], with_rules=True)
    assert [finding.message for finding in typed.findings] == []
    translation = Translation(resolve(typed.objects, Settings.from_pairs(settings), plane=AGENTGATEWAY))
    resources: dict[str, Any] = {}
    statuses: dict[str, Any] = {}
    for result in render(translation):
        for record in _plain(result.resources):
            ((kind, value),) = record.items()
            resources[f"{'tcp_route' if kind == 'tcpRoute' else kind}/{value['key']}"] = value
        for section, entries in result.statuses.items():
            statuses.setdefault(section, {}).update(entries)
    addresses = {}
    for record in _plain(translation.addresses):
        ((_, value),) = record.items()
        addresses[value.get("uid") or f"{value['namespace']}/{value['hostname']}"] = value
    return Output(resources, addresses, statuses)


def _plain(records: Any) -> Any:
    return json.loads(to_json(records, show_secrets=True))
