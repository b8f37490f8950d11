"""Self-signed certificates for tests, made once per run."""

from __future__ import annotations

import datetime
from base64 import b64encode
from functools import cache

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa


@cache
def key_pair(name: str) -> tuple[bytes, bytes]:
    """A certificate and its key on an elliptic curve, in PEM."""
    return _signed(name, ec.generate_private_key(ec.SECP256R1()))


@cache
def rsa_key_pair(name: str) -> tuple[bytes, bytes]:
    """The same with an RSA key."""
    return _signed(name, rsa.generate_private_key(65537, 2048))


def _signed(name: str, key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey) -> tuple[bytes, bytes]:
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    start = datetime.datetime(2024, 1, 1, tzinfo=datetime.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(start)
        .not_valid_after(start + datetime.timedelta(days=36500))
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return certificate.public_bytes(pem), private


def tls_secret(
    name: str, certificate: bytes | None = None, key: bytes | None = None, namespace: str = "default"
) -> str:
    """A Secret with a certificate and key, those of ``name`` unless given."""
    own = key_pair(name)
    data = {"tls.crt": own[0] if certificate is None else certificate, "tls.key": own[1] if key is None else key}
    encoded = ", ".join(f"{field}: {b64encode(value).decode()!r}" for field, value in data.items())
    return f"""
apiVersion: v1
kind: Secret
metadata: {{name: {name}, namespace: {namespace}}}
data: {{{encoded}}}
"""


def ca_config_map(name: str, *names: str) -> str:
    """A ConfigMap with the certificates of ``names`` under ``ca.crt``."""
    text = "".join(f"# {one}\n{key_pair(one)[0].decode()}" for one in names)
    indented = "".join(f"    {line}\n" for line in text.splitlines())
    return f"""
apiVersion: v1
kind: ConfigMap
metadata: {{name: {name}, namespace: default}}
data:
  ca.crt: |
{indented}"""
