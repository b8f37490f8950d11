from __future__ import annotations

from base64 import b64encode

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from kgwctl.keys.certificates import CertificateError, check_key_pair, normalized_certificates, pem_blocks
from tests.envoy.tls_data import key_pair, rsa_key_pair

CERTIFICATE, KEY = key_pair("a")
OTHER_CERTIFICATE, OTHER_KEY = key_pair("b")
BROKEN = b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"


def test_pair_that_belongs_together() -> None:
    check_key_pair(CERTIFICATE + OTHER_CERTIFICATE, b"text before\n" + KEY)


@pytest.mark.parametrize(
    ("certificate", "key", "message"),
    [
        (b"", KEY, "tls: failed to find any PEM data in certificate input"),
        (
            b"-----BEGIN CERTIFICATE-----\n!\n-----END CERTIFICATE-----\n",
            KEY,
            "failed to find any PEM data in certificate",
        ),
        (KEY, KEY, "but did find a private key; PEM inputs may have been switched"),
        (KEY + KEY, KEY, "after skipping PEM blocks of the following types: [PRIVATE KEY PRIVATE KEY]"),
        (CERTIFICATE, b"x", "tls: failed to find any PEM data in key input"),
        (CERTIFICATE, CERTIFICATE, "tls: found a certificate rather than a key in the PEM for the private key"),
        (CERTIFICATE, OTHER_KEY, "tls: private key does not match public key"),
        (
            CERTIFICATE,
            b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
            "tls: failed to parse private key",
        ),
        (BROKEN, KEY, "x509: malformed certificate"),
        (CERTIFICATE + BROKEN, KEY, "x509: malformed certificate"),
    ],
)
def test_errors(certificate: bytes, key: bytes, message: str) -> None:
    with pytest.raises(CertificateError) as caught:
        check_key_pair(certificate, key)
    assert message in str(caught.value)


@pytest.mark.parametrize("changed", ["modulus", "d", "dmp1", "dmq1", "iqmp"])
def test_rsa_keys_whose_numbers_do_not_fit(changed: str) -> None:
    numbers = rsa.generate_private_key(65537, 1024).private_numbers()
    number = numbers.public_numbers.n if changed == "modulus" else getattr(numbers, changed)
    der = numbers.private_key().private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
    )
    size = (number.bit_length() + 7) // 8
    other = (number ^ 2).to_bytes(size, "big")
    broken = b64encode(der.replace(number.to_bytes(size, "big"), other, 1))
    with pytest.raises(CertificateError, match="failed to parse private key"):
        check_key_pair(CERTIFICATE, b"-----BEGIN RSA PRIVATE KEY-----\n%s\n-----END RSA PRIVATE KEY-----\n" % broken)


def test_rsa_key_that_fits() -> None:
    certificate, key = rsa_key_pair("a")
    check_key_pair(certificate, key)
    with pytest.raises(CertificateError, match="private key type does not match public key type"):
        check_key_pair(certificate, KEY)


def test_normalizing_drops_what_stands_between() -> None:
    dirty = b"# first\n" + CERTIFICATE + b"\n\n" + KEY + b"# second\r\n" + OTHER_CERTIFICATE
    assert normalized_certificates(dirty) == CERTIFICATE + OTHER_CERTIFICATE


def test_blocks_with_headers_are_no_authorities() -> None:
    with_header = CERTIFICATE.replace(b"CERTIFICATE-----\n", b"CERTIFICATE-----\nA: b\n\n", 1)
    assert [block.headers for block in pem_blocks(with_header)] == [True]
    with pytest.raises(CertificateError, match="does not contain any valid"):
        normalized_certificates(with_header)


def test_block_without_end_is_skipped() -> None:
    assert [block.type for block in pem_blocks(b"-----BEGIN A-----\nAAAA\n" + CERTIFICATE)] == ["CERTIFICATE"]
