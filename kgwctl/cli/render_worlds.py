"""The worlds of a render: what is read for each, and where its output goes."""

from __future__ import annotations

from copy import copy
from typing import TYPE_CHECKING, Any, NamedTuple

from kgwctl.cli.catalogue import PLACEHOLDER
from kgwctl.cli.config import configured
from kgwctl.cli.errors import ConfigError, UsageError
from kgwctl.cli.inputs import read_sources
from kgwctl.cli.world_inputs import worlds_of
from kgwctl.diagnostics import Finding
from kgwctl.pipeline.stages import read

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kgwctl.manifests import Loaded, Source
    from kgwctl.objects.external import External
    from kgwctl.objects.resource import ObjectKey
    from kgwctl.worlds.model import World

#: The warning that there is nothing to render: of several worlds most may have no Gateway.
_NOTHING = "KGW0914"


class Part(NamedTuple):
    """What is rendered in one go, with options of its own. ``world`` is none for named files as they are."""

    loaded: Loaded
    options: Any
    external: External | None = None
    namespace: str = ""
    world: World | None = None


def parts_of(options: Any) -> tuple[list[Part], list[Source], list[Finding]]:
    """What to render, the files, and what could not be read. Raises :class:`UsageError`."""
    try:
        configured(options, ("external", "worlds"))
    except ConfigError as error:
        raise UsageError(str(error)) from None
    sources, unread = read_sources(options)
    options.per_file, options.world = False, ""
    found = worlds_of(sources, options)
    if found is None:
        return [Part(read(sources), options)], sources, unread
    if not found.worlds:
        return [Part(read(()), options)], sources, unread
    from kgwctl.objects.external import External

    several = len(found.worlds) > 1
    if several:
        _check_several(found.worlds, options)
    parts = []
    for world in found.worlds:
        mine = copy(options)
        if several:
            mine.world = world.name
            mine.output_dir = f"{options.output_dir}/{_slug(world.name)}" if options.output_dir else None
        external = External(world.external)
        parts.append(Part(read(world.sources), mine, external if external else None, world.namespace, world))
    return parts, sources, unread


def _check_several(worlds: Sequence[World], options: Any) -> None:
    names = ", ".join(world.name for world in worlds[:5]) + (", ..." if len(worlds) > 5 else "")
    for given, flag in ((options.output_file, "--output-file"), (options.metrics_file, "--metrics-file")):
        if given:
            raise UsageError(f"{flag} is for one world: say --world; there are {names}")
    if options.output not in ("yaml", "json") and not options.output_dir:
        raise UsageError(f"-o {options.output} is for one world: say --world or --output-dir; there are {names}")


def _slug(name: str) -> str:
    return name.replace("/", "_").replace(" -> ", "--") if name != "." else "root"


def shown(part: Part, findings: Sequence[Finding], namespace: str) -> list[Finding]:
    """The findings of a part that are about what its files say, each with its world."""
    if part.world is None:
        return list(findings)
    made_up = [_placeholder(key) for key in part.external.used()] if part.external is not None else []
    if not (findings or made_up or part.world.findings):
        return []
    from kgwctl.world_checks.check import presentable

    return presentable(part.world, [*findings, *made_up], namespace, named=bool(part.options.world))


def _placeholder(key: ObjectKey) -> Finding:
    return Finding(
        rule=PLACEHOLDER.id,
        severity=PLACEHOLDER.severity,
        message=f"{key} is in no file; a placeholder stands for its content",
        subject=str(key),
    )


def of_all(findings: Iterable[Finding], parts: Sequence[Part]) -> list[Finding]:
    """Without word of worlds that have no Gateway, as long as one has."""
    found = list(findings)
    nothing = [one for one in found if one.rule == _NOTHING]
    if len(parts) > 1:
        found = [one for one in found if one.rule != _NOTHING] + (nothing[:1] if len(nothing) == len(parts) else [])
    return found
