"""Public keys in DER: on their own, and in certificates."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from kgwctl.keys.jwks.errors import KeyRefusedError, refused
from kgwctl.keys.jwks.material import CURVES, Material, material, shortest

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.types import PublicKeyTypes

_CURVE_NAMES = {"secp256r1": "P-256", "secp384r1": "P-384", "secp521r1": "P-521"}
_NOT_FOR_TOKENS = "unsupported public key. only RSA, ECDSA, and Ed25519 public keys are supported in PEM format"

#: What identifies keys that no JSON web key has.
_OTHER = ("other",)
_NO_OPTIONS = (
    "{optional:false explicit:false application:false private:false defaultValue:<nil> tag:<nil> "
    "stringType:0 timeType:0 set:false omitEmpty:false}"
)


class UnwritableKeyError(Exception):
    """A key that can be read but has no form as a JSON web key; the message is Go's."""


class PublicKey(NamedTuple):
    """A public key as a JSON web key has it."""

    kty: str
    alg: str
    material: Material


def public_half(certificate: bytes) -> tuple[object, ...] | None:
    """What identifies the key of a certificate in DER; ``None`` if it is of a kind that Go does not know.

    Raises :class:`KeyRefusedError`.
    """
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.x509 import InvalidVersion, load_der_x509_certificate

    try:
        key = _web_key(load_der_x509_certificate(certificate).public_key())
    except UnsupportedAlgorithm:
        return None
    except UnwritableKeyError:
        return _OTHER
    except KeyRefusedError as error:
        raise refused(f"failed to unmarshal x5c field: {error}") from None
    except InvalidVersion:
        raise refused("failed to unmarshal x5c field: x509: invalid version") from None
    except ValueError:
        raise refused("failed to unmarshal x5c field: x509: malformed certificate") from None
    return key.material.public if key is not None else _OTHER


def public_key(der: bytes) -> PublicKey:
    """A key in PKCS #1 or as SubjectPublicKeyInfo. Raises :class:`KeyRefusedError`.

    What Go says about the inside of damaged DER is not reproduced in all its variety.
    """
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.serialization import load_der_public_key

    if not der:
        raise KeyRefusedError("asn1: syntax error: sequence truncated")
    try:
        loaded = load_der_public_key(der)
    except UnsupportedAlgorithm:
        raise KeyRefusedError(_NOT_FOR_TOKENS) from None
    except ValueError:
        raise KeyRefusedError(_wrong_structure(der)) from None
    key = _web_key(loaded)
    if key is None:
        raise KeyRefusedError(_NOT_FOR_TOKENS)
    return key


def _wrong_structure(der: bytes) -> str:
    """What Go says of private keys and certificates, which begin in another way than public keys."""
    inside = der[2 + (der[1] & 0x7F if len(der) > 1 and der[1] > 0x80 else 0) :]
    problem = "asn1: structure error: tags don't match"
    if inside.startswith(b"\x02\x01"):
        return f"{problem} (16 vs {{class:0 tag:2 length:1 isCompound:false}}) {_NO_OPTIONS} AlgorithmIdentifier @2"
    certificate = inside[2 + (inside[1] & 0x7F if len(inside) > 1 and inside[1] > 0x80 else 0) :]
    if certificate.startswith(b"\xa0\x03"):
        return f"{problem} (6 vs {{class:2 tag:0 length:3 isCompound:true}}) {_NO_OPTIONS} ObjectIdentifier @2"
    return problem


def _web_key(key: PublicKeyTypes) -> PublicKey | None:
    """``None`` for keys that cannot sign tokens. Raises :class:`KeyRefusedError` for curves Go does not have."""
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

    if isinstance(key, RSAPublicKey):
        numbers = key.public_numbers()
        return PublicKey("RSA", "RS256", material("RSA", "", {"n": shortest(numbers.n), "e": shortest(numbers.e)}))
    if isinstance(key, Ed25519PublicKey):
        return PublicKey("OKP", "EdDSA", material("OKP", "Ed25519", {"x": key.public_bytes_raw()}))
    if not isinstance(key, EllipticCurvePublicKey):
        return None
    if key.curve.name == "secp224r1":
        # Go can read it, but not write it.
        raise UnwritableKeyError("go-jose/go-jose: unsupported/unknown elliptic curve")
    if key.curve.name not in _CURVE_NAMES:
        raise KeyRefusedError("x509: unsupported elliptic curve")
    crv = _CURVE_NAMES[key.curve.name]
    point = key.public_numbers()
    size = CURVES[crv].size
    given = {"x": point.x.to_bytes(size, "big"), "y": point.y.to_bytes(size, "big")}
    return PublicKey("EC", "ES256", material("EC", crv, given))
