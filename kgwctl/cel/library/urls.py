"""URLs: Kubernetes' url library (Go's ``net/url``)."""

from __future__ import annotations

import re
from urllib.parse import quote, unquote, unquote_plus

from kgwctl.cel.engine import EvaluationError
from kgwctl.cel.library.overload import function, method
from kgwctl.cel.values import Opaque

_SCHEME = re.compile(r"([a-zA-Z][a-zA-Z0-9+.-]*):")
_BAD_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})")
_USERINFO = re.compile(r"[A-Za-z0-9\-._:~!$&'()*+,;=%@]*", re.ASCII)
_PORT = re.compile(r"(?::[0-9]*)?", re.ASCII)
#: Characters Go refuses in a host name that is not in brackets.
_BAD_HOST = re.compile(r"[\x00-\x20\"<>\\^`{|}/?#\x7f]|%(?![89A-Fa-f][0-9A-Fa-f])")
#: Characters a path keeps when Go writes it.
_PATH_ESCAPED = re.compile(r"[^A-Za-z0-9\-_.~$&+,/:;=@!'()*%\[\]]")
_PATH_KEPT = "-_.~$&+,/:;=@"


class URL(Opaque):
    """The parts of a URL as Go splits it; ``query`` is raw."""

    __slots__ = ("host", "opaque", "path", "query", "scheme", "text")
    type_name = "kubernetes.URL"

    def __init__(self, text: str, scheme: str, host: str, path: str, query: str, opaque: str) -> None:
        self.text = text
        self.scheme = scheme
        self.host = host
        self.path = path
        self.query = query
        self.opaque = opaque

    def __eq__(self, other: object) -> bool:
        return isinstance(other, URL) and self.text == other.text

    def __hash__(self) -> int:
        return hash(self.text)

    def __str__(self) -> str:
        return self.text


def _parse(text: str) -> URL:
    """Split an absolute URI or absolute path. Raises ``ValueError``."""
    if not text or any(ord(character) < 0x20 or character == "\x7f" for character in text):
        raise ValueError("empty or with control characters")
    match = _SCHEME.match(text)
    if match is None and text.startswith(":"):
        raise ValueError("missing protocol scheme")
    scheme = match[1].lower() if match else ""
    rest, _, query = text[match.end() if match else 0 :].partition("?")
    if not rest.startswith("/"):
        if not scheme:
            raise ValueError("neither an absolute URI nor an absolute path")
        return URL(text, scheme, "", "", query, rest)
    host = ""
    if scheme and rest.startswith("//"):
        authority, slash, path = rest[2:].partition("/")
        host, rest = _host(authority), slash + path
    if _BAD_ESCAPE.search(rest):
        raise ValueError("invalid escape in the path")
    return URL(text, scheme, host, rest, query, "")


def _host(authority: str) -> str:
    userinfo, at, host = authority.rpartition("@")
    if at and (not _USERINFO.fullmatch(userinfo) or _BAD_ESCAPE.search(userinfo)):
        raise ValueError("invalid user information")
    if host.startswith("["):
        inside, bracket, port = host.rpartition("]")
        if not bracket or not _PORT.fullmatch(port) or _BAD_HOST.search(inside[1:].replace("%25", "")):
            raise ValueError("invalid host in brackets")
        return host.replace("%25", "%")
    _, colon, port = host.rpartition(":")
    if _BAD_HOST.search(host) or "[" in host or (colon and not _PORT.fullmatch(colon + port)):
        raise ValueError("invalid host or port")
    return unquote(host)


def is_url(text: str) -> bool:
    """``isURL``: an absolute URI, or an absolute path."""
    try:
        _parse(text)
    except ValueError:
        return False
    return True


def url(text: str) -> URL:
    """``url("https://...")``. A fragment belongs to no part. Raises :class:`EvaluationError`."""
    try:
        _parse(text)
        parsed = _parse(text.partition("#")[0])
    except ValueError as error:
        raise EvaluationError(f"{text!r} is not a URL: {error}") from None
    parsed.text = text
    return parsed


def hostname(value: URL) -> str:
    """The host without port and brackets."""
    host = value.host
    if host.startswith("["):
        return host[1 : host.rindex("]")]
    return host.rpartition(":")[0] if ":" in host else host


def port(value: URL) -> str:
    """The port as text, empty where there is none."""
    tail = value.host[value.host.rindex("]") :] if value.host.startswith("[") else value.host
    return tail.rpartition(":")[2] if ":" in tail else ""


def escaped_path(value: URL) -> str:
    """The path as written where that is a valid encoding, else encoded anew."""
    if not _PATH_ESCAPED.search(value.path):
        return value.path
    return quote(unquote(value.path), safe=_PATH_KEPT)


def query(value: URL) -> dict[str, list[str]]:
    """The values of each key; pairs that are not valid are left out."""
    found: dict[str, list[str]] = {}
    for pair in value.query.split("&"):
        key, _, item = pair.partition("=")
        if pair and ";" not in pair and not _BAD_ESCAPE.search(pair):
            found.setdefault(unquote_plus(key), []).append(unquote_plus(item))
    return found


OVERLOADS = (
    function("url", (str,), URL, url),
    function("isURL", (str,), bool, is_url),
    method("getScheme", (URL,), str, lambda value: value.scheme),
    method("getHost", (URL,), str, lambda value: value.host),
    method("getHostname", (URL,), str, hostname),
    method("getPort", (URL,), str, port),
    method("getEscapedPath", (URL,), str, escaped_path),
    method("getQuery", (URL,), dict, query),
)
