"""Bootstraps of rendered Gateways."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from kgwctl.envoy.bootstrap import build_bootstrap
from kgwctl.output.json_writer import to_json

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kgwctl.diagnostics import Finding
    from kgwctl.envoy.messages.generated.bootstrap import Bootstrap
    from kgwctl.envoy.render import GatewayResult


class GatewayBootstrap(NamedTuple):
    """One Gateway's bootstrap, the same as JSON with real secrets, and what it leaves out."""

    gateway: str
    bootstrap: Bootstrap
    text: bytes
    findings: tuple[Finding, ...]


def bootstraps(results: Iterable[GatewayResult]) -> list[GatewayBootstrap]:
    """A bootstrap for each result."""
    built = []
    for result in results:
        bootstrap, findings = build_bootstrap(result.served)
        text = to_json(bootstrap, show_secrets=True)
        built.append(GatewayBootstrap(result.gateway.namespaced_name, bootstrap, text, findings))
    return built
