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


class JsonLoader(yaml.SafeLoader):
    """Reads plain JSON types: a date is text."""

    yaml_implicit_resolvers = {  # noqa: RUF012
        first: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith(":timestamp")]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }


def values(text: str) -> list[dict[str, Any]]:
    """The values of a YAML stream that are not empty."""
    return [value for value in yaml.load_all(text, JsonLoader) if value is not None]


def documents(text: str, path: str = "test.yaml") -> list[Document]:
    """The documents of a YAML stream."""
    source = Source(path, text.encode())
    return [of_value(value, source, index) for index, value in enumerate(values(text))]


def of_value(value: dict[str, Any], source: Source | None = None, index: int = 0) -> Document:
    source = source or Source("test.yaml", b"")
    return NumberedDocument.of(source, index, value, 0, len(source.data))
