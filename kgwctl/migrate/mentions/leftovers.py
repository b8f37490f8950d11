"""Every mention of what moved that is still there afterwards: one finding a line.

Policy engines, alerts, config maps that hold manifests: what they mean cannot be rewritten with certainty.
Comments do not count, but for those that name a schema.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kgwctl.migrate.editing.tree import parse
from kgwctl.migrate.engine.changes import by_hand

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kgwctl.diagnostics import Finding
    from kgwctl.migrate.editing.text_file import Part
    from kgwctl.migrate.engine.changes import Mentions
    from kgwctl.migrate.engine.workspace import Workspace

_SCHEMA = re.compile(r"\$schema|yaml-language-server")
#: The name of a file or folder, or of an object: they are called what they are called.
_OWN_NAME = re.compile(r"(?:^|[\s{,\"'])(?:name|namePrefix|nameSuffix)[\"']?:\s*[\"']?$")
_ROLES = ("Role", "ClusterRole")
_FILE = re.compile(r"\.(?:ya?ml|json)\b")


def leftovers(workspace: Workspace, mentions: Mentions) -> Iterator[Finding]:
    """A finding for each line of an opened file that mentions the kind.

    Objects that are still of the kind have been told about, with the reason.
    """
    lines: set[tuple[str, int]] = set()
    some_stay = any(workspace.targets((mentions.group, mentions.kind)))
    both = re.compile(rf"(?<![A-Za-z0-9-]){mentions.successor.lower().removesuffix('y')}(?:ies|y)", re.IGNORECASE)
    pattern = mentions.pattern
    for path in sorted(workspace.files):
        file = workspace.files[path]
        if not pattern.search(file.text):
            continue
        for part in file.parts:
            if part.value is None or _stays(part, mentions) or (some_stay and both.search(part.text)):
                # What names both kinds is right as long as there are objects of both.
                continue
            for offset, said in _in_part(part, pattern):
                where = workspace.place(path, part.number, offset)
                if (where.file, where.line) not in lines:
                    lines.add((where.file, where.line))
                    yield by_hand(where, _subject(part), f"this still says {said}", mentions.hint)


def _in_part(part: Part, pattern: re.Pattern[str]) -> Iterator[tuple[int, str]]:
    tree = parse(part.text)
    comments = [(comment.start, comment.end) for comment in tree.comments]
    for found in pattern.finditer(part.text):
        start = tree.line_start(found.start())
        before = part.text[start : found.start()]
        word = found.group()
        inside = next((part.text[a:b] for a, b in comments if a <= found.start() < b), None)
        if inside is not None:
            if not _SCHEMA.search(inside):
                continue
        elif word.islower() and (
            _OWN_NAME.search(before) or _FILE.match(part.text, found.end()) or _is_path(part, found)
        ):
            continue
        yield found.start(), word


def _is_path(part: Part, found: re.Match[str]) -> bool:
    """Whether the word is a step of a relative path, as resources of kustomizations have it."""
    before = part.text[max(found.start() - 2, 0) : found.start()]
    return before.endswith("./") or (before.endswith("/") and not part.text[found.end() :].startswith("/status"))


def _stays(part: Part, mentions: Mentions) -> bool:
    """Whether a document is, or lists, objects of the kind that stay; or is a role, whose other groups are not ours."""
    value = part.value
    items = value.get("items") if isinstance(value, dict) else None
    objects = [value, *(items if isinstance(items, list) else ())]
    return any(isinstance(each, dict) and each.get("kind") in (mentions.kind, *_ROLES) for each in objects)


def _subject(part: Part) -> str:
    value = part.value
    if not isinstance(value, dict) or not isinstance(value.get("kind"), str):
        return ""
    metadata = value.get("metadata")
    name = metadata.get("name") if isinstance(metadata, dict) else None
    return f"{value['kind']} {name}" if isinstance(name, str) else value["kind"]
