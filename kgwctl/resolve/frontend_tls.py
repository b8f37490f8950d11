"""``spec.tls.frontend`` of a Gateway: how its listeners validate client certificates."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kgwctl.resolve.model import ClientValidation, FrontendTls
from kgwctl.resolve.reasons import Invalid

if TYPE_CHECKING:
    from kgwctl.api.gateway_api.gateway_tls import FrontendTLSConfig, FrontendTLSValidation, GatewayTLSConfig
    from kgwctl.api.gateway_api.references import ObjectReference


def frontend_tls(tls: GatewayTLSConfig | None) -> FrontendTls | None:
    """The configuration, or None if the Gateway has none. References are checked for their kind only."""
    if tls is None or tls.frontend is None:
        return None
    try:
        return _frontend(tls.frontend)
    except _WrongKind as error:
        return FrontendTls(problem=Invalid(str(error)))


class _WrongKind(ValueError):
    """A CA reference to something that holds no certificates."""


def _frontend(frontend: FrontendTLSConfig) -> FrontendTls:
    default = frontend.default.validation if frontend.default is not None else None
    return FrontendTls(
        default=_validation(default, "default") if default is not None else None,
        per_port={
            entry.port: _validation(entry.tls.validation, f"perPort[{entry.port}]")
            for entry in frontend.per_port or ()
            if entry.tls.validation is not None
        },
    )


def _validation(validation: FrontendTLSValidation, place: str) -> ClientValidation:
    for ref in validation.ca_certificate_refs:
        problem = _kind_problem(ref)
        if problem:
            raise _WrongKind(
                f"invalid CA certificate reference in FrontendTLSConfig.{place}.validation: "
                f"{ref.kind}/{ref.name}: {problem}"
            )
    return ClientValidation(
        require_client_certificate=validation.mode in (None, "", "AllowValidOnly"),
        ca_certificate_refs=tuple(validation.ca_certificate_refs),
    )


def _kind_problem(ref: ObjectReference) -> str:
    if not ref.kind:
        return "CA certificate reference must specify a kind"
    if ref.group == "" and ref.kind in ("ConfigMap", "Secret"):
        return ""
    return f"CA certificate reference must be a ConfigMap or Secret, got {ref.group}/{ref.kind}"
