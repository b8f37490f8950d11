"""What OpenID Connect providers publish about themselves, as far as logins need it.

Nothing is fetched: documents are given, and where one is not, marked placeholders stand for the endpoints.
Source: ``pkg/kgateway/extensions2/plugins/trafficpolicy/oidc.go@v2.2.0``; OpenID Connect Discovery 1.0, section 3.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import msgspec

if TYPE_CHECKING:
    from collections.abc import Mapping

#: The path of a placeholder; no provider answers there.
PLACEHOLDER_PATH = "kgwctl-placeholder"


class DiscoveryError(ValueError):
    """A document is none that a provider publishes; the text says why."""


class Provider(NamedTuple):
    """The endpoints of a provider; empty where it publishes none."""

    token_endpoint: str = ""
    authorization_endpoint: str = ""
    end_session_endpoint: str = ""


class _Document(msgspec.Struct):
    token_endpoint: str | None = None
    authorization_endpoint: str | None = None
    end_session_endpoint: str | None = None


def read_provider(document: bytes) -> Provider:
    """The endpoints that a discovery document names. Raises :class:`DiscoveryError`."""
    try:
        read = msgspec.json.decode(document, type=_Document)
    except msgspec.DecodeError as error:
        raise DiscoveryError(str(error)) from error
    return Provider(read.token_endpoint or "", read.authorization_endpoint or "", read.end_session_endpoint or "")


def provider_of(issuer: str, providers: Mapping[str, Provider]) -> Provider:
    """What an issuer publishes, or placeholders below its address where that is not given."""
    given = providers.get(issuer)
    if given is not None:
        return given
    base = f"{issuer.rstrip('/')}/{PLACEHOLDER_PATH}"
    return Provider(f"{base}/token_endpoint", f"{base}/authorization_endpoint")
