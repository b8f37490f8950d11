"""The last stage, and all of them in one call: what the data planes get."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from kgwctl.pipeline.options import Options
from kgwctl.pipeline.stages import read, resolve_objects, type_objects
from kgwctl.planes.agentgateway import AGENTGATEWAY
from kgwctl.planes.envoy import ENVOY

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from kgwctl.agentgateway.render import GatewayResult as AgentgatewayResult
    from kgwctl.diagnostics import Finding
    from kgwctl.envoy.outside import Outside
    from kgwctl.envoy.render import GatewayResult
    from kgwctl.envoy.strict import Ask, PartialBootstrap
    from kgwctl.manifests import Source
    from kgwctl.planes.plane import Plane
    from kgwctl.resolve.resolved import Resolved, ResolvedPlanes


class Rendered(NamedTuple):
    """The result of :func:`render`, Gateways in order of namespace and name, and what is wrong with the input.

    ``gateways`` are Envoy's, ``agentgateways`` those of agentgateway.
    """

    gateways: Sequence[GatewayResult]
    agentgateways: Sequence[AgentgatewayResult]
    resolved: ResolvedPlanes
    findings: Sequence[Finding]


def emit(
    resolved: ResolvedPlanes, only: Collection[str] | None = None, outside: Outside | None = None
) -> Iterator[GatewayResult]:
    """What each Gateway of Envoy compiles to, made when it is asked for; ``only`` are those ``namespace/name``.

    ``outside`` is what the manifests do not tell.

    In strict mode an installed Envoy is asked beforehand. Raises :class:`~kgwctl.settings.SettingsError` where that
    does not work.
    """
    if not _any_of(ENVOY, resolved, only):
        return iter(())
    from kgwctl.envoy.outside import NOTHING_OUTSIDE
    from kgwctl.envoy.render import render

    envoy = resolved.of(ENVOY)
    return render(envoy, only, _strict_judge(envoy), outside or NOTHING_OUTSIDE)


def emit_agentgateway(
    resolved: ResolvedPlanes, only: Collection[str] | None = None, key_sets: Mapping[str, str] | None = None
) -> Iterator[AgentgatewayResult]:
    """What each Gateway of agentgateway compiles to, made when it is asked for.

    ``key_sets`` are JSON web key sets by the URL that the controller would fetch them from.
    """
    if not _any_of(AGENTGATEWAY, resolved, only):
        return iter(())
    from kgwctl.agentgateway.render import render
    from kgwctl.agentgateway.translate import Translation

    return render(Translation(resolved.of(AGENTGATEWAY), key_sets), only)


def _any_of(plane: Plane, resolved: ResolvedPlanes, only: Collection[str] | None) -> bool:
    """Whether a Gateway that is asked for is of that plane: what nobody asks for is not even loaded."""
    return any(one.plane is plane and (not only or one.key.namespaced_name in only) for one in resolved.gateways)


def _strict_judge(resolved: Resolved) -> Ask | None:
    """Who is asked in strict mode; nobody where it is not wanted, or no Envoy is installed."""
    if resolved.settings.validation_mode != "STRICT":
        return None
    from kgwctl.envoy.binary import EnvoyError, find_envoy
    from kgwctl.settings import SettingsError
    from kgwctl.xds.protobuf import NoProtobufError
    from kgwctl.xds.strict import asking

    try:
        envoy = find_envoy()
        answers = asking(envoy) if envoy is not None else None
    except EnvoyError as error:
        raise SettingsError(f"KGW_VALIDATION_MODE=STRICT: {error}") from None

    def ask(parts: Mapping[bytes, PartialBootstrap]) -> Mapping[bytes, str]:
        assert answers is not None
        try:
            return answers(parts)
        except NoProtobufError:
            raise SettingsError(
                "KGW_VALIDATION_MODE=STRICT needs grpcio and xds-protos: pip install 'kgwctl[envoy]'"
            ) from None
        except EnvoyError as error:
            raise SettingsError(f"KGW_VALIDATION_MODE=STRICT: {error}") from None

    return ask if answers is not None else None


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
    typed = type_objects(loaded.documents, options, enforce_rules=True)
    resolved = resolve_objects(typed.objects, options)
    others = tuple(emit_agentgateway(resolved, only, options.key_sets))
    return Rendered(tuple(emit(resolved, only, options.outside)), others, resolved, (*loaded.findings, *typed.findings))
