"""Validation errors as findings: the rule each belongs to, and where it is in the manifest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kgwctl.diagnostics import Finding, Severity, format_path
from kgwctl.schema import rules

if TYPE_CHECKING:
    from kgwctl.manifests.document import Document
    from kgwctl.schema.errors import SchemaError

_BY_CHECK = {"strict": rules.UNKNOWN_FIELD, "cel": rules.BROKEN_RULE, "metadata": rules.INVALID_METADATA}
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
        location=document.locate(error.path, key=error.by == "strict"),
        subject=subject,
        path=error.path,
    )
