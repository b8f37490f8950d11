"""``kgwctl validate``: what the API server and the controllers would say."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any

from kgwctl import __version__
from kgwctl.cli.config import ConfigError, configured
from kgwctl.cli.errors import UsageError
from kgwctl.cli.front import FINDINGS, OK, UNREADABLE, USAGE
from kgwctl.cli.inputs import read_inputs
from kgwctl.cli.messages import complain, source_lines
from kgwctl.cli.results import write_result
from kgwctl.diagnostics import Finding, Severity
from kgwctl.lint.check import check, check_each
from kgwctl.lint.selection import Selection, UnknownRuleError, selection
from kgwctl.manifests.rules import INPUT_RULES
from kgwctl.report.model import Report, order
from kgwctl.schema.schema_set import SchemaSet
from kgwctl.settings import Settings, SettingsError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kgwctl.manifests import Loaded, Source
    from kgwctl.report.text import SourceLines

FORMATS = ("text", "json", "yaml", "sarif", "junit", "github")
_THRESHOLDS = {"error": Severity.ERROR, "warning": Severity.WARNING, "info": Severity.INFO, "none": None}


def run(options: Any) -> int:
    """Check and report. The exit code is the same for every format."""
    try:
        configured(options)
        outputs = _outputs(options.output)
        settings = Settings.from_pairs(options.settings)
        chosen = _selection(options)
        threshold = _threshold(options.fail_on)
        schemas, findings, crds = _schemas(options)
        loaded = read_inputs(options)
        report, unreadable = _report(options, loaded, findings, schemas, settings, chosen)
        lines = source_lines([*loaded.sources, *crds])
        for name, file in outputs:
            _write(report, name, file, lines)
    except (UsageError, SettingsError, ConfigError, UnknownRuleError) as error:
        complain(options.program, str(error))
        return USAGE
    if unreadable:
        return UNREADABLE
    return FINDINGS if report.at_least(threshold) else OK


def _report(
    options: Any,
    loaded: Loaded,
    findings: Iterable[Finding],
    schemas: SchemaSet,
    settings: Settings,
    chosen: Selection,
) -> tuple[Report, bool]:
    """The report, and whether an input could not be read."""
    each = check_each if options.per_file else check
    checked = each(loaded.documents, schemas=schemas, settings=settings, default_namespace=options.namespace)
    found = [*findings, *loaded.findings, *checked.findings]
    if options.strict_kinds:
        found += _unknown_kinds(loaded, checked.skipped)
    if options.envoy:
        from kgwctl.cli.bootstraps import envoy_findings

        found += envoy_findings(loaded.documents, schemas, settings, options.namespace)
    unreadable = any(one.rule in INPUT_RULES for one in found)
    wanted = [one for one in found if chosen.wants(one.rule)]
    suppressed = checked.suppressed + len(found) - len(wanted)
    shown = order(wanted)
    if options.write_baseline:
        _write_baseline(options.write_baseline, shown)
    if options.baseline:
        shown, known = _without_baseline(options.baseline, shown)
        suppressed += known
    report = Report(
        version=__version__,
        findings=shown,
        rules=_rules(shown),
        files=len(loaded.sources),
        objects=len(loaded.documents),
        suppressed=suppressed,
        skipped_kinds=checked.skipped,
    )
    return report, unreadable


def _rules(findings: Sequence[Finding]) -> dict[str, Any]:
    if not findings:
        return {}
    from kgwctl.cli.rules import known_rules

    occurring = {finding.rule for finding in findings}
    return {rule_id: rule for rule_id, rule in known_rules().items() if rule_id in occurring}


def _outputs(words: Sequence[str]) -> list[tuple[str, str]]:
    """Formats and the files they go to; an empty file is standard output."""
    outputs = []
    for word in words or ("text",):
        name, _, file = word.partition("=")
        if name not in FORMATS:
            raise UsageError(f"-o {word}: unknown format; there is {', '.join(FORMATS)}")
        outputs.append((name, file))
    if sum(not file for _, file in outputs) > 1:
        raise UsageError("only one report can go to standard output; give the others a file, as in -o sarif=out.sarif")
    return outputs


def _selection(options: Any) -> Selection:
    if not options.select and not options.ignore:
        return Selection()
    from kgwctl.cli.rules import known_rules

    return selection(options.select, options.ignore, known_rules())


def _threshold(level: str) -> Severity | None:
    if level not in _THRESHOLDS:
        raise UsageError(f"--fail-on {level}: expected one of {', '.join(_THRESHOLDS)}")
    return _THRESHOLDS[level]


def _schemas(options: Any) -> tuple[SchemaSet, list[Finding], Sequence[Source]]:
    """The schemas of the run, what is wrong with the user's CRDs, and the files these are in."""
    if not options.crds:
        return SchemaSet(), [], ()
    from kgwctl.manifests import load, read_source
    from kgwctl.schema.crd_cache import CrdCache, default_cache_folder
    from kgwctl.schema.user_crds import load_user_crds

    cache = None if options.no_cache else CrdCache(default_cache_folder())
    loaded = load(options.crds)
    unread = [finding for finding in loaded.findings if finding.location and not finding.location.line]
    crds = load_user_crds(loaded.sources, read_source, cache)
    return SchemaSet(crds.kinds), [*unread, *crds.findings], loaded.sources


def _unknown_kinds(loaded: Loaded, skipped: Any) -> list[Finding]:
    from kgwctl.schema.rules import UNKNOWN_KIND

    found = []
    for document in loaded.documents:
        name = f"{document.kind}.{document.group}" if document.group else document.kind
        if document.kind and name in skipped:
            found.append(
                Finding(
                    rule=UNKNOWN_KIND.id,
                    severity=UNKNOWN_KIND.severity,
                    message=f"there is no schema for {name}",
                    location=document.locate(("kind",)),
                    subject=f"{document.kind} {document.namespace or 'default'}/{document.name}",
                    path=("kind",),
                )
            )
    return found


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
    except baseline.BaselineError as error:
        raise UsageError(f"--baseline {path}: {error}") from None
    filtered = baseline.without(findings, known)
    return filtered.findings, filtered.suppressed


def _write(report: Report, name: str, file: str, lines: SourceLines) -> None:
    if (
        name == "text"
        and not file
        and sys.stdout is not None
        and sys.stdout.isatty()
        and not os.environ.get("NO_COLOR")
    ):
        from kgwctl.report.text import print_rich

        print_rich(report, lines)
        return
    text = _text(report, name, lines).encode("utf-8", "replace")
    if file:
        from kgwctl.cli.files import write_atomically

        write_atomically(file, text)
    else:
        write_result(text)


def _text(report: Report, name: str, lines: SourceLines) -> str:
    if name == "text":
        from kgwctl.report import text

        return text.render(report, lines)
    if name in ("json", "yaml"):
        from kgwctl.report import envelope

        if name == "json":
            return envelope.render_json(report)
        from kgwctl.output.yaml_writer import json_as_yaml

        return json_as_yaml(envelope.render_json(report).encode()).decode()
    from importlib import import_module

    rendered: str = import_module(f"kgwctl.report.{name}").render(report)
    return rendered
