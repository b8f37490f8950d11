"""From resources to an Envoy on loopback that serves them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from kgwctl.envoy.binary import Server
from kgwctl.envoy.bootstrap import Loopback, Surroundings, build_bootstrap
from kgwctl.envoy.resources import XdsResources
from kgwctl.output.json_writer import to_json


def service(name: str, port: int, namespace: str = "default") -> str:
    """The cluster of one port of a Service."""
    return f"kube_{namespace}_{name}_{port}"


def serve(resources: XdsResources, clusters: Mapping[str, int | tuple[int, ...]], envoy: Path) -> Server:
    """An Envoy to enter: every listener on a loopback port, ``clusters`` leading to the given loopback ports."""
    surroundings = Surroundings(admin_port=0, loopback=Loopback(clusters))
    built = build_bootstrap(resources, surroundings)
    return Server(to_json(built.bootstrap, show_secrets=True), envoy)
