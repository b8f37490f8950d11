"""Base64 as Go decodes it: line breaks do not count, stray bits at the end neither."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode

_COMMON = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789")
_URL = _COMMON | {"-", "_"}
_STANDARD = _COMMON | {"+", "/"}


class Base64Error(ValueError):
    """Not base64; the message is Go's."""


def decode_url(text: str) -> bytes:
    """Base64url without padding. Raises :class:`Base64Error`."""
    kept = _checked(text, _URL)
    if len(kept) % 4 == 1:
        raise _illegal(len(text.rstrip("\r\n")) - 1)
    return urlsafe_b64decode(kept + "=" * (-len(kept) % 4))


def decode_standard(text: str) -> bytes:
    """Plain base64 with its padding. Raises :class:`Base64Error`."""
    at = text.find("=")
    kept = _checked(text if at < 0 else text[:at], _STANDARD)
    odd = len(kept) % 4
    if at < 0 and odd:
        raise _illegal(len(text) - odd)
    if at >= 0:
        _check_padding(text, at, odd)
    return urlsafe_b64decode(kept.replace("+", "-").replace("/", "_") + "=" * (-odd % 4))


def _check_padding(text: str, at: int, odd: int) -> None:
    """Whether what begins ``at`` ends a group of which ``odd`` characters are there, and the text."""
    if odd < 2:
        raise _illegal(at)
    for _ in range(4 - odd):
        at += len(text[at:]) - len(text[at:].lstrip("\r\n"))
        if text[at : at + 1] != "=":
            raise _illegal(at)
        at += 1
    rest = text[at:].lstrip("\r\n")
    if rest:
        raise _illegal(len(text) - len(rest))


def encode_url(data: bytes) -> str:
    """Base64url without padding."""
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def _checked(text: str, alphabet: frozenset[str]) -> str:
    """``text`` without line breaks."""
    kept = []
    for index, character in enumerate(text):
        if character in alphabet:
            kept.append(character)
        elif character not in "\r\n":
            raise _illegal(len(text[:index].encode()))
    return "".join(kept)


def _illegal(at: int) -> Base64Error:
    return Base64Error(f"illegal base64 data at input byte {at}")
