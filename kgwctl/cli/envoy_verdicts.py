"""``--envoy``: what the real Envoy says about a run, as findings and as metrics."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kgwctl.cli.catalogue import ENVOY_REFUSES
from kgwctl.cli.errors import UsageError
from kgwctl.diagnostics import Finding
from kgwctl.envoy.binary import EnvoyError, find_envoy
from kgwctl.pipeline.render import emit
from kgwctl.pipeline.stages import resolve_objects
from kgwctl.xds.prometheus import Series, exposition, of_one_run
from kgwctl.xds.protobuf import NoProtobufError
from kgwctl.xds.refusals import ask_envoy

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from kgwctl.envoy.render import GatewayResult
    from kgwctl.objects.object_set import ObjectSet
    from kgwctl.pipeline.options import Options
    from kgwctl.xds.refusals import Refused, Verdict

_INSTALL = "pip install 'kgwctl[envoy]'"


def installed_envoy(option: str) -> Path:
    """The Envoy to use. Raises :class:`UsageError`, which names the ``option`` that needs it."""
    try:
        envoy = find_envoy()
    except EnvoyError as error:
        raise UsageError(str(error)) from None
    if envoy is None:
        raise UsageError(f"{option} needs an Envoy: {_INSTALL}, or name one with KGWCTL_ENVOY")
    return envoy


def asked(results: Sequence[GatewayResult], objects: ObjectSet) -> Verdict:
    """What Envoy says about ``results``. Raises :class:`UsageError` without an Envoy, or where it does not work."""
    envoy = installed_envoy("--envoy")
    try:
        return ask_envoy(results, objects, envoy)
    except NoProtobufError:
        raise UsageError(f"--envoy needs grpcio and xds-protos: {_INSTALL}") from None
    except EnvoyError as error:
        raise UsageError(str(error)) from None


def findings(verdict: Verdict) -> list[Finding]:
    """One finding for each refusal, at the manifest line that caused it, and for each filter Envoy lacks."""
    left_out = verdict.not_asked.findings("Envoy was not asked about the filter {name}")
    return [*map(_finding, verdict.refused), *left_out]


def metrics(verdict: Verdict) -> bytes:
    """The refusals of a run as Prometheus text."""
    series = (Series(gateway, one.type_url) for one in verdict.refused for gateway in one.gateways)
    return exposition(of_one_run(series)).encode()


def envoy_findings(objects: ObjectSet, options: Options) -> list[Finding]:
    """Render every Gateway of ``objects`` and report what Envoy refuses.

    Raises :class:`UsageError` without an Envoy.
    """
    return findings(asked(list(emit(resolve_objects(objects, options))), objects))


def _finding(refusal: Refused) -> Finding:
    to_blame = refusal.blame.resource
    return Finding(
        rule=ENVOY_REFUSES.id,
        severity=ENVOY_REFUSES.severity,
        message=refusal.sentence,
        location=refusal.location,
        subject=str(to_blame.key if to_blame is not None else refusal.gateways[0]),
        path=refusal.blame.path if to_blame is not None else (),
    )
