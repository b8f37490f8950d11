"""Broken rules of Envoy's fields, in protoc-gen-validate's words, which the controller copies into statuses."""

from __future__ import annotations

from typing import Any

_NOT_IN_HEADERS = frozenset("\0\n\r")


def violation(message: str, field: str, why: str, cause: Any = None) -> str:
    """A broken field rule in protoc-gen-validate's words."""
    text = f"invalid {message}.{field}: {why}"
    return f"{text} | caused by: {cause}" if cause else text


def embedded(message: str, field: str, cause: str | None) -> str | None:
    """The broken rule of a message in a field, as told of the message around it. ``None`` stays ``None``."""
    return violation(message, field, "embedded message failed validation", cause) if cause else None


def header_text_violation(message: str, field: str, text: str) -> str | None:
    """What Envoy's rule for names and values of headers says: no NUL, no line breaks."""
    if _NOT_IN_HEADERS.isdisjoint(text):
        return None
    return violation(message, field, 'value does not match regex pattern "^[^\\x00\\n\\r]*$"')


def too_long(message: str, field: str, text: str, limit: int) -> str | None:
    """What Envoy says of text with more than ``limit`` characters."""
    return violation(message, field, f"value length must be at most {limit} runes") if len(text) > limit else None
