"""``kgwctl worlds``: what each cluster, or stage of one, gets from these files, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kgwctl.cli.config import configured
from kgwctl.cli.errors import ConfigError, UsageError
from kgwctl.cli.exit_codes import FINDINGS, OK, USAGE
from kgwctl.cli.inputs import read_sources
from kgwctl.cli.messages import complain, print_findings
from kgwctl.cli.results import write_result
from kgwctl.cli.world_inputs import worlds_of
from kgwctl.diagnostics import Severity

if TYPE_CHECKING:
    from kgwctl.worlds.model import Found, World


def run(options: Any) -> int:
    """Print the worlds. Returns the exit code of the contract."""
    options.per_file = False
    try:
        configured(options)
        sources, findings = read_sources(options)
        found = worlds_of(sources, options, always=True)
    except (UsageError, ConfigError) as error:
        complain(options.program, str(error))
        return USAGE
    assert found is not None
    if options.output == "json":
        import msgspec

        write_result(msgspec.json.format(msgspec.json.encode(_data(found)), indent=2) + b"\n")
    else:
        write_result(_text(found).encode())
    findings += [finding for world in found.worlds for finding in world.findings]
    wrong = [finding for finding in findings if finding.severity >= Severity.ERROR]
    print_findings(wrong, sources)
    return FINDINGS if wrong else OK


def _data(found: Found) -> dict[str, Any]:
    return {
        "worlds": [
            {
                "name": world.name,
                "why": world.why,
                "files": _files(world),
                "external": [entry._asdict() for entry in world.external],
                "notes": list(world.notes),
            }
            for world in found.worlds
        ],
        "passedOver": list(found.passed_over),
        "notes": list(found.notes),
    }


def _text(found: Found) -> str:
    lines = []
    for world in found.worlds:
        files = _files(world)
        lines.append(f"{world.name or '(named files)'}: {world.why}")
        lines += [f"  {file}" for file in files]
        known = sorted({f"{one.kind} {one.namespace}/{one.name}, since {one.why}" for one in world.external})
        lines += [f"  {'external' if index == 0 else '       '}: {text}" for index, text in enumerate(known)]
        lines += [f"  note: {note}" for note in world.notes]
    lines += [f"passed over, no manifest: {path}" for path in found.passed_over]
    lines += [f"note: {note}" for note in found.notes]
    return "\n".join(lines) + "\n"


def _files(world: World) -> list[str]:
    return list(dict.fromkeys(source.original.path for source in world.sources))
