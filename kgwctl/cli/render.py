"""``kgwctl render``: manifests to the configuration the controller would send."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING, Any

import msgspec

from kgwctl.cli.errors import UsageError
from kgwctl.cli.front import FINDINGS, OK, UNREADABLE, USAGE
from kgwctl.cli.inputs import read_inputs
from kgwctl.cli.messages import complain, print_findings
from kgwctl.diagnostics import Finding, Severity
from kgwctl.envoy.render import render
from kgwctl.manifests.rules import INPUT_RULES
from kgwctl.objects.typing import type_documents
from kgwctl.output.json_writer import to_json
from kgwctl.output.yaml_writer import to_yaml
from kgwctl.resolve.kinds import AGENTGATEWAY_CONTROLLER
from kgwctl.resolve.resolved import resolve
from kgwctl.settings import Settings, SettingsError, variable

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from kgwctl.envoy.render import GatewayResult
    from kgwctl.manifests import Loaded
    from kgwctl.resolve.resolved import Resolved


class GatewayDocument(msgspec.Struct, omit_defaults=True, kw_only=True):
    """What is printed of one Gateway. Empty lists are left out."""

    gateway: str
    dataplane: str
    clusters: list[Any] = []
    endpoints: list[Any] = []
    listeners: list[Any] = []
    routes: list[Any] = []
    secrets: list[Any] = []
    statuses: dict[str, Any] = {}


def run(options: Any) -> int:
    """Render and print. Returns the exit code of the contract."""
    started = time.perf_counter()
    try:
        _check(options)
        settings = Settings.from_pairs(options.settings)
        loaded = read_inputs(options)
        typed = type_documents(loaded.documents, defaulting=options.defaulting, default_namespace=options.namespace)
        resolved = resolve(typed.objects, settings)
        results = list(render(resolved, _wanted(resolved, options.gateways)))
        findings = [*loaded.findings, *typed.findings, *_without_effect(settings)]
        findings += [*_left_out(resolved, options.gateways), *_of_policies(results)]
        findings += _write(results, options)
    except (UsageError, SettingsError) as error:
        complain(options.program, str(error))
        return USAGE
    print_findings(findings, loaded.sources)
    if options.metrics_file:
        _write_metrics(options.metrics_file, loaded, results, time.perf_counter() - started)
    return exit_code(findings)


def exit_code(findings: Sequence[Finding]) -> int:
    """3 when an input could not be read, 1 when anything else is an error."""
    if any(finding.rule in INPUT_RULES for finding in findings):
        return UNREADABLE
    return FINDINGS if any(finding.severity >= Severity.ERROR for finding in findings) else OK


def _check(options: Any) -> None:
    if options.output_file and options.output_dir:
        raise UsageError("--output-file and --output-dir exclude each other")
    runnable = options.output in ("bootstrap", "local")
    if runnable and not (options.output_file or options.output_dir or options.show_secrets):
        raise UsageError(
            f"-o {options.output} holds real keys and passwords: name --output-file or --output-dir, "
            "or say --show-secrets to have them on standard output"
        )
    for name in options.gateways:
        if name.count("/") != 1 or not all(name.split("/")):
            raise UsageError(f"--gateway {name}: expected NAMESPACE/NAME")


def _wanted(resolved: Resolved, names: Sequence[str]) -> frozenset[str] | None:
    if not names:
        return None
    known = {gateway.key.namespaced_name for gateway in resolved.gateways}
    missing = [name for name in names if name not in known]
    if missing:
        there = ", ".join(sorted(known)) or "none"
        raise UsageError(f"no Gateway {', '.join(missing)} of a class that we know; there is: {there}")
    return frozenset(names)


def _without_effect(settings: Settings) -> list[Finding]:
    """Say so where a setting asks for something that is not built yet."""
    from kgwctl.cli.rules import SETTING_NOT_RENDERED

    asked = {
        "validation_mode": settings.validation_mode == "STRICT",
        "enable_istio_integration": settings.enable_istio_integration,
        "enable_istio_auto_mtls": settings.enable_istio_auto_mtls,
        "enable_waypoint": settings.enable_waypoint,
    }
    return [
        Finding(
            rule=SETTING_NOT_RENDERED.id,
            severity=SETTING_NOT_RENDERED.severity,
            message=f"{variable(field)} has no effect on what is rendered yet",
        )
        for field, given in asked.items()
        if given
    ]


def _left_out(resolved: Resolved, names: Sequence[str]) -> list[Finding]:
    """Say so where a Gateway of the other data plane is not printed."""
    from kgwctl.cli.rules import NOT_RENDERED

    return [
        Finding(
            rule=NOT_RENDERED.id,
            severity=NOT_RENDERED.severity,
            message="a Gateway of agentgateway is not rendered yet; only Envoy's are",
            location=gateway.resource.document.locate(("spec", "gatewayClassName")),
            subject=str(gateway.key),
            path=("spec", "gatewayClassName"),
        )
        for gateway in resolved.gateways
        if gateway.controller == AGENTGATEWAY_CONTROLLER and (not names or gateway.key.namespaced_name in names)
    ]


def _of_policies(results: Sequence[GatewayResult]) -> list[Finding]:
    met = results[-1].policies if results else ()
    if not met:
        return []
    from kgwctl.envoy.policies.findings import policy_findings

    return policy_findings(met)


def _write(results: Sequence[GatewayResult], options: Any) -> list[Finding]:
    if options.output == "local":
        raise UsageError("-o local is for Gateways of agentgateway, which are not rendered yet")
    findings: list[Finding] = []
    if options.output == "bootstrap" or options.envoy:
        from kgwctl.cli.bootstraps import ask_envoy, bootstraps

        built = bootstraps(results)
        findings += [finding for one in built for finding in one.findings]
        if options.envoy:
            findings += ask_envoy(built)
        if options.output == "bootstrap":
            if len(results) != 1 and not options.output_dir:
                there = ", ".join(result.gateway.namespaced_name for result in results) or "none"
                raise UsageError(f"-o bootstrap is for one Gateway: say --gateway or --output-dir; there is: {there}")
            _emit([(one.gateway, one.text) for one in built], options, "json")
            return findings
    encode = _encoder(options)
    documents = [(result.gateway.namespaced_name, encode(_document(result))) for result in results]
    _emit(documents, options, options.output)
    return findings


def _document(result: GatewayResult) -> GatewayDocument:
    resources = result.resources
    return GatewayDocument(
        gateway=result.gateway.namespaced_name,
        dataplane="envoy",
        clusters=resources.clusters,
        endpoints=resources.endpoints,
        listeners=resources.listeners,
        routes=resources.routes,
        secrets=resources.secrets,
        statuses=result.statuses,
    )


def _encoder(options: Any) -> Callable[[GatewayDocument], bytes]:
    show = options.show_secrets
    if options.output == "json":
        return lambda document: to_json(document, show_secrets=show)
    return lambda document: b"".join(to_yaml([document], show_secrets=show))


def _emit(documents: Sequence[tuple[str, bytes]], options: Any, suffix: str) -> None:
    """Print the documents, or write them to the file or folder that was named."""
    separator = b"---\n" if suffix == "yaml" else b""
    if not (options.output_file or options.output_dir):
        sys.stdout.flush()
        sys.stdout.buffer.write(separator.join(text for _, text in documents))
        sys.stdout.buffer.flush()
        return
    from kgwctl.cli.files import write_atomically

    private = options.show_secrets or options.output in ("bootstrap", "local")
    if options.output_file:
        write_atomically(options.output_file, separator.join(text for _, text in documents), private=private)
        return
    for name, text in documents:
        path = f"{options.output_dir}/{name.replace('/', '_')}.{suffix}"
        write_atomically(path, text, private=private, make_folder=True)


def _write_metrics(path: str, loaded: Loaded, results: Sequence[GatewayResult], seconds: float) -> None:
    from kgwctl import __version__
    from kgwctl.cli.files import write_atomically

    metrics = {
        "version": __version__,
        "seconds": round(seconds, 6),
        "files": len(loaded.sources),
        "bytes": sum(len(source.data) for source in loaded.sources),
        "documents": len(loaded.documents),
        "gateways": {
            result.gateway.namespaced_name: {
                "clusters": len(result.resources.clusters),
                "listeners": len(result.resources.listeners),
                "routes": sum(len(host.routes) for config in result.resources.routes for host in config.virtual_hosts),
            }
            for result in results
        },
    }
    write_atomically(path, to_json(metrics))
