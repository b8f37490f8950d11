"""``kgwctl run``: a control plane on this machine, with real Envoys, for manifests as they change."""

from __future__ import annotations

import signal
import threading
from typing import TYPE_CHECKING, Any

from kgwctl.cli.envoy_verdicts import findings as refusal_findings
from kgwctl.cli.envoy_verdicts import installed_envoy
from kgwctl.cli.errors import UsageError
from kgwctl.cli.exit_codes import FINDINGS, OK
from kgwctl.cli.inputs import read_inputs
from kgwctl.cli.messages import complain, print_findings, tell
from kgwctl.cli.render_findings import about
from kgwctl.control_plane.admin import AdminServer
from kgwctl.control_plane.service import LocalControlPlane
from kgwctl.control_plane.watching import state_of
from kgwctl.envoy.binary import EnvoyError
from kgwctl.manifests.catalogue import INPUT_RULES
from kgwctl.pipeline.options import Options
from kgwctl.pipeline.render import emit
from kgwctl.pipeline.stages import resolve_objects, type_objects
from kgwctl.settings import Settings, SettingsError
from kgwctl.xds.protobuf import NoProtobufError
from kgwctl.xds.refusals import ask_envoy

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from kgwctl.diagnostics import Finding
    from kgwctl.envoy.render import GatewayResult
    from kgwctl.manifests import Source
    from kgwctl.objects.object_set import ObjectSet

#: Seconds between two looks at the files.
_INTERVAL = 0.3


def run(options: Any) -> int:
    """Serve until a signal comes. Returns the exit code: 0 after a signal, 1 when an Envoy stops by itself."""
    if "-" in (*options.paths, *options.files):
        raise UsageError("run watches files: - cannot be read again")
    envoy = installed_envoy("run")
    plane = LocalControlPlane(
        envoy, port_offset=_number(options.port_offset, "--port-offset"), stand_in=options.stand_in
    )
    try:
        with plane, _admin(plane, options) as admin:
            return _Run(options, plane, admin, envoy).until_stopped()
    except NoProtobufError:
        raise UsageError("run needs grpcio and xds-protos: pip install 'kgwctl[envoy]'") from None
    except (EnvoyError, SettingsError) as error:
        raise UsageError(str(error)) from None


def _admin(plane: LocalControlPlane, options: Any) -> AdminServer:
    port = _number(options.admin_port, "--admin-port") or 0
    try:
        return AdminServer(plane, port)
    except OSError as error:
        raise UsageError(f"--admin-port {port}: {error.strerror}") from None


def _number(text: str | None, option: str) -> int | None:
    if text is None:
        return None
    if not text.isascii() or not text.isdigit() or int(text) > 65535:
        raise UsageError(f"{option} {text}: expected a number up to 65535")
    return int(text)


class _Run:
    """The loop: render, serve, tell, and again when files change."""

    def __init__(self, options: Any, plane: LocalControlPlane, admin: AdminServer, envoy: Path) -> None:
        self._options = options
        self._how = Options(Settings.from_pairs(options.settings), options.namespace)
        self._plane = plane
        self._admin = admin
        self._envoy = envoy
        self._stop = threading.Event()
        self._told: frozenset[Finding] = frozenset()
        self._ports: dict[Any, dict[int, int]] = {}

    def until_stopped(self) -> int:
        """Serve until a signal comes, or an Envoy stops by itself."""
        before = {one: signal.signal(one, lambda *_: self._stop.set()) for one in (signal.SIGINT, signal.SIGTERM)}
        try:
            watched = (*self._options.paths, *self._options.files)
            seen = state_of(watched)
            self._serve()
            tell(f"status and metrics: http://127.0.0.1:{self._admin.port}/ (stop with Ctrl-C)\n")
            while not self._stop.wait(_INTERVAL):
                found = state_of(watched)
                if found != seen:
                    seen = self._settled(found, watched)
                    self._serve()
                gone = self._plane.stopped()
                if gone:
                    names = ", ".join(key.namespaced_name for key in gone)
                    complain(self._options.program, f"the Envoy of Gateway {names} stopped by itself")
                    return FINDINGS
            return OK
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def _settled(self, found: Any, watched: Sequence[str]) -> Any:
        """The state once it stays the same for a moment: editors and checkouts write in steps."""
        while not self._stop.wait(_INTERVAL / 3):
            again = state_of(watched)
            if again == found:
                break
            found = again
        return found

    def _serve(self) -> None:
        """Render what is there and serve it; what cannot be read leaves everything as it was."""
        loaded = read_inputs(self._options)
        typed = type_objects(loaded.documents, self._how, enforce_rules=True)
        findings = [*loaded.findings, *typed.findings]
        if any(one.rule in INPUT_RULES for one in findings):
            self._tell(findings, loaded.sources)
            tell("nothing changes until that is mended\n")
            return
        resolved = resolve_objects(typed.objects, self._how)
        results = list(emit(resolved, frozenset(self._options.gateways) or None))
        findings += about(results, resolved, loaded.sources, self._options.gateways, envoy_only=True)
        applied = self._plane.apply(results)
        if applied.refusing:
            findings += self._refusals(results, typed.objects, applied.refusing)
        for local in self._plane.locals():
            findings += local.stock.findings("Envoy runs without the filter {name}")
        self._tell(findings, loaded.sources)
        self._tell_ports()
        tell(f"{applied.changed} resources changed\n")

    def _refusals(self, results: Sequence[GatewayResult], objects: ObjectSet, refusing: Sequence[Any]) -> list[Finding]:
        """Where what Envoy refuses comes from: asked of another Envoy, since this one is in use."""
        affected = [one for one in results if one.gateway in refusing]
        verdict = ask_envoy(affected, objects, self._envoy)
        return refusal_findings(verdict._replace(not_asked=type(verdict.not_asked)()))

    def _tell(self, findings: Sequence[Finding], sources: Sequence[Source]) -> None:
        """Print the findings that were not there a moment ago."""
        current = frozenset(findings)
        print_findings([one for one in dict.fromkeys(findings) if one not in self._told], sources)
        self._told = current

    def _tell_ports(self) -> None:
        ports = self._plane.ports()
        if ports == self._ports:
            return
        self._ports = {key: dict(found) for key, found in ports.items()}
        for gateway, found in sorted(ports.items()):
            for port, here in sorted(found.items()):
                tell(f"Gateway {gateway.namespaced_name} port {port}: 127.0.0.1:{here}\n")
