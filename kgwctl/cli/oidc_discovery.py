"""``--oidc-discovery ISSUER=FILE``: discovery documents from files, and what is said where one is not given."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from kgwctl.api.kinds import GATEWAY_EXTENSION
from kgwctl.cli.catalogue import OIDC_DISCOVERY_MISSING
from kgwctl.cli.errors import UsageError
from kgwctl.diagnostics import Finding
from kgwctl.envoy.gateway_extensions.discovery import DiscoveryError, read_provider

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator

    from kgwctl.envoy.gateway_extensions.discovery import Provider
    from kgwctl.resolve.resolved import Resolved

_ISSUER = ("spec", "oauth2", "issuerURI")


def issuers(pairs: Iterable[str]) -> dict[str, str]:
    """The files by issuer. An issuer may have equals signs, a file not. Raises :class:`UsageError`."""
    found: dict[str, str] = {}
    for pair in pairs:
        issuer, equals, file = pair.rpartition("=")
        if not equals or not issuer or not file:
            raise UsageError(f"--oidc-discovery {pair}: expected ISSUER=FILE")
        found[issuer] = file
    return found


def read_providers(pairs: Iterable[str]) -> dict[str, Provider]:
    """What the issuers publish. Raises :class:`UsageError` for a file that cannot be read."""
    providers = {}
    for issuer, file in issuers(pairs).items():
        try:
            providers[issuer] = read_provider(Path(file).read_bytes())
        except OSError as error:
            raise UsageError(f"--oidc-discovery {file}: {error.strerror}") from error
        except DiscoveryError as error:
            raise UsageError(f"--oidc-discovery {file}: {error}") from error
    return providers


def missing_documents(resolved: Resolved, given: Container[str]) -> Iterator[Finding]:
    """Say so where placeholders stand for endpoints that an issuer would publish."""
    for extension in resolved.objects.of(GATEWAY_EXTENSION):
        login = extension.object.spec.oauth2
        if login is None or not _asks(login) or login.issuer_uri in given:
            continue
        yield Finding(
            rule=OIDC_DISCOVERY_MISSING.id,
            severity=OIDC_DISCOVERY_MISSING.severity,
            message=f"what {login.issuer_uri} publishes is not given: placeholders stand for its endpoints",
            location=extension.document.locate(_ISSUER),
            subject=str(extension.key),
            path=_ISSUER,
            hint=f"--oidc-discovery {login.issuer_uri}=FILE",
        )


def _asks(login: Any) -> bool:
    """Whether a placeholder stands in the result: without an end of session the login works as well."""
    return login.issuer_uri is not None and not (login.token_endpoint and login.authorization_endpoint)
