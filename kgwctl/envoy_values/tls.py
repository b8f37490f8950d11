"""Cipher suites and curves by the names that Envoy's TLS library (BoringSSL) knows.

Source: ssl/ssl_cipher.cc and ssl/ssl_key_share.cc of the BoringSSL in Envoy v1.36.4. Suites of TLS 1.3 are
always on; naming them among others changes nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_SUITES = _words(
    """
    AES128-GCM-SHA256 AES128-SHA AES256-GCM-SHA384 AES256-SHA DES-CBC3-SHA ECDHE-ECDSA-AES128-GCM-SHA256
    ECDHE-ECDSA-AES128-SHA ECDHE-ECDSA-AES256-GCM-SHA384 ECDHE-ECDSA-AES256-SHA ECDHE-ECDSA-CHACHA20-POLY1305
    ECDHE-PSK-AES128-CBC-SHA ECDHE-PSK-AES256-CBC-SHA ECDHE-PSK-CHACHA20-POLY1305 ECDHE-RSA-AES128-GCM-SHA256
    ECDHE-RSA-AES128-SHA ECDHE-RSA-AES128-SHA256 ECDHE-RSA-AES256-GCM-SHA384 ECDHE-RSA-AES256-SHA
    ECDHE-RSA-CHACHA20-POLY1305 PSK-AES128-CBC-SHA PSK-AES256-CBC-SHA TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA
    TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256 TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA
    TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384 TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256
    TLS_ECDHE_PSK_WITH_AES_128_CBC_SHA TLS_ECDHE_PSK_WITH_AES_256_CBC_SHA
    TLS_ECDHE_PSK_WITH_CHACHA20_POLY1305_SHA256 TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA
    TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256 TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256 TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA
    TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384 TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256 TLS_PSK_WITH_AES_128_CBC_SHA
    TLS_PSK_WITH_AES_256_CBC_SHA TLS_RSA_WITH_3DES_EDE_CBC_SHA TLS_RSA_WITH_AES_128_CBC_SHA
    TLS_RSA_WITH_AES_128_GCM_SHA256 TLS_RSA_WITH_AES_256_CBC_SHA TLS_RSA_WITH_AES_256_GCM_SHA384
    """
)
#: Words that stand for several suites.
_GROUPS = _words(
    """
    3DES AES AES128 AES256 AESGCM ALL CHACHA20 DEFAULT ECDHE EECDH FIPS HIGH PSK RSA SHA SHA1 SSLv3 TLSv1 TLSv1.2
    aECDSA aPSK aRSA kECDHE kEECDH kPSK kRSA ECDSA
    """
)
_SUITES_OF_1_3 = frozenset(("TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256"))
_CURVES = frozenset(
    (
        *("P-224", "P-256", "P-384", "P-521", "X25519", "X25519Kyber768Draft00", "X25519MLKEM768"),
        *("prime256v1", "secp224r1", "secp384r1", "secp521r1", "x25519"),
    )
)


def cipher_suite_problems(names: Sequence[str]) -> Iterator[tuple[int, str]]:
    """The entries of a list of cipher suites that Envoy refuses, and why."""
    problems = [(index, problem) for index, name in enumerate(names) if (problem := _suite_problem(name))]
    yield from problems
    if names and not problems and all(name in _SUITES_OF_1_3 for name in names):
        yield 0, "suites of TLS 1.3 are always on and do not count, so the list is empty"


def curve_problems(names: Sequence[str]) -> Iterator[tuple[int, str]]:
    """The entries of a list of curves that Envoy refuses, and why."""
    for index, name in enumerate(names):
        for curve in name.split(":"):
            if curve not in _CURVES:
                yield index, f"there is no curve {curve}{_meant(curve, _CURVES)}"


def _suite_problem(name: str) -> str:
    for suite in re.split(r"[:,|\[\] ]+", name.strip("[]")):
        plain = suite.lstrip("!+-")
        if plain in _SUITES or plain in _SUITES_OF_1_3 or (plain and all(part in _GROUPS for part in plain.split("+"))):
            continue
        return f"there is no cipher suite {suite}{_meant(plain, _SUITES)}"
    return ""


def _meant(name: str, known: frozenset[str]) -> str:
    from difflib import get_close_matches

    alike = get_close_matches(name.upper(), sorted(known), n=1, cutoff=0.7)
    return f"; did you mean {alike[0]}?" if alike else ""
