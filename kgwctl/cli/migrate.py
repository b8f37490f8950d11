"""``kgwctl migrate``: manifests of earlier releases, rewritten for v2.2."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any

from kgwctl.cli.errors import UsageError
from kgwctl.cli.exit_codes import FINDINGS, OK, UNREADABLE, USAGE
from kgwctl.cli.files import write_atomically
from kgwctl.cli.messages import complain, print_findings, tell
from kgwctl.cli.results import write_result
from kgwctl.diagnostics import Finding, Severity
from kgwctl.incremental.check import Run
from kgwctl.manifests import Source
from kgwctl.manifests.catalogue import INPUT_RULES
from kgwctl.manifests.discovery import discover
from kgwctl.migrate import run as migrations
from kgwctl.migrate.engine.changes import TO_DO
from kgwctl.pipeline.options import Options
from kgwctl.settings import Settings, SettingsError
from kgwctl.world_checks.check import check_worlds
from kgwctl.worlds.find import find_worlds

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kgwctl.migrate.engine.plan import Plan
    from kgwctl.migrate.proof.proof import Proof


def run(options: Any) -> int:
    """Plan, prove, and show or write. Returns the exit code of the contract."""
    if options.list:
        write_result(migrations.listing(migrations.MIGRATIONS).encode())
        return OK
    try:
        _check(options)
        sources, findings = _read(options)
        settings = Settings.from_pairs(options.settings)
        plan = migrations.plan_migration(sources, _ids(options.only), _ids(options.skip), options.namespace)
        judged_by = Options(settings, options.namespace)
        proof = None if options.no_proof else migrations.prove(plan, migrations.Checks(_findings), judged_by)
        _show(plan, proof, options)
        if options.plan:
            write_atomically(options.plan, migrations.checklist(plan, proof).encode())
        if options.write or options.output_dir:
            _write(plan, proof, options)
    except (UsageError, SettingsError, migrations.UnknownMigration, migrations.WriteRefused) as error:
        complain(options.program, str(error))
        return USAGE
    except migrations.NotProven as error:
        complain(options.program, str(error))
    findings += plan.findings
    if options.output == "text":
        # What is work for a human is on the list of what is left to do.
        print_findings([finding for finding in findings if finding.rule not in TO_DO], sources)
    return _exit_code(plan, proof, findings, options)


def _check(options: Any) -> None:
    if not options.paths and not options.files:
        raise UsageError("nothing to read: name files or folders, or - for standard input")
    modes = [
        flag
        for flag, given in (
            ("--diff", options.diff),
            ("--write", options.write),
            ("--output-dir", options.output_dir),
            ("--check", options.check),
        )
        if given
    ]
    if len(modes) > 1:
        raise UsageError(f"{' and '.join(modes)} exclude each other")
    if options.write and "-" in (*options.paths, *options.files):
        raise UsageError("standard input cannot be written back; leave --write out to see the diff")


def _read(options: Any) -> tuple[list[Source], list[Finding]]:
    """The inputs, after an interrupted run has been finished or undone."""
    sources, findings = _discovered(options)
    paths = [source.path for source in sources if source.path != "<stdin>"]
    folders = migrations.interrupted(paths)
    if not folders:
        return sources, findings
    if not options.write:
        raise UsageError(f"an earlier run was interrupted in {', '.join(folders)}; --write finishes it first")
    for folder in folders:
        complain(options.program, migrations.recover(folder, paths, force=options.force))
    return _discovered(options)


def _discovered(options: Any) -> tuple[list[Source], list[Finding]]:
    sources: list[Source] = []
    findings: list[Finding] = []
    for found in discover(
        options.paths, options.files, recursive=options.recursive, stdin=sys.stdin.buffer if sys.stdin else None
    ):
        if isinstance(found, Finding):
            findings.append(found)
        else:
            sources.append(found)
    return sources, findings


def _findings(sources: Sequence[Source], judged_by: Options) -> Sequence[Finding]:
    """What ``validate`` says of ``sources``, world by world."""
    return check_worlds(find_worlds(sources), judged_by, Run()).checked.findings


def _ids(words: Iterable[str]) -> list[str]:
    return [part.strip() for word in words for part in word.split(",") if part.strip()]


def _show(plan: Plan, proof: Proof | None, options: Any) -> None:
    """The report on standard output for programs, else the diff there and the report on standard error."""
    if options.output == "json":
        import msgspec

        report = msgspec.json.encode(migrations.data(plan, proof))
        write_result(msgspec.json.format(report, indent=2) + b"\n")
        return
    if not (options.write or options.output_dir or options.check):
        colour = sys.stdout is not None and sys.stdout.isatty() and not os.environ.get("NO_COLOR")
        write_result(migrations.diff(plan.edits, colour=colour).encode("utf-8", "surrogateescape"))
    tell(migrations.text(plan, proof) or "nothing to migrate\n")


def _write(plan: Plan, proof: Proof | None, options: Any) -> None:
    written = migrations.apply(
        plan, proof, output_dir=options.output_dir, force=options.force, accept_differences=options.accept_differences
    )
    if options.output == "text":
        files = f"{len(written)} file{'' if len(written) == 1 else 's'}"
        tell(f"{files} written\n")


def _exit_code(plan: Plan, proof: Proof | None, findings: Sequence[Finding], options: Any) -> int:
    if any(finding.rule in INPUT_RULES for finding in findings):
        return UNREADABLE
    worse = proof is not None and not proof.holds and not options.accept_differences
    lost = options.fail_on_loss and (bool(plan.losses) or (proof is not None and bool(proof.differences)))
    pending = options.check and bool(plan.edits)
    wrong = any(finding.severity >= Severity.ERROR for finding in findings)
    return FINDINGS if worse or lost or pending or wrong else OK
