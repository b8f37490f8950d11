"""Documents for tests that do not need the loader: positions are counted, not parsed."""

from __future__ import annotations

from typing import Any

import yaml

from kgwctl.diagnostics import FieldPath, Location
from kgwctl.manifests.document import Document, Source


class NumberedDocument(Document, frozen=True, eq=False):
    """Is located at line ``index + 1`` and a column as deep as the path."""

    def locate(self, path: FieldPath, key: bool = False) -> Location:
        return Location(self.source.path, self.index + 1, len(path) + 1)


def documents(text: str, path: str = "test.yaml") -> list[Document]:
    """The documents of a YAML stream."""
    source = Source(path, text.encode())
    return [of_value(value, source, index) for index, value in enumerate(yaml.safe_load_all(text)) if value is not None]


def of_value(value: dict[str, Any], source: Source | None = None, index: int = 0) -> Document:
    source = source or Source("test.yaml", b"")
    return NumberedDocument.of(source, index, value, 0, len(source.data))
