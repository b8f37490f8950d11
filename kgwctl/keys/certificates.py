"""Certificates and keys in PEM, judged as Go's ``crypto/tls`` does: its error texts show in statuses."""

from __future__ import annotations

import binascii
import re
from base64 import b64decode, b64encode
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

_BEGIN = re.compile(rb"(?:^|\n)-----BEGIN ([^\n]*?)-----[ \t]*\r?\n")
_HEADER = re.compile(rb"[^\n:]+:[^\n]*\n")


class CertificateError(ValueError):
    """Not a usable certificate or key; the message is Go's."""


class PemBlock(NamedTuple):
    """One block of a PEM text. ``headers`` tells whether it has header lines."""

    type: str
    der: bytes
    headers: bool


def pem_blocks(text: bytes) -> Iterator[PemBlock]:
    """The well-formed blocks of a text, whatever stands between them."""
    at = 0
    while (begin := _BEGIN.search(text, at)) is not None:
        end_line = b"-----END " + begin[1] + b"-----"
        end = text.find(end_line, begin.end())
        if end < 0:
            at = begin.end()
            continue
        body = text[begin.end() : end]
        headers = False
        while (header := _HEADER.match(body)) is not None:
            headers = True
            body = body[header.end() :]
        try:
            yield PemBlock(begin[1].decode(errors="replace"), b64decode(b"".join(body.split()), validate=True), headers)
        except binascii.Error:
            at = begin.end()
        else:
            at = end + len(end_line)


def check_key_pair(certificate_chain: bytes, private_key: bytes) -> None:
    """Check that a chain and a key can be read and belong together.

    Raises :class:`CertificateError` with the text of ``tls.X509KeyPair``; what Go says about the inside
    of a damaged certificate is not reproduced in all its variety.
    """
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
    from cryptography.hazmat.primitives.serialization import load_der_private_key

    certificate = _first_certificate(certificate_chain)
    key = _first_key(private_key)
    try:
        public_key: Any = _read(certificate).public_key()
    except UnsupportedAlgorithm:
        raise CertificateError("tls: unknown public key algorithm") from None
    try:
        # What this leaves out is done below, save that the primes are prime: Go does not ask that
        # either, and OpenSSL takes forty milliseconds a key to answer.
        private: Any = load_der_private_key(key, None, unsafe_skip_rsa_key_validation=True)
    except UnsupportedAlgorithm:
        raise CertificateError("tls: found unknown private key type in PKCS#8 wrapping") from None
    except (ValueError, TypeError):
        raise CertificateError("tls: failed to parse private key") from None
    if isinstance(private, RSAPrivateKey) and not _is_consistent(private):
        raise CertificateError("tls: failed to parse private key")
    if type(private.public_key()) is not type(public_key):
        raise CertificateError("tls: private key type does not match public key type")
    if private.public_key() != public_key:
        raise CertificateError("tls: private key does not match public key")
    normalized_certificates(certificate_chain)


def _is_consistent(key: RSAPrivateKey) -> bool:
    """Whether the numbers of an RSA key make one key."""
    numbers = key.private_numbers()
    p, q, d = numbers.p, numbers.q, numbers.d
    return (
        min(p, q) > 1
        and p * q == numbers.public_numbers.n
        and all((d * numbers.public_numbers.e - 1) % (prime - 1) == 0 for prime in (p, q))
        and (numbers.dmp1, numbers.dmq1) == (d % (p - 1), d % (q - 1))
        and numbers.iqmp * q % p == 1
    )


def normalized_certificates(text: bytes) -> bytes:
    """All certificates of a PEM text, written anew without anything between them.

    Raises :class:`CertificateError` if there is none, or one that cannot be read.
    """
    ders = [block.der for block in pem_blocks(text) if block.type == "CERTIFICATE" and not block.headers]
    if not ders:
        raise CertificateError("data does not contain any valid RSA or ECDSA certificates")
    for der in ders:
        _read(der)
    return b"".join(map(_pem_certificate, ders))


def _read(der: bytes) -> Any:
    from warnings import catch_warnings, simplefilter

    from cryptography.x509 import load_der_x509_certificate

    # Serial numbers that are not positive are warned of; Go accepts them, and so does Envoy.
    with catch_warnings():
        simplefilter("ignore")
        try:
            return load_der_x509_certificate(der)
        except ValueError:
            raise CertificateError("x509: malformed certificate") from None


def _pem_certificate(der: bytes) -> bytes:
    text = b64encode(der)
    lines = b"\n".join(text[at : at + 64] for at in range(0, len(text), 64))
    return b"-----BEGIN CERTIFICATE-----\n" + lines + b"\n-----END CERTIFICATE-----\n"


def _first_certificate(chain: bytes) -> bytes:
    skipped = []
    for block in pem_blocks(chain):
        if block.type == "CERTIFICATE":
            return block.der
        skipped.append(block.type)
    if not skipped:
        raise CertificateError("tls: failed to find any PEM data in certificate input")
    if len(skipped) == 1 and skipped[0].endswith("PRIVATE KEY"):
        raise CertificateError(
            "tls: failed to find certificate PEM data in certificate input, but did find a private key; "
            "PEM inputs may have been switched"
        )
    raise CertificateError(
        'tls: failed to find "CERTIFICATE" PEM block in certificate input after skipping PEM blocks of the '
        f"following types: [{' '.join(skipped)}]"
    )


def _first_key(text: bytes) -> bytes:
    skipped = []
    for block in pem_blocks(text):
        if block.type == "PRIVATE KEY" or block.type.endswith(" PRIVATE KEY"):
            return block.der
        skipped.append(block.type)
    if not skipped:
        raise CertificateError("tls: failed to find any PEM data in key input")
    if skipped == ["CERTIFICATE"]:
        raise CertificateError("tls: found a certificate rather than a key in the PEM for the private key")
    raise CertificateError(
        'tls: failed to find PEM block with type ending in "PRIVATE KEY" in key input after skipping PEM blocks of '
        f"the following types: [{' '.join(skipped)}]"
    )
