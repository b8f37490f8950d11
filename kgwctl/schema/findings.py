"""Validation errors as findings: the rule each belongs to, and where it is in the manifest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kgwctl.diagnostics import Finding, Severity, format_path
from kgwctl.schema import catalogue as rules

if TYPE_CHECKING:
    from kgwctl.manifests.document import Document
    from kgwctl.schema.errors import SchemaError

_BY_CHECK = {"strict": rules.UNKNOWN_FIELD, "cel": rules.BROKEN_RULE, "metadata": rules.INVALID_METADATA}
#: How a message begins that asks for text and got something else.
_TEXT_WANTED = "must be of type string, not "
_BY_TYPE = {
    "TypeInvalid": rules.WRONG_TYPE,
    "Required": rules.MISSING_FIELD,
    "NotSupported": rules.UNSUPPORTED_VALUE,
    "Duplicate": rules.DUPLICATE_ENTRY,
}


def rule_of(error: SchemaError) -> rules.Rule:
    """The catalogue rule that an error belongs to."""
    return _BY_CHECK.get(error.by) or _BY_TYPE.get(error.type, rules.INVALID_VALUE)


def to_finding(error: SchemaError, document: Document, subject: str) -> Finding:
    """The finding of an error in ``document``; ``subject`` names the object."""
    field = format_path(error.path)
    return Finding(
        rule=rule_of(error).id,
        severity=Severity.ERROR,
        message=f"{field}: {error.message}" if field else error.message,
        hint=_reading_hint(error, document),
        location=document.locate(error.path, key=error.by == "strict"),
        subject=subject,
        path=error.path,
    )


def _reading_hint(error: SchemaError, document: Document) -> str:
    """What quotes would help: a plain word that YAML 1.1 does not read as text, where text is wanted."""
    if not error.message.startswith(_TEXT_WANTED) or document.kind == "Secret":
        return ""
    span = document.span(error.path)
    if span is None:
        return ""
    word = document.source.data[span.start : span.end].decode("utf-8", "replace").strip()
    if not word or word[0] in "\"'[{" or "\n" in word:
        return ""
    kind = error.message.removeprefix(_TEXT_WANTED)
    return f'YAML 1.1 reads {word} as a {kind}: put it in quotes, as in "{word}"'
