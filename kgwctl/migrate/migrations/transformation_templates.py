"""Transformation templates move from Inja to MiniJinja, the engine of v2.2."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kgwctl.api.kinds import TRAFFIC_POLICY
from kgwctl.diagnostics import Location
from kgwctl.migrate.editing.ops import Replace
from kgwctl.migrate.engine.changes import Change, EditDocument, Migration, Step, by_hand
from kgwctl.migrate.engine.workspace import describe
from kgwctl.migrate.kustomize.following import kustomize_steps
from kgwctl.migrate.migrations.inja import rewrite
from kgwctl.releases.marks import marks
from kgwctl.releases.v2_2 import TEMPLATES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kgwctl.diagnostics import FieldPath
    from kgwctl.migrate.engine.workspace import Target, Workspace

_ID = "transformation-templates"
_KIND = TRAFFIC_POLICY


def _run(workspace: Workspace) -> Iterator[Step]:
    for policy in list(workspace.targets(_KIND)):
        transformation = policy.spec.get("transformation")
        for direction in ("request", "response"):
            rules = transformation.get(direction) if isinstance(transformation, dict) else None
            if isinstance(rules, dict):
                for path, template in _templates(rules, ("spec", "transformation", direction)):
                    yield _step(workspace, policy, path, template, _parses_json(rules))
    yield from kustomize_steps(workspace, MIGRATION, *_KIND, _KIND[1], lambda path: path)


def _templates(rules: dict[str, Any], path: FieldPath) -> Iterator[tuple[FieldPath, str]]:
    for field in ("set", "add"):
        headers = rules.get(field)
        for index, header in enumerate(headers if isinstance(headers, list) else ()):
            value = header.get("value") if isinstance(header, dict) else None
            if isinstance(value, str):
                yield (*path, field, index, "value"), value
    body = rules.get("body")
    if isinstance(body, dict) and isinstance(body.get("value"), str):
        yield (*path, "body", "value"), body["value"]


def _parses_json(rules: dict[str, Any]) -> bool:
    body = rules.get("body")
    return isinstance(body, dict) and body.get("parseAs") == "AsJson"


def _step(workspace: Workspace, policy: Target, path: FieldPath, template: str, parses_json: bool) -> Step:
    if not any(mark in template for mark in ("{{", "{%", "##")):
        return Step()
    result = rewrite(template, parses_json=parses_json)
    value = workspace.locate(policy, path, key=False)
    findings = tuple(
        by_hand(
            _inside(workspace, policy, path, value, result.text, note.offset), policy.label, note.message, note.hint
        )
        for note in result.notes
    )
    if result.text == template:
        return Step(findings=findings)
    change = Change(
        migration=_ID,
        object=policy.label,
        location=value,
        old_path=describe(path),
        new_path=describe(path),
        loss="behaviour" if result.differs else "none",
        reason=result.differs,
    )
    edit = EditDocument(policy.file, policy.number, (Replace(policy.at(*path), result.text),))
    return Step((edit,), (change,), findings)


def _inside(workspace: Workspace, policy: Target, path: FieldPath, value: Location, text: str, offset: int) -> Location:
    """The line of an offset in a template: a literal block shows its lines as they are."""
    node = workspace.files[policy.file].tree(policy.number).find(policy.at(*path))
    if node is not None and node.style == "|":
        return Location(value.file, value.line + 1 + text.count("\n", 0, offset), 1)
    return value


MIGRATION = Migration(
    id=_ID,
    summary="Transformation templates written for Inja become MiniJinja's; what is not certain is pointed out.",
    since="v2.2.0",
    certainty="advice",
    triggers=marks((TEMPLATES,)),
    run=_run,
    comparable=False,
)
