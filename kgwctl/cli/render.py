"""``kgwctl render``: manifests to the configuration the controller would send."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from kgwctl.cli.documents import of_agentgateway, of_envoy
from kgwctl.cli.errors import UsageError
from kgwctl.cli.exit_codes import FINDINGS, OK, UNREADABLE, USAGE
from kgwctl.cli.messages import complain, print_findings
from kgwctl.cli.render_findings import about
from kgwctl.cli.render_worlds import of_all, parts_of, shown
from kgwctl.cli.results import write_result
from kgwctl.diagnostics import Severity
from kgwctl.manifests.catalogue import INPUT_RULES
from kgwctl.output.json_writer import to_json
from kgwctl.output.yaml_writer import to_yaml
from kgwctl.pipeline.options import Options
from kgwctl.pipeline.render import emit, emit_agentgateway
from kgwctl.pipeline.stages import resolve_objects, type_objects
from kgwctl.settings import Settings, SettingsError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from kgwctl.agentgateway.render import GatewayResult as AgentgatewayResult
    from kgwctl.cli.render_worlds import Part
    from kgwctl.diagnostics import Finding
    from kgwctl.envoy.outside import Outside
    from kgwctl.envoy.render import GatewayResult
    from kgwctl.manifests import Loaded, Source
    from kgwctl.objects.object_set import ObjectSet
    from kgwctl.pipeline.stages import Objects
    from kgwctl.resolve.model import Gateway
    from kgwctl.resolve.resolved import ResolvedPlanes


#: Forms of output that hold real keys and passwords.
REVEALING = ("bootstrap", "local", "pb")


def run(options: Any) -> int:
    """Render and print. Returns the exit code of the contract."""
    started = time.perf_counter()
    findings: list[Finding] = []
    sources: list[Source] = []
    complaint = ""
    try:
        _check(options)
        settings = Settings.from_pairs(options.settings)
        parts, sources, unread = parts_of(options)
        findings += unread
        made: list[Finding] = []
        try:
            for part in parts:
                _render(part, settings, sources, started, made)
        finally:
            findings += of_all(made, parts)
    except (UsageError, SettingsError) as error:
        complaint = str(error)
    print_findings(findings, sources)
    if complaint:
        complain(options.program, complaint)
    return exit_code(findings, USAGE if complaint else OK)


def _render(part: Part, settings: Settings, sources: Sequence[Source], started: float, findings: list[Finding]) -> None:
    """Render one world, or the files that were named. What is found is added to ``findings``."""
    own: list[Finding] = []
    namespace = part.namespace or part.options.namespace
    try:
        _render_part(part, settings, sources, started, own)
    finally:
        findings += shown(part, own, namespace)


def _render_part(
    part: Part, settings: Settings, sources: Sequence[Source], started: float, findings: list[Finding]
) -> None:
    loaded, options = part.loaded, part.options
    how = Options(settings, part.namespace or options.namespace, options.defaulting, external=part.external)
    typed = type_objects(loaded.documents, how, enforce_rules=True)
    findings += [*loaded.findings, *typed.findings]
    planes = resolve_objects(typed.objects, how)
    wanted = _wanted(planes.gateways, options)
    if wanted == frozenset():
        return
    outside = _outside(options)
    results = [] if options.proxy else list(emit(planes, wanted, outside))
    others = [] if options.proxy else list(emit_agentgateway(planes, wanted, _key_sets(options)))
    if options.proxy:
        findings += _write_proxies(planes, wanted, options)
    else:
        envoy_only, discovered = options.output == "bootstrap", outside.oidc_providers if outside else ()
        findings += about(results, planes, sources, options.gateways, envoy_only=envoy_only, discovered=discovered)
        findings += _unknown_keys(others)
        findings += _ask_envoy(results, typed.objects, options)
        findings += _write(results, others, typed.objects, options)
    if options.metrics_file and not _is_prometheus(options.metrics_file):
        _write_metrics(options.metrics_file, loaded, typed, results, others, time.perf_counter() - started)


def _outside(options: Any) -> Outside | None:
    if not options.oidc_discovery:
        return None
    from kgwctl.cli.oidc_discovery import read_providers
    from kgwctl.envoy.outside import Outside

    return Outside(oidc_providers=read_providers(options.oidc_discovery))


def exit_code(findings: Sequence[Finding], otherwise: int = OK) -> int:
    """3 when an input could not be read, which may be what else went wrong for; 1 when anything else is an error."""
    if any(finding.rule in INPUT_RULES for finding in findings):
        return UNREADABLE
    if otherwise == OK and any(finding.severity >= Severity.ERROR for finding in findings):
        return FINDINGS
    return otherwise


def _check(options: Any) -> None:
    if options.output_file and options.output_dir:
        raise UsageError("--output-file and --output-dir exclude each other")
    if options.proxy and (options.envoy or options.output in REVEALING):
        other = "--envoy" if options.envoy else f"-o {options.output}"
        raise UsageError(f"--proxy and {other} exclude each other")
    if options.output in REVEALING and not (options.output_file or options.output_dir or options.show_secrets):
        raise UsageError(
            f"-o {options.output} holds real keys and passwords: name --output-file or --output-dir, "
            "or say --show-secrets to have them on standard output"
        )
    if options.metrics_file and _is_prometheus(options.metrics_file) and not options.envoy:
        raise UsageError(f"--metrics-file {options.metrics_file} tells what Envoy refuses: say --envoy, too")
    for name in options.gateways:
        if name.count("/") != 1 or not all(name.split("/")):
            raise UsageError(f"--gateway {name}: expected NAMESPACE/NAME")


def _wanted(gateways: Sequence[Gateway], options: Any) -> frozenset[str] | None:
    names = options.gateways
    if not names:
        return None
    known = {gateway.key.namespaced_name for gateway in gateways}
    missing = [name for name in names if name not in known]
    if options.world:
        return frozenset(known.intersection(names))
    if missing:
        there = ", ".join(sorted(known)) or "none"
        raise UsageError(f"no Gateway {', '.join(missing)} of a class that we know; there is: {there}")
    return frozenset(names)


def _key_sets(options: Any) -> dict[str, str]:
    if not options.key_sets:
        return {}
    from kgwctl.cli.key_sets import read_key_sets

    return read_key_sets(options.key_sets)


def _unknown_keys(others: Sequence[AgentgatewayResult]) -> list[Finding]:
    urls = others[-1].unknown_keys if others else ()
    if not urls:
        return []
    from kgwctl.cli.key_sets import missing_key_sets

    return missing_key_sets(urls)


def _write(
    results: Sequence[GatewayResult], others: Sequence[AgentgatewayResult], objects: ObjectSet, options: Any
) -> list[Finding]:
    if options.output == "local":
        from kgwctl.cli.local_files import write_local_files

        return write_local_files(others, objects, options)
    if options.output == "bootstrap":
        from kgwctl.cli.bootstraps import bootstraps

        built = bootstraps(results)
        if len(results) != 1 and not options.output_dir:
            there = ", ".join(result.gateway.namespaced_name for result in results) or "none"
            raise UsageError(f"-o bootstrap is for one Gateway: say --gateway or --output-dir; there is: {there}")
        _emit([(one.gateway, one.text) for one in built], options, "json")
        return [finding for one in built for finding in one.findings]
    if options.output == "pb":
        from kgwctl.cli.binaries import binaries

        files = [(gateway.namespaced_name, content) for gateway, content in binaries(results, others)]
        if len(files) != 1 and not options.output_dir:
            there = ", ".join(name for name, _ in files) or "none"
            raise UsageError(f"-o pb is for one Gateway: say --gateway or --output-dir; there is: {there}")
        _emit(files, options, "pb")
        return []
    encode, world = _encoder(options), options.world
    documents = [(result.gateway, encode(of_envoy(result, world))) for result in results]
    documents += [(result.gateway, encode(of_agentgateway(result, world))) for result in others]
    documents.sort(key=lambda one: one[0])
    _emit([(gateway.namespaced_name, text) for gateway, text in documents], options, options.output)
    return []


def _ask_envoy(results: Sequence[GatewayResult], objects: ObjectSet, options: Any) -> list[Finding]:
    """What the real Envoy refuses, if it is to be asked; into the metrics, too."""
    if not options.envoy:
        return []
    from kgwctl.cli import envoy_verdicts

    verdict = envoy_verdicts.asked(results, objects)
    if options.metrics_file and _is_prometheus(options.metrics_file):
        from kgwctl.cli.files import write_atomically

        write_atomically(options.metrics_file, envoy_verdicts.metrics(verdict))
    return envoy_verdicts.findings(verdict)


def _is_prometheus(path: str) -> bool:
    return path.endswith(".prom")


def _write_proxies(planes: ResolvedPlanes, wanted: frozenset[str] | None, options: Any) -> list[Finding]:
    from kgwctl.cli.proxy_manifests import proxy_manifests

    made = proxy_manifests(planes, wanted, as_json=options.output == "json")
    _emit(made.documents, options, options.output)
    return made.findings


def _encoder(options: Any) -> Callable[[Any], bytes]:
    show = options.show_secrets
    if options.output == "json":
        return lambda document: to_json(document, show_secrets=show)
    return lambda document: b"".join(to_yaml([document], show_secrets=show))


def _emit(documents: Sequence[tuple[str, bytes]], options: Any, suffix: str) -> None:
    """Print the documents, or write them to the file or folder that was named."""
    separator = b"---\n" if suffix == "yaml" else b""
    if not (options.output_file or options.output_dir):
        if options.world and documents:
            # The output of another world may have come before.
            write_result(separator)
        write_result(separator.join(text for _, text in documents))
        return
    from kgwctl.cli.files import write_atomically

    private = options.show_secrets or options.output in REVEALING
    if options.output_file:
        write_atomically(options.output_file, separator.join(text for _, text in documents), private=private)
        return
    for name, text in documents:
        path = f"{options.output_dir}/{name.replace('/', '_')}.{suffix}"
        write_atomically(path, text, private=private, make_folder=True)


def _write_metrics(
    path: str,
    loaded: Loaded,
    typed: Objects,
    results: Sequence[GatewayResult],
    others: Sequence[AgentgatewayResult],
    seconds: float,
) -> None:
    from kgwctl import __version__
    from kgwctl.cli.files import write_atomically

    metrics = {
        "version": __version__,
        "seconds": round(seconds, 6),
        "files": len(loaded.sources),
        "bytes": sum(len(source.data) for source in loaded.sources),
        "documents": len(loaded.documents),
        "objects": len(typed.objects),
        "skipped": typed.skipped,
        "gateways": {
            result.gateway.namespaced_name: {
                "clusters": len(result.resources.clusters),
                "listeners": len(result.resources.listeners),
                "routes": sum(len(host.routes) for config in result.resources.routes for host in config.virtual_hosts),
            }
            for result in results
        }
        | {
            result.gateway.namespaced_name: {
                "resources": len(result.resources),
                "addresses": len(result.addresses),
            }
            for result in others
        },
    }
    write_atomically(path, to_json(metrics))
