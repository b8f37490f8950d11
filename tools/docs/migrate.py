"""The page on migrations: what each does, every field it moves, and what it leaves to a human."""

from __future__ import annotations

from collections.abc import Iterator

from kgwctl.migrate.migrations.catalogue import MIGRATIONS
from kgwctl.releases.fact import Advice, Dropped, FieldFact, Moved, RemovedValue, Renamed, Required
from kgwctl.releases.v2_2 import CHART, FIELDS

PATH = "docs/migrate.md"

_HEAD = """\
# Migrating to v2.2

`kgwctl migrate PATH...` shows as a diff what it would change, and writes with `--write`. It edits text: comments,
order, quotes, indentation, anchors and line ends stay, and a moved block takes its comments along. Every edited file is
read again and must say exactly what was meant, or it is left alone and reported.

- **Written are all files or none**, by one run at a time. If the program is killed in between, the next run finishes
  or undoes the write and says so. Nothing that lies in a tree is trusted: only files that are read anyway are ever
  replaced, and links out of the tree are not followed.
- **There is a way back, or nothing is written.** Without `--force`, a git tree with uncommitted changes is refused, and
  so are files that git does not have. `--output-dir` writes copies instead, over nothing that is there.
- **The result is checked** by every rule of `kgwctl validate`, and rendered, before and after, with the namespace
  (`-n`) and the settings (`--set`) that you name. A new problem, a route that comes to answer 500, or a different
  configuration fails the run, and nothing is written without `--accept-differences`.
- **What was compared is said**: how many Gateways, listeners and routes; with what placeholders, since certificates and
  shared Gateways are seldom in the same repository; and what could not be compared, such as settings that v2.2 does not
  read under their old names.
- **Losses are named**: `behaviour` for a setting that works differently, `dropped` for one that has no successor.
  `--fail-on-loss` makes them an error, and every difference of the configuration too.
- **The way through the cluster** is a checklist in Markdown (`--plan FILE`): what to apply, which old objects to delete
  right afterwards and why, with and without a tool that prunes, and what is left to do by hand.
- **Kustomize** patches follow their kinds and paths: strategic merge, JSON 6902, inline,
  replacements, variables, configurations and components, also in Flux and Argo CD. What cannot be followed stops the
  objects that it names. Settings never move from one kustomization, or folder, to another.
- **Everything else that mentions what moved** is rewritten where that is certain (roles, ReferenceGrants, Argo CD,
  Flux), and told with its line where it is not (policy engines, alerts, config maps, schema comments).
- **Helm templates** are not edited but reported, with the lines to look at.

This page is generated from `kgwctl/migrate/` by `make docs`.

## Migrations

`exact` keeps the meaning, `likely` keeps it but in the cases it names, `advice` rewrites only what is certain.

| id | since | certainty | what |
| --- | --- | --- | --- |
"""


def render() -> str:
    """The page's text."""
    lines = [f"| `{each.id}` | {each.since} | {each.certainty} | {each.summary} |" for each in MIGRATIONS]
    return _HEAD + "\n".join([*lines, "", *_fields(), "", *_left(), "", *_values()]) + "\n"


def _fields() -> Iterator[str]:
    yield "## Fields\n"
    yield "| kind | before | after |"
    yield "| --- | --- | --- |"
    yield "| HTTPListenerPolicy | `spec.X` | ListenerPolicy `spec.default.httpSettings.X` |"
    yield (
        '| Gateway | `metadata.annotations["kgateway.dev/per-connection-buffer-limit"]` '
        "| ListenerPolicy `spec.default.perConnectionBufferLimitBytes` |"
    )
    yield "| GatewayParameters | `spec.kube.floatingUserId` | `spec.kube.omitDefaultSecurityContext` |"
    for row in FIELDS:
        if not isinstance(row, Advice):
            yield f"| {row.kind} | `{_path(row.path)}` | {_after(row)} |"


def _after(row: FieldFact) -> str:
    if isinstance(row, Renamed):
        values = "".join(f", `{old}` becomes `{str(new).lower()}`" for old, new in row.values)
        return f"`{_path((*row.path[:-1], row.name))}`{values}"
    if isinstance(row, Moved):
        return f"`{_path((*row.path[:-1], *row.into, row.name))}`"
    if isinstance(row, Required):
        return f"`{row.field}: {row.value}` is written out: it is required"
    assert isinstance(row, Dropped)
    return f"dropped: {row.reason}"


def _path(path: tuple[str, ...]) -> str:
    return ".".join(path).replace(".*", "[]")


def _left() -> Iterator[str]:
    yield "## Left to you\n"
    yield "| kind | field | what | instead |"
    yield "| --- | --- | --- | --- |"
    for row in FIELDS:
        if isinstance(row, Advice):
            yield f"| {row.kind} | `{_path(row.path)}` | {row.message} | {row.hint} |".replace("||", r"\|\|")


def _values() -> Iterator[str]:
    yield "## Chart values that are gone\n"
    yield "| value | why | instead |"
    yield "| --- | --- | --- |"
    for removed in (fact for fact in CHART if isinstance(fact, RemovedValue)):
        yield f"| `{'.'.join(removed.path)}` | {removed.reason} | {removed.todo} |"
