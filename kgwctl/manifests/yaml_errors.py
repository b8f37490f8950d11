"""What is wrong with a source, worded for whoever wrote it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from kgwctl.diagnostics import FieldPath, Finding, Location, Rule
from kgwctl.manifests import catalogue as rules
from kgwctl.manifests.document import Source
from kgwctl.manifests.offsets import ByteOffsets, decode
from kgwctl.manifests.reading import Duplicate, ReadingError
from kgwctl.manifests.splitting import BINARY_PROBE, UTF16, BadSeparator, Chunk

_TEMPLATE = r"^[^#'\"\n]*(\{[{%])"
#: Most characters of the user's text in a message.
_EXCERPT = 40

#: What usually is behind a complaint of the parser.
_HINTS = (
    ("found character that cannot start any token", "quote text that starts with @, % or a backquote"),
    ("mapping values are not allowed", "quote text that holds a colon and a blank, and check the indentation"),
    ("did not find expected key", "check the indentation here and in the lines above"),
    ("did not find expected '-' indicator", "the items of a list need the same indentation"),
    ("could not find expected ':'", "a key needs a colon and a blank after it, on the same line"),
    ("found unexpected end of stream", "a quote is opened and never closed"),
    ("did not find expected ',' or", "a bracket is opened and never closed, or a comma is missing"),
    ("did not find expected node content", "a value is missing, or needs quotes"),
    ("did not find expected alphabetic or numeric character", "quote text that starts with * or &"),
    ("found a tab character", "indent with blanks"),
    ("control characters are not allowed", "the file holds bytes that are no text"),
    ("UTF-8", "save the file as UTF-8"),
)


class Complaints:
    """Collects the findings of one source."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self.findings: list[Finding] = []

    def not_text(self) -> bool:
        """Whether the source cannot be text in UTF-8 at all; that is reported."""
        data = self._source.data
        if data.startswith(UTF16):
            problem = "text in UTF-16; Kubernetes reads UTF-8"
        elif b"\0" in data[:BINARY_PROBE]:
            problem = "binary data, not a manifest"
        else:
            return False
        self._add(rules.UNREADABLE, problem, Location(self._source.path))
        return True

    def bad_separator(self, separator: BadSeparator) -> None:
        """A line that starts with ``---`` and goes on with text."""
        message = "only a comment may follow --- on its line, not text; this document is not read"
        self._report(rules.NOT_YAML, message, separator.offset, "put the text on the next line")

    def not_json(self, problem: str, offset: int) -> None:
        """A JSON stream that breaks off."""
        self._report(rules.NOT_YAML, f"not JSON: {problem}", offset)

    def too_deep(self, limit: int, offset: int) -> None:
        """A JSON document that nests beyond ``limit``."""
        self._report(rules.RUNAWAY, f"nested more than {limit} levels deep", offset)

    def unreadable(self, error: ReadingError, text: bytes, start: int) -> None:
        """A document that is refused; it is ``text`` and starts at byte ``start``."""
        if error.reason != "syntax":
            self._report(rules.RUNAWAY, error.message, ByteOffsets(decode(text), start)(error.at or 0))
            return
        template = re.search(_TEMPLATE.encode(), text, re.MULTILINE)
        if template is not None:
            message = "this is a template, not a manifest"
            self._report(rules.TEMPLATE, message, start + template.start(1), "render it first, as with helm template")
            return
        offset = start + error.byte if error.byte is not None else ByteOffsets(decode(text), start)(error.at or 0)
        offset = min(offset, start + len(text))
        hint = next((hint for problem, hint in _HINTS if problem in error.message), "")
        if self._source.data[offset : offset + 1] == b"\t":
            hint = "indent with blanks, not with tabs"
        self._report(rules.NOT_YAML, f"not YAML: {error.message}", offset, hint)

    def duplicates(self, duplicates: Iterable[Duplicate], text: bytes, start: int) -> None:
        """Keys that their mappings already have, in the document ``text`` at byte ``start``."""
        offsets = ByteOffsets(decode(text), start)
        for each in duplicates:
            self._duplicate(each, offsets(each.at))

    def _duplicate(self, duplicate: Duplicate, offset: int) -> None:
        name = _excerpt(duplicate.key)
        if duplicate.clash == "merge":
            self._report(rules.MERGED_KEY, f"{name} is set and merged by <<; the later of the two wins", offset)
        elif duplicate.clash == "type":
            message = f"{name} comes twice in one mapping, as different types; either value may win"
            self._report(rules.DUPLICATE_KEY, message, offset)
        else:
            self._report(rules.DUPLICATE_KEY, f"{name} comes twice in one mapping; its first value is lost", offset)

    def repeated_json_key(self, chunk: Chunk) -> None:
        """A JSON document in which an object has a key twice; the YAML reader tells where."""
        from kgwctl.manifests.yaml_reader import read_document

        text = self._source.data[chunk.start : chunk.end]
        try:
            duplicates = read_document(text).duplicates
        except ReadingError:
            self._report(rules.DUPLICATE_KEY, "a key comes twice in one object; its first value is lost", chunk.start)
            return
        self.duplicates(duplicates, text, chunk.start)

    def ignored_text(self, text: bytes, index: int, start: int) -> None:
        """Report what follows the end of a document, if that is more than blanks and comments.

        The document ends before the character ``index`` of ``text``, which starts at byte ``start``.
        """
        position = ByteOffsets(decode(text), start)(index)
        for line in text[position - start :].splitlines(keepends=True):
            words = line.strip()
            if words not in (b"", b"...") and not words.startswith(b"#"):
                place = position + len(line) - len(line.lstrip())
                message = "the document ends before this text; the rest is not read"
                self._report(rules.IGNORED_TEXT, message, place, "begin another document with ---")
                return
            position += len(line)

    def not_a_mapping(self, value: Any, place: Location, item: FieldPath) -> None:
        """A document, or an item of a list, that cannot be an object."""
        what = "a list" if isinstance(value, list) else "nothing" if value is None else "a single value"
        where = "an item of a list" if item else "a document"
        self._add(rules.NOT_A_MAPPING, f"{where} must be an object with apiVersion and kind, not {what}", place)

    def _report(self, rule: Rule, message: str, offset: int, hint: str = "") -> None:
        self._add(rule, message, self._source.at(offset), hint)

    def _add(self, rule: Rule, message: str, location: Location, hint: str = "") -> None:
        self.findings.append(
            Finding(rule=rule.id, severity=rule.severity, message=message, location=location, hint=hint)
        )


def _excerpt(text: str) -> str:
    return repr(text if len(text) <= _EXCERPT else text[:_EXCERPT] + "...")
