"""The text of ``jwks``: a key set, a single key or a public key in PEM, as Envoy gets it."""

from __future__ import annotations

import json
from typing import Any, NamedTuple

from kgwctl.golang.forms import go_json
from kgwctl.golang.json_syntax import GoJsonError, check_json, replaced_surrogates
from kgwctl.keys.certificates import pem_blocks
from kgwctl.keys.jwks.errors import KeyRefusedError
from kgwctl.keys.jwks.web_key import Pairs, read_key

#: Members that only private and shared keys have.
_SECRET = frozenset({"d", "k"})
_JSON_TYPES = {str: "string", bool: "bool", float: "number", list: "array", Pairs: "object"}


class KeySetError(ValueError):
    """No keys can be read; the message is the controller's."""


class KeySet(NamedTuple):
    """``text`` is the set as go-jose writes it; ``private`` tells whether it can sign, too."""

    text: str
    private: bool


def key_set(text: str) -> KeySet:
    """Read ``text``. Raises :class:`KeySetError`."""
    problems = []
    for form, read in (("PEM", _pem), ("JWKS", _set), ("JWK", _single)):
        try:
            keys = read(text)
        except (KeyRefusedError, GoJsonError) as error:
            problems.append(f"{form} {error}")
        else:
            return KeySet(go_json({"keys": keys}), any(not _SECRET.isdisjoint(key) for key in keys))
    reasons = "\n".join(problems)
    raise KeySetError(f"failed to parse inline jwks: cannot parse local jwks: {reasons}")


def _pem(text: str) -> list[dict[str, Any]]:
    block = next(pem_blocks(text.encode()), None) if "-----BEGIN" in text else None
    if block is None:
        raise KeyRefusedError("no PEM block found")
    from kgwctl.keys.jwks.certificates import UnwritableKeyError, public_key
    from kgwctl.keys.jwks.web_key import written

    try:
        key = public_key(block.der)
    except UnwritableKeyError as error:
        problem = f"json: error calling MarshalJSON for type jose.JSONWebKey: {error}"
        raise KeySetError(f"failed to serialize inline jwks: {problem}") from None
    return [written(key.material, use="sig", kty=key.kty, alg=key.alg)]


def _set(text: str) -> list[dict[str, Any]]:
    value = _loaded(text)
    if value is not None and not isinstance(value, Pairs):
        raise _mismatch(value, "Go value of type jose.JSONWebKeySet")
    keys: list[dict[str, Any]] = []
    for name, member in value or ():
        # Go's own decoder does not care for letter case, and the last of several members wins.
        if name.casefold() != "keys":
            continue
        if member is not None and (not isinstance(member, list) or isinstance(member, Pairs)):
            raise _mismatch(member, "Go struct field JSONWebKeySet.keys of type []jose.JSONWebKey")
        keys = [read_key(one) for one in member or ()]
    if not keys:
        raise KeyRefusedError("no keys in set")
    return keys


def _single(text: str) -> list[dict[str, Any]]:
    return [read_key(_loaded(text))]


def _loaded(text: str) -> Any:
    check_json(text)
    # Integers may be longer than Python likes to read.
    return _valid(json.loads(text, object_pairs_hook=Pairs, parse_int=float))


def _valid(value: Any) -> Any:
    if isinstance(value, str):
        return replaced_surrogates(value)
    if isinstance(value, Pairs):
        return Pairs((replaced_surrogates(name), _valid(member)) for name, member in value)
    return [_valid(one) for one in value] if isinstance(value, list) else value


def _mismatch(value: Any, wanted: str) -> KeyRefusedError:
    return KeyRefusedError(f"json: cannot unmarshal {_JSON_TYPES[type(value)]} into {wanted}")
