"""The last stage, and all of them in one call: what the data planes get."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from kgwctl.pipeline.options import Options
from kgwctl.pipeline.stages import read, resolve_objects, type_objects

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from kgwctl.diagnostics import Finding
    from kgwctl.envoy.render import GatewayResult
    from kgwctl.manifests import Source
    from kgwctl.resolve.resolved import Resolved


class Rendered(NamedTuple):
    """The result of :func:`render`: ``gateways`` in order of namespace and name, and what is wrong with the input."""

    gateways: Sequence[GatewayResult]
    resolved: Resolved
    findings: Sequence[Finding]


def emit(resolved: Resolved, only: Collection[str] | None = None) -> Iterator[GatewayResult]:
    """What each Gateway compiles to, made when it is asked for. ``only`` limits them to those ``namespace/name``."""
    from kgwctl.envoy.render import render

    return render(resolved, only)


def render(
    sources: Iterable[Source],
    options: Options = Options(),  # noqa: B008 - immutable
    only: Collection[str] | None = None,
) -> Rendered:
    """Read ``sources`` and emit what each Gateway (or those named ``only``) compiles to.

    Bad input is no error: what cannot be used is left out, as a cluster would not have it, and is among the
    findings. Raises :class:`~kgwctl.settings.SettingsError` for settings that turn out unusable.
    """
    loaded = read(sources)
    typed = type_objects(loaded.documents, options)
    resolved = resolve_objects(typed.objects, options)
    return Rendered(tuple(emit(resolved, only)), resolved, (*loaded.findings, *typed.findings))
