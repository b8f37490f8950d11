"""What agentgateway itself does not take, though its controller sends it: keys, patterns and hashes.

Sources, agentgateway v0.11.1: ``http/jwt.rs:Provider.from_jwks``, ``types/agent_xds.rs:convert_regex_rules``,
``htpasswd-verify`` as ``http/basicauth.rs`` uses it.
"""

from __future__ import annotations

import json
import re
from base64 import urlsafe_b64decode
from typing import Any

#: What a public key of a kind has.
_MEMBERS = {"RSA": ("n", "e"), "EC": ("x", "y")}
_CURVES = ("P-256", "P-384", "P-521")
#: Looking around and back, which neither RE2 nor Rust's expressions can.
_BACKTRACKING = re.compile(r"\(\?<?[=!]|\\[1-9]")
_APACHE_HASH = re.compile(r"[^:]*:\$apr1\$[^$]*\$(.*)")
_APACHE_DIGEST = 22


def key_set_problem(text: str) -> str | None:
    """Why agentgateway does not take a JSON web key set; ``None`` if it does."""
    try:
        whole = json.loads(text)
    except ValueError:
        return "this is not JSON"
    keys = whole.get("keys") if isinstance(whole, dict) else None
    if not isinstance(keys, list):
        return "there is no list of keys in it"
    return next((problem for place, key in enumerate(keys) if (problem := _key_problem(place, key))), None)


def _key_problem(place: int, key: Any) -> str | None:
    if not isinstance(key, dict):
        return f"key {place} is not an object"
    name = key.get("kid")
    if not isinstance(name, str):
        return f"key {place} has no kid"
    kind = key.get("kty")
    if kind not in _MEMBERS:
        return f"key {name} is of the kind {kind}: agentgateway takes RSA and EC only"
    if kind == "EC" and key.get("crv") not in _CURVES:
        return f"key {name} is on the curve {key.get('crv')}"
    missing = [member for member in _MEMBERS[kind] if not _is_base64(key.get(member))]
    return f"key {name} has no usable {' and '.join(missing)}" if missing else None


def _is_base64(value: Any) -> bool:
    if not isinstance(value, str) or not value:
        return False
    try:
        urlsafe_b64decode(value + "=" * (-len(value) % 4))
    except ValueError:
        return False
    return True


def pattern_problem(pattern: str) -> str | None:
    """Why agentgateway passes over a pattern; ``None`` if it does not, or nobody here can tell."""
    from kgwctl.re2.syntax import PatternError, parse

    if _BACKTRACKING.search(pattern):
        return "it looks around or back, which agentgateway's patterns cannot"
    try:
        parse(pattern)
    except PatternError as error:
        try:
            # Rust knows a little more than RE2; what neither RE2 nor Python reads is broken.
            re.compile(pattern)
        except re.error:
            return str(error)
    return None


def crashing_users(htpasswd: str) -> list[int]:
    """The numbers of the lines on whose hashes agentgateway crashes: Apache's with a digest that is too short."""
    return [number for number, line in enumerate(htpasswd.split("\n")) if is_crashing(line)]


def is_crashing(line: str) -> bool:
    """Whether agentgateway crashes on the hash of a line."""
    match = _APACHE_HASH.fullmatch(line.strip())
    return match is not None and len(match[1]) < _APACHE_DIGEST
