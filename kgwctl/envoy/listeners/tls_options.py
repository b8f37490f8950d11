"""``tls.options`` of a listener: TLS parameters that Gateway API has no field for.

All keys begin with ``kgateway.dev/``. Any other key, and any value that cannot be read, fails the listener.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

import msgspec

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

TlsProtocol = Literal["TLSv1_0", "TLSv1_1", "TLSv1_2", "TLSv1_3"]

#: As an ALPN value: offer no protocols at all.
ALLOW_EMPTY = "allow-empty"

_PROTOCOLS: dict[str, TlsProtocol] = {"1.0": "TLSv1_0", "1.1": "TLSv1_1", "1.2": "TLSv1_2", "1.3": "TLSv1_3"}
_SHA256 = re.compile(r"[0-9A-Fa-f]{64}|[0-9A-Fa-f]{2}(?::[0-9A-Fa-f]{2}){31}")


class TlsOptionError(ValueError):
    """Options that cannot be used; one line of the message for each."""


class TlsOptions(msgspec.Struct, kw_only=True):
    """What the options say; empty or ``None`` where they say nothing."""

    alpn_protocols: list[str] = []
    cipher_suites: list[str] = []
    ecdh_curves: list[str] = []
    min_version: TlsProtocol | None = None
    max_version: TlsProtocol | None = None
    verify_subject_alt_names: list[str] = []
    verify_certificate_hash: list[str] = []


def tls_options(options: Mapping[str, str]) -> TlsOptions:
    """Read the options of a listener. Raises :class:`TlsOptionError`, after all of them were read."""
    read = TlsOptions()
    errors = []
    for key, value in options.items():
        apply = _OPTIONS.get(key)
        error = apply(value, read) if apply is not None else f"unknown tls option: {key}"
        if error:
            errors.append(error)
    if read.min_version and read.max_version and read.max_version < read.min_version:
        errors.append(f"maximum tls version {read.max_version} is less than minimum tls version {read.min_version}")
    if errors:
        raise TlsOptionError("\n".join(errors))
    return read


def _list(attribute: str) -> Callable[[str, TlsOptions], str]:
    def apply(value: str, read: TlsOptions) -> str:
        setattr(read, attribute, [part.strip() for part in value.split(",")])
        return ""

    return apply


def _version(attribute: str, which: str) -> Callable[[str, TlsOptions], str]:
    def apply(value: str, read: TlsOptions) -> str:
        if value not in _PROTOCOLS:
            return f"invalid {which} tls version: {value}"
        setattr(read, attribute, _PROTOCOLS[value])
        return ""

    return apply


def _certificate_hash(value: str, read: TlsOptions) -> str:
    """SHA-256 sums in hex, separated by commas or by the dashes of a YAML list."""
    hashes = [part.strip() for part in re.split("[,-]", value) if part.strip()]
    errors = [f"invalid certificate hash: {one}" for one in hashes if not _SHA256.fullmatch(one)]
    if not errors:
        read.verify_certificate_hash = hashes
    return "\n".join(errors)


_OPTIONS: dict[str, Callable[[str, TlsOptions], str]] = {
    "kgateway.dev/alpn-protocols": _list("alpn_protocols"),
    "kgateway.dev/cipher-suites": _list("cipher_suites"),
    "kgateway.dev/ecdh-curves": _list("ecdh_curves"),
    "kgateway.dev/min-tls-version": _version("min_version", "minimum"),
    "kgateway.dev/max-tls-version": _version("max_version", "maximum"),
    "kgateway.dev/verify-subject-alt-names": _list("verify_subject_alt_names"),
    "kgateway.dev/verify-certificate-hash": _certificate_hash,
}
