"""Keys read and written as go-jose 4.1.3 does, and refused in its words."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from kgwctl.golang.json_syntax import GoJsonError, check_json
from kgwctl.keys.jwks.key_set import KeySetError, key_set

RECORDED = [json.loads(line) for line in Path(__file__).with_name("recorded.jsonl").read_text("utf-8").splitlines()]


@pytest.mark.parametrize("index", range(len(RECORDED)))
def test_recorded(index: int) -> None:
    recorded = RECORDED[index]
    if "jwks" in recorded:
        assert key_set(recorded["text"]).text == recorded["jwks"]
        return
    with pytest.raises(KeySetError) as caught:
        key_set(recorded["text"])
    assert str(caught.value) == recorded["error"]


def test_most_of_the_recording_is_keys() -> None:
    assert sum("jwks" in recorded for recorded in RECORDED) > 50
    assert sum("error" in recorded for recorded in RECORDED) > 70


@pytest.mark.parametrize(
    ("text", "private"),
    [
        ('{"kty":"oct","k":"AA"}', True),
        ('{"keys":[{"kty":"OKP","crv":"Ed25519","x":"AA"},{"kty":"OKP","crv":"Ed25519","x":"AA","d":"AA"}]}', True),
        ('{"kty":"OKP","crv":"Ed25519","x":"AA"}', False),
    ],
)
def test_keys_that_sign_are_told(text: str, private: bool) -> None:
    assert key_set(text).private is private


def test_a_private_key_in_pem_is_refused() -> None:
    text = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    with pytest.raises(KeySetError, match=r"PEM asn1: structure error: tags don't match \(16 vs .*AlgorithmIdentifier"):
        key_set(text)


def test_other_keys_in_pem_are_refused() -> None:
    text = "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n"
    with pytest.raises(KeySetError, match="PEM asn1: structure error: tags don't match\n"):
        key_set(text)


def test_json_nests_no_deeper_than_it_can_be_read() -> None:
    check_json("[" * 200 + "]" * 200)
    with pytest.raises(GoJsonError, match="exceeded max depth"):
        check_json("[" * 100_000)


def test_long_numbers_are_numbers() -> None:
    with pytest.raises(KeySetError, match="JWKS json: cannot unmarshal number"):
        key_set("9" * 10_000)
