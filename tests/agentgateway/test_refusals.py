"""What agentgateway does not take of what its controller sends."""

from __future__ import annotations

import json
from typing import Any

import pytest

from kgwctl.agentgateway.refusals import crashing_users, key_set_problem, pattern_problem

RSA = {"kty": "RSA", "kid": "a", "n": "AQAB", "e": "AQAB"}
EC = {"kty": "EC", "crv": "P-256", "kid": "b", "x": "AQAB", "y": "AQAB"}


@pytest.mark.parametrize("keys", [[], [RSA], [EC, RSA]])
def test_keys_that_it_takes(keys: list[Any]) -> None:
    assert key_set_problem(json.dumps({"keys": keys})) is None


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("{", "this is not JSON"),
        ("[]", "there is no list of keys in it"),
        (json.dumps(RSA), "there is no list of keys in it"),
        (json.dumps({"keys": [1]}), "key 0 is not an object"),
        (json.dumps({"keys": [RSA, {"kty": "RSA"}]}), "key 1 has no kid"),
        (
            json.dumps({"keys": [{"kty": "OKP", "kid": "c"}]}),
            "key c is of the kind OKP: agentgateway takes RSA and EC only",
        ),
        (json.dumps({"keys": [{**EC, "crv": "secp256k1"}]}), "key b is on the curve secp256k1"),
        (json.dumps({"keys": [{**RSA, "n": ""}]}), "key a has no usable n"),
    ],
)
def test_keys_that_it_refuses(text: str, problem: str) -> None:
    # As http/jwt.rs:from_jwks has it.
    assert key_set_problem(text) == problem


@pytest.mark.parametrize("pattern", [r"\bwalnut\b", r"(?i)a{2,3}", r"\p{Lu}+", r"(?P<n>x)", r"[[:alpha:]]"])
def test_patterns_that_it_reads(pattern: str) -> None:
    assert pattern_problem(pattern) is None


@pytest.mark.parametrize("pattern", ["(", "a**", r"(?=x)", r"(?<!x)y", r"(a)\1"])
def test_patterns_that_it_passes_over(pattern: str) -> None:
    assert pattern_problem(pattern) is not None


def test_hashes_that_it_crashes_on() -> None:
    whole = "a:$apr1$salt$" + "x" * 22
    assert crashing_users(f"{whole}\nb:$apr1$salt$short\nc:{{SHA}}x") == [1]
