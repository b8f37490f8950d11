from __future__ import annotations

import pytest

from kgwctl.envoy.listeners.tls_options import TlsOptionError, tls_options

HASH = "7D86C6654C8229364ECFE4D4964C69410090AE09E9B4D0C9B2AD7854175AD51D"
COLONS = ":".join(HASH[at : at + 2] for at in range(0, 64, 2))


def read(**options: str) -> object:
    return tls_options({f"kgateway.dev/{key.replace('_', '-')}": value for key, value in options.items()})


def test_lists_are_trimmed() -> None:
    options = tls_options({"kgateway.dev/cipher-suites": "A, B ,C", "kgateway.dev/alpn-protocols": "h2"})
    assert options.cipher_suites == ["A", "B", "C"]
    assert options.alpn_protocols == ["h2"]


@pytest.mark.parametrize("text", [f"{HASH}, {COLONS}", f" - {HASH}\n - {COLONS}\n"])
def test_hashes_in_both_forms(text: str) -> None:
    assert tls_options({"kgateway.dev/verify-certificate-hash": text}).verify_certificate_hash == [HASH, COLONS]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"min_tls_version": "1.4"}, "invalid minimum tls version: 1.4"),
        ({"max_tls_version": "TLS1.2"}, "invalid maximum tls version: TLS1.2"),
        ({"verify_certificate_hash": "abc"}, "invalid certificate hash: abc"),
        ({"other": "x"}, "unknown tls option: kgateway.dev/other"),
        (
            {"min_tls_version": "1.3", "max_tls_version": "1.2"},
            "maximum tls version TLSv1_2 is less than minimum tls version TLSv1_3",
        ),
    ],
)
def test_errors(options: dict[str, str], message: str) -> None:
    with pytest.raises(TlsOptionError, match=message):
        read(**options)


def test_all_errors_are_told() -> None:
    with pytest.raises(TlsOptionError) as caught:
        read(other="x", min_tls_version="9")
    assert str(caught.value).count("\n") == 1
