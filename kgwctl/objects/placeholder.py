"""What stands for content that no file holds: a certificate, a key, a password that nobody uses.

None of it is secret: it is published here, and says of itself what it is.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kgwctl.objects.resource import ObjectKey

#: Self-signed for placeholder.kgwctl.invalid, with its key.
CERTIFICATE = """\
-----BEGIN CERTIFICATE-----
MIICDjCCAbWgAwIBAgIUVG1I7432Hn+felAwuamlIWwoCbswCgYIKoZIzj0EAwIw
XDEjMCEGA1UEAwwacGxhY2Vob2xkZXIua2d3Y3RsLmludmFsaWQxNTAzBgNVBAoM
LGtnd2N0bCBwbGFjZWhvbGRlciwgbm90IHRoZSByZWFsIGNlcnRpZmljYXRlMCAX
DTI2MTEyODEyNDM1MFoYDzIxMjYxMTA0MTI0MzUwWjBcMSMwIQYDVQQDDBpwbGFj
ZWhvbGRlci5rZ3djdGwuaW52YWxpZDE1MDMGA1UECgwsa2d3Y3RsIHBsYWNlaG9s
ZGVyLCBub3QgdGhlIHJlYWwgY2VydGlmaWNhdGUwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAASTt72vN4aK+/ga/PW96A4svaHTuF/FpFHB98D51QEYtDqEn34B9HGa
Y2ECq1oX4onYOiNKv0wxBpuzZVEi//tYo1MwUTAdBgNVHQ4EFgQUIxMWx9J7i6QT
SO4RzxqMKkMAFM4wHwYDVR0jBBgwFoAUIxMWx9J7i6QTSO4RzxqMKkMAFM4wDwYD
VR0TAQH/BAUwAwEB/zAKBggqhkjOPQQDAgNHADBEAiAhUopioxKs0VkwW+w6bRFN
GX36inuHZNr+IbIyIZLElQIgVFf9PDLJDGew+njhC92XbpbEUDB0OqG6a1KJQfmU
YHg=
-----END CERTIFICATE-----
"""
KEY = """\
-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg+ouyR3+A2E7QJH7R
tVvOJdyzhXUs26gCn7y6YIzOdVWhRANCAASTt72vN4aK+/ga/PW96A4svaHTuF/F
pFHB98D51QEYtDqEn34B9HGaY2ECq1oX4onYOiNKv0wxBpuzZVEi//tY
-----END PRIVATE KEY-----
"""
#: The user "placeholder", with the SHA-1 of a password that is not known.
_USERS = "placeholder:{SHA}2jmj7l5rSw0yVb/vlWAYkK/YBwk="
_KEY_SET = (
    '{"keys": [{"kty": "EC", "crv": "P-256", "kid": "placeholder", '
    '"x": "k7e9rzeGivv4Gvz1vegOLL2h07hfxaRRwffA-dUBGLQ", "y": "OoSffgH0cZpjYQKrWhfiidg6I0q_TDEGm7NlUSL_-1g"}]}'
)
_BY_KEY = {
    "tls.crt": CERTIFICATE,
    "tls.key": KEY,
    "ca.crt": CERTIFICATE,
    "cert": CERTIFICATE,
    "key": KEY,
    "cacert": CERTIFICATE,
    "jwks": _KEY_SET,
    ".htpasswd": _USERS,
}
_OTHER = "placeholder"


class UnknownContent(dict[str, Any]):
    """The data of a Secret or ConfigMap of which only the name is known: whatever key is asked for is there.

    ``form`` makes a value of its text: plain, or base64 as Secrets have it, or bytes.
    """

    def __init__(self, form: Callable[[str], Any]) -> None:
        super().__init__({_OTHER: form(_OTHER)})
        self._form = form

    def __missing__(self, key: str) -> Any:
        return self._form(_BY_KEY.get(key, _OTHER))

    def __contains__(self, key: object) -> bool:
        return True

    def get(self, key: str, default: Any = None) -> Any:
        """The placeholder for that key."""
        return self[key]


def decoded(data: Mapping[str, str | None]) -> dict[str, bytes]:
    """The bytes of a Secret's data, none of which is known."""
    assert isinstance(data, UnknownContent)
    return UnknownContent(str.encode)


def _base64(text: str) -> str:
    return b64encode(text.encode()).decode()


def placeholder(kind: type[Any], key: ObjectKey) -> Any:
    """An object of ``kind`` of which only the name is known: its spec, where it has one, says nothing."""
    from kgwctl.api.meta import ObjectMeta

    metadata = ObjectMeta(name=key.name, namespace=key.namespace or None)
    fields: dict[str, Any] = {"metadata": metadata}
    if key.kind in ("Secret", "ConfigMap"):
        fields["data"] = UnknownContent(_base64 if key.kind == "Secret" else str)
        if key.kind == "Secret":
            fields["type"] = "kubernetes.io/tls"
    elif "spec" in kind.__struct_fields__:
        fields["spec"] = _Nothing()
    return kind(**fields)


class _Nothing:
    """A spec that is not known: every field of it is unset."""

    def __getattr__(self, name: str) -> None:
        if name.startswith("__"):
            raise AttributeError(name)
        return None  # noqa: RET501
