"""Throw-away certificates."""

from __future__ import annotations

import datetime
import ssl
from pathlib import Path
from typing import NamedTuple

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


class Certificate(NamedTuple):
    """A certificate and its key in PEM, and the objects they came from."""

    certificate: str
    key: str
    x509: x509.Certificate
    private_key: ec.EllipticCurvePrivateKey


def authority(name: str = "test authority") -> Certificate:
    """A self-signed certificate authority."""
    return _issue(name, (), None)


def issued(by: Certificate, *hostnames: str) -> Certificate:
    """A certificate for ``hostnames``, signed by an authority; the first is its common name."""
    return _issue(hostnames[0], hostnames, by)


def server_context(certificate: Certificate, folder: Path, client_ca: Certificate | None = None) -> ssl.SSLContext:
    """A TLS context for a backend; with ``client_ca`` it insists on a client certificate."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    _load(context, certificate, folder)
    if client_ca is not None:
        context.verify_mode = ssl.CERT_REQUIRED
        context.load_verify_locations(cadata=client_ca.certificate)
    return context


def client_context(ca: Certificate, folder: Path, certificate: Certificate | None = None) -> ssl.SSLContext:
    """A TLS context for a client that trusts ``ca``, with or without a certificate of its own."""
    context = ssl.create_default_context(cadata=ca.certificate)
    if certificate is not None:
        _load(context, certificate, folder)
    return context


def _load(context: ssl.SSLContext, certificate: Certificate, folder: Path) -> None:
    file = folder / f"{certificate.x509.serial_number:x}.pem"
    file.write_text(certificate.certificate + certificate.key, encoding="ascii")
    context.load_cert_chain(file)


def _issue(name: str, hostnames: tuple[str, ...], by: Certificate | None) -> Certificate:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.datetime.now(datetime.UTC)
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(by.x509.subject if by else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=by is None, path_length=None), critical=True)
    )
    if hostnames:
        names = x509.SubjectAlternativeName([x509.DNSName(hostname) for hostname in hostnames])
        builder = builder.add_extension(names, critical=False)
    signed = builder.sign(by.private_key if by else key, hashes.SHA256())
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return Certificate(signed.public_bytes(serialization.Encoding.PEM).decode(), private.decode(), signed, key)
