"""One JSON web key (RFC 7517): read, checked, and written with the members that go-jose keeps."""

from __future__ import annotations

import hashlib
from base64 import b64encode
from typing import Any
from urllib.parse import quote

from kgwctl.golang.urls import UrlError, parse_url
from kgwctl.keys.jwks.base64url import Base64Error, decode_standard, decode_url, encode_url
from kgwctl.keys.jwks.certificates import public_half
from kgwctl.keys.jwks.errors import KeyRefusedError, refused
from kgwctl.keys.jwks.material import BYTES, Material, Members, material

_TEXTS = ("use", "kty", "kid", "crv", "alg", "x5u", "x5t", "x5t#S256")
_JSON_TYPES = {str: "string", bool: "bool", float: "number", list: "array"}


class Pairs(list[tuple[str, Any]]):
    """A JSON object with its members in order, repeated ones included."""


def read_key(value: Any) -> dict[str, Any]:
    """The members of a key as they are written, in order. Raises :class:`KeyRefusedError`."""
    given = _members(value)
    texts = {name: given.get(name, "") for name in _TEXTS}
    chain = [_certificate(one) for one in given.get("x5c", ())]
    known: Members = {name: given[name] for name in BYTES if name in given}
    certified = public_half(chain[0]) if chain else None
    if texts["kty"] == "oct" and certified is not None:
        raise refused("invalid JWK, found 'oct' (symmetric) key with cert chain")
    made = material(texts["kty"], texts["crv"], known)
    if certified is not None and made.public and certified != made.public:
        raise refused("invalid JWK, public keys in key and x5c fields do not match")
    prints = _references(texts, chain)
    return written(made, use=texts["use"], kty=texts["kty"], kid=texts["kid"], alg=texts["alg"]) | prints


def written(made: Material, *, use: str, kty: str, kid: str = "", alg: str = "") -> dict[str, Any]:
    """Members in go-jose's order, empty ones left out."""
    words = {"use": use, "kty": kty, "kid": kid, "crv": made.crv, "alg": alg}
    kept: dict[str, Any] = {name: word for name, word in words.items() if word}
    return kept | {name: encode_url(made.members[name]) for name in BYTES if name in made.members}


def _members(value: Any) -> dict[str, Any]:
    """Known members of a key: texts, bytes, and the list of certificates."""
    if value is None:
        return {}
    if not isinstance(value, Pairs):
        raise _mismatch(value, "jose.rawJSONWebKey")
    found: dict[str, Any] = {}
    seen: set[str] = set()
    for name, member in value:
        if name in seen:
            raise KeyRefusedError(f"json: duplicate key '{name}' in object")
        seen.add(name)
        if member is None:
            continue
        if name in _TEXTS:
            found[name] = _text(member)
        elif name in BYTES:
            found[name] = _decoded(_text(member))
        elif name == "x5c":
            if not isinstance(member, list) or isinstance(member, Pairs):
                raise _mismatch(member, "[]string")
            found[name] = ["" if one is None else _text(one) for one in member]
    return found


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise _mismatch(value, "string")
    return value


def _mismatch(value: Any, wanted: str) -> KeyRefusedError:
    found = "object" if isinstance(value, Pairs) else _JSON_TYPES[type(value)]
    return KeyRefusedError(f"json: cannot unmarshal {found} into Go value of type {wanted}")


def _decoded(text: str) -> bytes:
    try:
        return decode_url(text)
    except Base64Error as error:
        raise KeyRefusedError(str(error)) from None


def _certificate(text: str) -> bytes:
    try:
        return decode_standard(text)
    except Base64Error as error:
        raise refused(f"failed to unmarshal x5c field: {error}") from None


def _references(texts: dict[str, str], chain: list[bytes]) -> dict[str, Any]:
    """What a key says of its certificates: the chain, where it is, and fingerprints of its leaf."""
    found: dict[str, Any] = {}
    if chain:
        found["x5c"] = [b64encode(one).decode() for one in chain]
    if texts["x5u"]:
        try:
            parse_url(texts["x5u"])
        except UrlError as error:
            raise refused(f"invalid JWK, x5u header is invalid URL: {error}") from None
        found["x5u"] = quote(texts["x5u"], safe="%/:?#[]@!$&'()*+,;=~")
    digests = {name: _digest(name, texts[name], size) for name, size in (("x5t", 20), ("x5t#S256", 32))}
    for name, size in (("x5t", 20), ("x5t#S256", 32)):
        if digests[name] and len(digests[name]) != size:
            raise refused(f"invalid JWK, {name} header is of incorrect size")
    for name, digest in digests.items():
        if not digest:
            continue
        if chain and digest != hashlib.new("sha1" if name == "x5t" else "sha256", chain[0]).digest():
            raise refused(f"invalid JWK, x5c thumbprint does not match {name} value")
        found[name] = encode_url(digest)
    return found


def _digest(name: str, text: str, size: int) -> bytes:
    """A fingerprint; some issuers write it in hexadecimal before they encode it."""
    try:
        digest = decode_url(text)
    except Base64Error:
        raise refused(f"invalid JWK, {name} header has invalid encoding") from None
    if len(digest) != 2 * size:
        return digest
    for byte in digest:
        if chr(byte) not in "0123456789abcdefABCDEF":
            problem = f"encoding/hex: invalid byte: U+{byte:04X} '{chr(byte)}'"
            raise refused(f"invalid JWK, unable to hex decode {name}: {problem}")
    return bytes.fromhex(digest.decode())
