"""What of the user's input may be shown or kept: the one place that decides.

Logs are read by many and caches outlive a run, so a value that may be a secret is neither printed nor
kept: the values of Secrets and ConfigMaps, fields named after passwords, keys and tokens, what tools
leave in annotations, and whatever looks like key material. The names of keys may be shown. Two
questions are answered: which texts of an object are secret (:func:`secret_texts`, for
:func:`without`, which takes them out of a message), and which lines of a file may be shown as an
excerpt (:class:`Excerpts`), told from text alone, since a file with a syntax error has no objects.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from kgwctl.api.kinds import DISCOVERY, GATEWAY_API, GATEWAY_API_EXPERIMENTAL

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kgwctl.diagnostics import Finding

HIDDEN = "[hidden]"
#: Mappings whose values are other programs' business, by their field's name.
_CARRIERS = frozenset({"data", "stringData", "binaryData"})
#: Marks a file that was (or is to be) encrypted.
_SOPS = "sops"
#: What the last word of a field's name, or of a variable's or header's, says about its value.
_SECRET_NAME = re.compile(
    r"(?:pass(?:words?|wd|phrase)|secret|token|credentials?|htpasswd|cookie|authorization|hmac"
    r"|(?:api|private|access|secret|signing|encryption|session|shared|tls|account)[-_.]?keys?"
    r"|access[-_.]?key[-_.]?id|last-applied-configuration|users|inline|jwks)(?:\.json)?$",
    re.IGNORECASE,
)
#: What a variable's or header's name says about its value, anywhere in it.
_SECRET_WORD = re.compile(r"pass|secret|token|cred|auth|cookie|key|hmac|session|signature", re.IGNORECASE)
#: Fields that hold the key itself below a field of such a name.
_KEY_HOLDERS = re.compile(r"auth(?:entication|orization)?|credentials?", re.IGNORECASE)
_KEY_MATERIAL = re.compile(
    r"-----BEGIN|PRIVATE KEY|\bAKIA[0-9A-Z]{12}|\bASIA[0-9A-Z]{12}|\beyJ[\w-]{8,}\.|\b(?:Bearer|Basic) +[\w+/=.-]{4,}"
    r"|://[^/\s:@]*:[^/\s@]+@|\bgh[pousr]_\w{16,}|\bsk-[\w-]{16,}|\bxox[abp]-|\$(?:apr1|2[aby]|5|6)\$|\{SHA\d*\}"
    # Looked for at the start of a run only, so that a long text is read once.
    r"|(?<![A-Za-z0-9+/_-])(?=[a-z0-9+/_-]*[A-Z])(?=[A-Za-z+/_-]*[0-9])[A-Za-z0-9+/_-]{40,}"
)
#: A shorter text is taken out of messages only where it stands in quotes: it may be part of any word.
_SHORT = 6
#: Fields that list secrets.
_LISTS_TEXTS = re.compile(r"(?:users|passwords|tokens|keys|credentials)$", re.IGNORECASE)
#: How a key is written in YAML and JSON; an anchor, a tag or a dash may come before it.
_KEY = re.compile(r"""(?:"((?:[^"\\]|\\.)*)"|'((?:[^']|'')*)'|(?<![\w./$-])([\w./$-]+))\s*:(?=\s|$|["'\[{])""")
_CARRIER = re.compile(
    rf"""(?:^|[\s{{,"'?-])(?:{"|".join([*sorted(_CARRIERS), _SOPS])})["']?\s*:|"[^"\n]*\\[ux][^"\n]*"\s*:""",
    re.MULTILINE,
)
_SEPARATOR = "---"
#: Longer lines are not looked at, and not shown.
_LONGEST_LINE = 4096
#: Lines without a key that say where one is in a document: an item, brackets, the end of another document.
_STRUCTURE = re.compile(r"\s*(?:- .*|[\[\]{},]*|---\s*(?:#.*)?)\r?")


#: Members of a key set that only keys have which can sign, and names written with escapes.
_PRIVATE_MEMBER = re.compile(r'"(?:d|k|p|q|dp|dq|qi|oth|[^"]*\\u[^"]*)"\s*:|PRIVATE KEY')


def holds_private_keys(text: str) -> bool:
    """Whether a key set, or what should be one, may hold keys that can sign."""
    return _PRIVATE_MEMBER.search(text) is not None


def is_secret_name(name: str) -> bool:
    """Whether a field, a variable or a header of that name holds a secret by its name."""
    return _SECRET_NAME.search(name) is not None


def secret_texts(value: Any) -> Iterator[str]:
    """The texts in an object, plain data as it was read, that must not be shown."""
    if isinstance(value, dict) and _SOPS in value:
        yield from _texts(
            {name: held for name, held in value.items() if name not in ("apiVersion", "kind", "metadata")}
        )
    yield from _secrets_in(value, "")


#: Kinds without a field made for secrets. All others, whatever they are, are not kept.
_KEPT_GROUPS = frozenset({GATEWAY_API, GATEWAY_API_EXPERIMENTAL, DISCOVERY})
_KEPT_CORE = frozenset({"Service", "Namespace"})


def may_keep(group: str, kind: str, value: Any) -> bool:
    """Whether an object, ``value`` as it was read, may be kept beyond a run."""
    known = group in _KEPT_GROUPS or (not group and kind in _KEPT_CORE)
    return known and next(secret_texts(value), None) is None


def _secrets_in(value: Any, holder: str) -> Iterator[str]:
    """The secret texts in ``value``, which the field ``holder`` holds."""
    if isinstance(value, str):
        if _KEY_MATERIAL.search(value):
            yield value
    elif isinstance(value, list):
        for each in value:
            yield from _secrets_in(each, holder)
    elif isinstance(value, dict):
        name = value.get("name", value.get("key"))
        names_a_secret = isinstance(name, str) and _SECRET_WORD.search(name) is not None
        for key, held in value.items():
            by_name = is_secret_name(key) or (names_a_secret and key in ("value", "stringValue"))
            if key in _CARRIERS:
                yield from _texts(held)
            elif by_name or (key == "key" and _KEY_HOLDERS.search(holder)):
                yield from _plain_texts(held)
                yield from _secrets_in(held, key)
            else:
                yield from _secrets_in(held, key)


def _texts(value: Any) -> Iterator[str]:
    """All texts in ``value`` but the names of keys, and what they are in base64."""
    if isinstance(value, str):
        yield value
        yield from _decoded(value)
    elif isinstance(value, list):
        for each in value:
            yield from _texts(each)
    elif isinstance(value, dict):
        for each in value.values():
            yield from _texts(each)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield str(value)


def _plain_texts(value: Any) -> Iterator[str]:
    """The texts that ``value`` is or lists; what a mapping holds goes by its own names."""
    for each in value if isinstance(value, list) else (value,):
        if not isinstance(each, dict | list):
            yield from _texts(each)


def _decoded(text: str) -> Iterator[str]:
    from base64 import b64decode

    if len(text) % 4 == 0 and len(text) >= _SHORT:
        try:
            yield b64decode(text, validate=True).decode()
        except ValueError:
            return


def without(message: str, secrets: Iterable[str]) -> str:
    """``message`` with ``[hidden]`` in place of each of ``secrets``, of their lines, and of escaped ones."""
    for text in sorted(set(_forms(secrets)), key=len, reverse=True):
        if text not in message:
            continue
        if len(text) >= _SHORT:
            message = message.replace(text, HIDDEN)
        else:
            message = re.sub(rf"""(["'`]){re.escape(text)}\1""", rf"\1{HIDDEN}\1", message)
    return _KEY_MATERIAL.sub(HIDDEN, message)


def _forms(secrets: Iterable[str]) -> Iterator[str]:
    from base64 import b64encode

    for secret in secrets:
        if not secret.strip():
            continue
        yield secret
        yield secret.strip()
        yield b64encode(secret.encode("utf-8", "surrogatepass")).decode()
        if not secret.isprintable() or "\\" in secret or '"' in secret:
            yield secret.encode("unicode_escape").decode()
            yield repr(secret)[1:-1]
            yield from (line for line in secret.splitlines() if len(line) >= _SHORT)


def redacted(finding: Finding, objects: Iterable[Any]) -> Finding:
    """``finding``, message and hint :func:`without` the secrets of ``objects`` (plain data, as read)."""
    from msgspec.structs import replace

    secrets = tuple(text for value in objects for text in secret_texts(value))
    message, hint = without(finding.message, secrets), without(finding.hint, secrets)
    unchanged = message == finding.message and hint == finding.hint
    return finding if unchanged else replace(finding, message=message, hint=hint)


class Excerpts:
    """The lines of a file that may be shown.

    The document around a line decides: if it has data of its own (a Secret, a ConfigMap) nothing of it
    is shown, else no line with a secret's name on it, or on one of the lines that hold it.
    """

    __slots__ = ("_lines", "_of_data")

    def __init__(self, text: str) -> None:
        self._lines = text.split("\n")
        #: Whether a document has data of its own, by where it starts.
        self._of_data: dict[int, bool] = {}

    def line(self, number: int) -> str | None:
        """Line ``number``, from 1, without its end; ``None`` if there is no such line or it must not be shown."""
        if not 0 < number <= len(self._lines):
            return None
        start, end = self._document_around(number - 1)
        if start not in self._of_data:
            self._of_data[start] = _CARRIER.search("\n".join(self._lines[start:end])) is not None
        lines = self._lines[start:end]
        if self._of_data[start] or not _may_show(lines, number - 1 - start):
            return None
        return self._lines[number - 1].rstrip("\r")

    def _document_around(self, index: int) -> tuple[int, int]:
        start, end = index, index + 1
        while start and not self._lines[start].startswith(_SEPARATOR):
            start -= 1
        while end < len(self._lines) and not self._lines[end].startswith(_SEPARATOR):
            end += 1
        return start, end


def _may_show(lines: list[str], index: int) -> bool:
    line = lines[index]
    if _KEY_MATERIAL.search(line) or _has_secret_name(line) or _is_named_value(lines, index):
        return False
    has_key = bool(_KEY.search(line))
    if not has_key and not _STRUCTURE.fullmatch(line):
        return False
    return not any(_has_secret_name(each) for each in _holders(lines, index) if not has_key or _holds_text(each))


def _holders(lines: list[str], index: int) -> Iterator[str]:
    """The line before, and those further up that are indented less and less."""
    if index:
        yield lines[index - 1]
    depth = _indent(lines[index]) or 1
    for line in reversed(lines[:index]):
        if line.strip() and _indent(line) < depth:
            depth = _indent(line)
            yield line


def _has_secret_name(line: str) -> bool:
    """Whether a line may name a secret: one that is too long to be read says nothing to a person either."""
    return len(line) > _LONGEST_LINE or any(is_secret_name(name) or name == "key" for name in _names(line))


def _holds_text(line: str) -> bool:
    """Whether a text begins on a line with a key, which what comes below may go on with."""
    return not line.rstrip().endswith((":", "{", "[")) or any(_LISTS_TEXTS.search(name) for name in _names(line))


def _names(line: str) -> Iterator[str]:
    for match in _KEY.finditer(line[:_LONGEST_LINE]):
        yield match[1] or match[2] or match[3] or ""


def _is_named_value(lines: list[str], index: int) -> bool:
    """Whether the line has the value of something that a line close by gives a secret's name."""
    if not any(name in ("value", "stringValue") for name in _names(lines[index])):
        return False
    near = " ".join(lines[max(0, index - 3) : index + 4])
    return any(_SECRET_WORD.search(word) for word in re.findall(r"""\bname["']?\s*:\s*["']?([^\s"',}\]]+)""", near))


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" \t-"))
