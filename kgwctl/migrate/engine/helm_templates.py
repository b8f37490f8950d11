"""Files with Go's templates in them, as Helm charts have: they are no YAML yet, and are not edited."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kgwctl.diagnostics import Location
from kgwctl.migrate.editing.tree import parse
from kgwctl.migrate.engine.changes import uneditable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kgwctl.diagnostics import Finding
    from kgwctl.migrate.editing.text_file import TextFile

#: Go's template language as Helm charts use it. Templates of other engines (Inja, Jinja) have none of these.
HELM = re.compile(
    rb"\{\{-?\s*(?:[.$]|/\*|(?:if|else|end|range|with|include|template|define|block|tpl|toYaml|default|quote|"
    rb"required|printf|lookup|fail|nindent|indent)(?=[\s}]))"
)


def is_template(file: TextFile) -> bool:
    """Whether a file that is YAML is one of Helm's templates all the same: braces in quotes or blocks are text."""
    if not HELM.search(file.data):
        return False
    return any(
        node.kind == "scalar" and not node.style and "{{" in node.value
        for part in file.parts
        if "{{" in part.text
        for root in (parse(part.text).root,)
        if root is not None
        for node in root.walk()
    )


def template_finding(path: str, data: bytes, words: Sequence[bytes]) -> Finding:
    """Why a template is left alone, with the lines that hold one of ``words``."""
    lines = [
        number
        for number, line in enumerate(data.split(b"\n"), 1)
        if any(word in line for word in words) and not line.lstrip().startswith(b"#")
    ]
    where = ", ".join(map(str, lines)) or "the whole file"
    return uneditable(
        first_mention(path, data, words),
        f"a Helm template is not edited; look at line {where}",
        hint="Migrate what the template renders (helm template ... | kgwctl migrate -), and carry the changes over.",
    )


def first_mention(path: str, data: bytes, words: Sequence[bytes]) -> Location:
    """Where the first of ``words`` stands."""
    offsets = [offset for offset in (data.find(word) for word in words) if offset >= 0]
    if not offsets:
        return Location(path)
    offset = min(offsets)
    start = data.rfind(b"\n", 0, offset) + 1
    return Location(path, data.count(b"\n", 0, offset) + 1, len(data[start:offset].decode("utf-8", "replace")) + 1)
