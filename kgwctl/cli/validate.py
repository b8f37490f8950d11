"""``kgwctl validate``: what the API server and the controllers would say."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, NamedTuple

from kgwctl import __version__
from kgwctl.cli.config import configured
from kgwctl.cli.errors import ConfigError, UsageError
from kgwctl.cli.exit_codes import FINDINGS, OK, UNREADABLE, USAGE
from kgwctl.cli.inputs import read_sources
from kgwctl.cli.messages import Progress, complain, source_lines
from kgwctl.cli.reports import WITH_RULES, outputs, write_report
from kgwctl.cli.world_inputs import worlds_of
from kgwctl.diagnostics import Severity
from kgwctl.incremental.check import Run, check
from kgwctl.lint.check import Outcome
from kgwctl.lint.selection import Selection, UnknownRuleError, selection
from kgwctl.manifests.catalogue import INPUT_RULES
from kgwctl.pipeline.options import Options
from kgwctl.report.model import Report, order
from kgwctl.settings import Settings, SettingsError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kgwctl.diagnostics import Finding
    from kgwctl.incremental.memory import Memory
    from kgwctl.manifests import Source
    from kgwctl.schema.kinds import KindSchema

_THRESHOLDS = {"error": Severity.ERROR, "warning": Severity.WARNING, "info": Severity.INFO, "none": None}
#: Less than this is checked sooner than remembered.
_WORTH_REMEMBERING = 1 << 18


class _Crds(NamedTuple):
    """The user's own schemas, what is wrong with them, and the files they are in."""

    kinds: Sequence[KindSchema] = ()
    findings: Sequence[Finding] = ()
    sources: Sequence[Source] = ()


def run(options: Any) -> int:
    """Check and report. The exit code is the same for every format."""
    try:
        configured(options)
        chosen_outputs = outputs(options.output)
        settings = Settings.from_pairs(options.settings)
        chosen = _selection(options)
        threshold = _threshold(options.fail_on)
        jobs = _jobs(options.jobs)
        crds = _crds(options)
        sources, unread = read_sources(options)
        outcome = _check(sources, crds, settings, jobs, options)
        found = [*crds.findings, *unread, *outcome.checked.findings]
        if settings.validation_mode == "STRICT":
            from kgwctl.cli.strict_findings import strict_findings

            for objects in outcome.objects:
                found += strict_findings(objects, Options(settings, options.namespace))
        if options.envoy:
            from kgwctl.cli.envoy_verdicts import envoy_findings

            for objects in outcome.objects:
                found += envoy_findings(objects, Options(settings, options.namespace))
        report = _report(found, chosen, outcome, len(sources), options)
        lines = source_lines([*sources, *crds.sources])
        for name, file in chosen_outputs:
            write_report(report, name, file, lines)
    except (UsageError, SettingsError, ConfigError, UnknownRuleError) as error:
        complain(options.program, str(error))
        return USAGE
    if any(one.rule in INPUT_RULES for one in found):
        return UNREADABLE
    return FINDINGS if report.at_least(threshold) else OK


def _check(sources: Sequence[Source], crds: _Crds, settings: Settings, jobs: int, options: Any) -> Outcome:
    rendered = options.envoy or settings.validation_mode == "STRICT"
    with Progress("checked", len(sources)) as progress:
        chosen = Options(
            settings, options.namespace, crds=crds.kinds, strict_kinds=options.strict_kinds, per_file=options.per_file
        )
        how = Run(jobs, _memory(sources, crds, options), progress.at, with_objects=rendered)
        worlds = worlds_of(sources, options)
        if worlds is None:
            checked = check(sources, chosen, how)
            return Outcome(checked, (checked.objects,))
        from kgwctl.world_checks.check import check_worlds

        return check_worlds(worlds, chosen, how)


def _report(found: Sequence[Finding], chosen: Selection, outcome: Outcome, files: int, options: Any) -> Report:
    """What is shown of ``found``, after selections and the baseline."""
    checked = outcome.checked
    wanted = [one for one in found if chosen.wants(one.rule)]
    suppressed = checked.suppressed + len(found) - len(wanted)
    shown = order(wanted)
    if options.write_baseline:
        _write_baseline(options.write_baseline, shown)
    if options.baseline:
        shown, known = _without_baseline(options.baseline, shown)
        suppressed += known
    return Report(
        version=__version__,
        findings=shown,
        rules=_rules(shown, options.output),
        files=files,
        objects=checked.documents,
        suppressed=suppressed,
        skipped_kinds=checked.skipped,
        passed_over=len(outcome.passed_over),
        notes=outcome.notes,
    )


def _rules(findings: Sequence[Finding], outputs: Sequence[str]) -> dict[str, Any]:
    """The catalogue's entries of the rules that occur, for formats that show them; gathering them takes a while."""
    if not findings or not any(word.partition("=")[0] in WITH_RULES for word in outputs):
        return {}
    from kgwctl.cli.catalogue import known_rules

    occurring = {finding.rule for finding in findings}
    return {rule_id: rule for rule_id, rule in known_rules().items() if rule_id in occurring}


def _selection(options: Any) -> Selection:
    if not options.select and not options.ignore:
        return Selection()
    from kgwctl.cli.catalogue import known_rules

    return selection(options.select, options.ignore, known_rules())


def _threshold(level: str) -> Severity | None:
    if level not in _THRESHOLDS:
        raise UsageError(f"--fail-on {level}: expected one of {', '.join(_THRESHOLDS)}")
    return _THRESHOLDS[level]


def _jobs(text: str | None) -> int:
    if text is None:
        return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    if not text.isascii() or not text.isdigit() or not text.strip("0"):
        raise UsageError(f"--jobs {text}: expected a number of processes, 1 or more")
    return int(text) if len(text) < 10 else 1 << 30


def _memory(sources: Sequence[Source], crds: _Crds, options: Any) -> Memory | None:
    if options.no_cache or sum(len(source.data) for source in sources) < _WORTH_REMEMBERING:
        return None
    from kgwctl.incremental.memory import open_memory
    from kgwctl.schema.crd_cache import default_cache_folder

    folder = default_cache_folder()
    words = (*options.paths, "-f", *options.files)
    checked_by = f"{options.namespace} {options.strict_kinds}"
    return None if folder is None else open_memory(folder.parent / "results", words, crds.kinds, checked_by)


def _crds(options: Any) -> _Crds:
    if not options.crds:
        return _Crds()
    from kgwctl.manifests import load, read_source
    from kgwctl.schema.crd_cache import CrdCache, default_cache_folder
    from kgwctl.schema.user_crds import load_user_crds

    folder = None if options.no_cache else default_cache_folder()
    cache = None if folder is None else CrdCache(folder)
    loaded = load(options.crds)
    unread = [finding for finding in loaded.findings if finding.location and not finding.location.line]
    crds = load_user_crds(loaded.sources, read_source, cache)
    if not (crds.kinds or crds.findings or unread):
        raise UsageError(f"--crds {', '.join(options.crds)}: there is no CustomResourceDefinition")
    return _Crds(crds.kinds, [*unread, *crds.findings], loaded.sources)


def _write_baseline(path: str, findings: Sequence[Finding]) -> None:
    from kgwctl.cli.files import write_atomically
    from kgwctl.report import baseline

    write_atomically(path, baseline.write(findings))


def _without_baseline(path: str, findings: Sequence[Finding]) -> tuple[tuple[Finding, ...], int]:
    from pathlib import Path

    from kgwctl.report import baseline

    try:
        known = baseline.read(Path(path).read_bytes())
    except OSError as error:
        raise UsageError(f"--baseline {path}: {error.strerror}") from None
    except ValueError as error:
        # No baseline, or a name with a zero byte.
        raise UsageError(f"--baseline {path!r}: {error}" if "\0" in path else f"--baseline {path}: {error}") from None
    filtered = baseline.without(findings, known)
    return filtered.findings, filtered.suppressed
