"""What becomes of a set of files: the configuration of every Gateway."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kgwctl.manifests import Source
    from kgwctl.pipeline.options import Options

_CONFIGURATION = ("clusters", "endpoints", "listeners", "routes", "secrets")


class Failing(NamedTuple):
    """Something that answers 500: a Gateway, and its domains in one of its route configurations."""

    gateway: str
    routes: str
    domains: str
    match: str

    def __str__(self) -> str:
        return f"Gateway {self.gateway}, {self.routes}: {self.domains} {self.match}".rstrip()


def configurations(sources: Sequence[Source], options: Options) -> dict[str, Any]:
    """The Envoy configuration of every Gateway by ``namespace/name``, as plain data; statuses aside."""
    from kgwctl.output.json_writer import to_json
    from kgwctl.pipeline.render import render

    return {
        result.gateway.namespaced_name: _plain({name: getattr(result.served, name) for name in _CONFIGURATION}, to_json)
        for result in render(sources, options).gateways
    }


def _plain(configuration: dict[str, Any], encode: Any) -> Any:
    """Resources as plain data. Secrets are compared by their hashes."""
    import json

    return json.loads(encode(configuration, show_secrets=False))


def failing(rendered: dict[str, Any]) -> Iterator[Failing]:
    """Every route that answers 500 by itself, which is what a controller does with what it cannot translate."""
    for gateway, configuration in rendered.items():
        for routes in configuration.get("routes") or ():
            for host in routes.get("virtualHosts") or ():
                for route in host.get("routes") or ():
                    if (route.get("directResponse") or {}).get("status") == 500:
                        match = ", ".join(f"{key} {value}" for key, value in (route.get("match") or {}).items())
                        yield Failing(gateway, str(routes.get("name")), " ".join(host.get("domains") or ()), match)


def size(rendered: dict[str, Any]) -> tuple[int, int]:
    """How many listeners and routes there are."""
    listeners = sum(len(each.get("listeners") or ()) for each in rendered.values())
    hosts = [
        host
        for each in rendered.values()
        for routes in each.get("routes") or ()
        for host in routes.get("virtualHosts") or ()
    ]
    return listeners, sum(len(host.get("routes") or ()) for host in hosts)
