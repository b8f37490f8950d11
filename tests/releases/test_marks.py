"""No file that a migration has a say about is ruled out, and current ones are."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kgwctl.manifests import Source, read_source
from kgwctl.migrate.engine.changes import BY_HAND, Migration
from kgwctl.migrate.migrations.catalogue import MIGRATIONS
from kgwctl.migrate.run import plan_migration
from kgwctl.releases import v2_2
from kgwctl.releases.marks import holds, marks, may_be_outdated
from tests.conftest import REPOSITORY
from tests.migrate.case_files import FOLDER, parse_case
from tests.migrate.test_every_field import MOVES, Style, manifest

CASES = sorted(FOLDER.glob("*.txt"))

#: Words of what is old that what is new uses, too.
SHARED_WORDS = ("transformation", "statusCodeFilter", "durationFilter")


def is_candidate(source: Source) -> bool:
    return may_be_outdated(source, read_source(source)[0])


def concerned(sources: list[Source]) -> bool:
    """Whether a migration changes something, or leaves something to a human."""
    plan = plan_migration(sources)
    return bool(plan.changes) or any(finding.rule == BY_HAND.id for finding in plan.findings)


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_no_case_is_ruled_out(path: Path) -> None:
    case = parse_case(path.read_text())
    sources = [Source(name, text.encode()) for name, text in case.inputs.items()]
    if concerned(sources):
        assert any(is_candidate(source) for source in sources)
    for source in sources:
        # A file that a migration concerns on its own must not hang on the others.
        assert is_candidate(source) or not concerned([source])


def test_current_manifests_are_ruled_out() -> None:
    examples = [path for path in (REPOSITORY / "examples").rglob("*.yaml") if "migrate" not in path.parts]
    assert examples
    found = [str(path) for path in examples if is_candidate(Source(str(path), path.read_bytes()))]
    assert [path for path in found if not any(word in Path(path).read_text() for word in SHARED_WORDS)] == []


@pytest.mark.parametrize("style", ["json", "block"])
@pytest.mark.parametrize("move", MOVES, ids=lambda move: f"{move.kind} {move.old} {move.value}")
def test_no_moved_field_is_ruled_out(move: object, style: str) -> None:
    text = Style(style).write(manifest(move))  # type: ignore[arg-type]
    assert is_candidate(Source("x.yaml", text.encode()))


@pytest.mark.parametrize("migration", MIGRATIONS, ids=lambda one: one.id)
def test_migrations_and_rules_have_their_marks_from_one_table(migration: Migration) -> None:
    facts = {
        "httplistenerpolicy": (v2_2.HTTP_LISTENER_POLICY,),
        "buffer-limit-annotation": (v2_2.BUFFER_LIMIT,),
        "floating-user-id": (v2_2.FLOATING_USER_ID,),
        "renamed-fields": v2_2.FIELDS,
        "transformation-templates": (v2_2.TEMPLATES,),
        "helm-values": v2_2.CHART,
    }
    assert migration.triggers == marks(facts[migration.id])
    assert {fact.since for fact in facts[migration.id]} == {migration.since}


def test_a_mark_is_a_word_a_pattern_or_all_of_them() -> None:
    assert holds(b"kind: TrafficPolicy\njwt: {}", (b"TrafficPolicy", re.compile(rb"jwt[\"']?:")))
    assert not holds(b"kind: ListenerPolicy\njwt: {}", (b"TrafficPolicy", re.compile(rb"jwt[\"']?:")))
    assert holds(b"jwt: {}", re.compile(rb"jwt[\"']?:"))
    assert not holds(b"jwtAuth: {}", re.compile(rb"jwt[\"']?:"))
