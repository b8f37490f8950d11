"""URLs as Go's ``net/url`` parses them: its readings and its error texts show in statuses."""

from __future__ import annotations

import re
from typing import NamedTuple

from kgwctl.golang.text import quote

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*(:)|(:)")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_BAD_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2}).{0,2}", re.DOTALL)
_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})")
_PORT = re.compile(r"(?::[0-9]*)?")
_USERINFO = re.compile(r"[A-Za-z0-9\-._:~!$&'()*+,;=%@]*")
#: ASCII that a host may not hold unescaped.
_BAD_HOST = re.compile(r"[\x00-\x20#/?@\\^`{|}\x7f]")
_BAD_HOST_ESCAPE = re.compile(r"%(?!25)[0-7][0-9A-Fa-f]")


class UrlError(ValueError):
    """The text is not a URL. Its message is Go's, ``parse "...": ...``."""


class Url(NamedTuple):
    """The parts of a URL. ``path`` is unescaped, each of its characters one byte."""

    scheme: str
    host: str
    path: str


def parse_url(text: str) -> Url:
    """Parse a URL or a relative reference. Raises :class:`UrlError`."""
    before, _, fragment = text.partition("#")
    try:
        url = _parse(before)
    except _Problem as problem:
        raise UrlError(f"parse {quote(before)}: {problem}") from None
    try:
        _check_escapes(fragment)
    except _Problem as problem:
        raise UrlError(f"parse {quote(text)}: {problem}") from None
    return url


class _Problem(ValueError):
    pass


def _parse(text: str) -> Url:
    if _CONTROL.search(text):
        raise _Problem("net/url: invalid control character in URL")
    if text == "*":
        return Url("", "", "*")
    match = _SCHEME.match(text)
    if match is not None and match[2]:
        raise _Problem("missing protocol scheme")
    scheme, rest = (match[0][:-1].lower(), text[match.end() :]) if match is not None else ("", text)
    rest = rest.partition("?")[0]
    if not rest.startswith("/"):
        if scheme:
            return Url(scheme, "", "")
        if ":" in rest.partition("/")[0]:
            raise _Problem("first path segment in URL cannot contain colon")
    host = ""
    if rest.startswith("//") and (scheme or not rest.startswith("///")):
        authority, slash, path = rest[2:].partition("/")
        host, rest = _host(authority), slash + path
    return Url(scheme, host, _unescape(rest))


def _host(authority: str) -> str:
    userinfo, at, host = authority.rpartition("@")
    if at:
        if not _USERINFO.fullmatch(userinfo):
            raise _Problem("net/url: invalid userinfo")
        _check_escapes(userinfo)
    port_at = host.rfind(":")
    if host.startswith("["):
        end = host.rfind("]")
        if end < 0:
            raise _Problem("missing ']' in host")
        port_at = end + 1
    port = host[port_at:] if port_at >= 0 else ""
    if not _PORT.fullmatch(port):
        raise _Problem(f"invalid port {quote(port)} after host")
    _check_escapes(host)
    bad = _BAD_HOST_ESCAPE.search(host)
    if bad is not None:
        raise _Problem(f"invalid URL escape {quote(bad[0])}")
    bad = _BAD_HOST.search(host)
    if bad is not None:
        raise _Problem(f"invalid character {quote(bad[0])} in host name")
    return host


def _check_escapes(text: str) -> None:
    bad = _BAD_ESCAPE.search(text)
    if bad is not None:
        raise _Problem(f"invalid URL escape {quote(bad[0])}")


def _unescape(path: str) -> str:
    _check_escapes(path)
    as_bytes = path if path.isascii() else path.encode().decode("latin-1")
    return _ESCAPE.sub(lambda match: chr(int(match[1], 16)), as_bytes)
