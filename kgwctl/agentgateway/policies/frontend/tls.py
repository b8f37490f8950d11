"""``frontend.tls``: handshakes with clients."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, cast

from kgwctl.agentgateway.policies.contract import Feature, Made, Origin, Part
from kgwctl.agentgateway.resources.generated.resource import Alpn, FrontendPolicySpec
from kgwctl.golang.forms import optional_duration

if TYPE_CHECKING:
    from kgwctl.agentgateway.environment import Environment
    from kgwctl.api.agentgateway.frontend import FrontendTLS

_Version = Literal["TLS_V1_2", "TLS_V1_3"]
_VERSIONS: dict[str, _Version] = {"1.2": "TLS_V1_2", "1.3": "TLS_V1_3"}


def translate(spec: FrontendTLS, _origin: Origin, _env: Environment) -> Made:
    """``plugins/frontend_policies.go:translateFrontendTLS@v2.2.0``."""
    tls = FrontendPolicySpec.TLS(
        handshake_timeout=optional_duration(spec.handshake_timeout),
        alpn=None if spec.alpn_protocols is None else Alpn(protocols=list(spec.alpn_protocols)),
        # Suites of TLS 1.3 have a name of their own in the API.
        cipher_suites=[cast("Any", one.replace("TLS13_", "TLS_")) for one in spec.cipher_suites or ()],
        min_version=_version(spec.min_protocol_version),
        max_version=_version(spec.max_protocol_version),
    )
    return Made((Part("frontend-tls", FrontendPolicySpec(tls=tls)),))


def _version(version: str | None) -> _Version | None:
    return None if version is None else _VERSIONS[version]


FEATURE = Feature(("tls",), translate)
