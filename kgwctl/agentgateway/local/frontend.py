"""Settings towards clients, one set for the whole file (``types/local.rs:LocalFrontendPolicies@v0.11.1``)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from kgwctl.agentgateway.local.references import host_reference
from kgwctl.agentgateway.local.scope import without_absent
from kgwctl.agentgateway.local.values import duration, expression

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kgwctl.agentgateway.local.attached import Setting
    from kgwctl.agentgateway.local.notes import Holder
    from kgwctl.agentgateway.local.scope import Scope
    from kgwctl.agentgateway.resources.generated.resource import FrontendPolicySpec


def frontend_settings(settings: Iterable[Setting], scope: Scope) -> dict[str, Any]:
    """The settings as a local file has them."""
    found: dict[str, Any] = {}
    for setting in settings:
        name, form = _FORMS[setting.kind]
        value = form(setting.value, setting.holder, scope)
        if value:
            found[name] = value
    return found


def _http(http: FrontendPolicySpec.HTTP, _holder: Holder, _scope: Scope) -> dict[str, Any]:
    return without_absent(
        maxBufferSize=http.max_buffer_size,
        http1MaxHeaders=http.http1_max_headers,
        http1IdleTimeout=duration(http.http1_idle_timeout),
        http2WindowSize=http.http2_window_size,
        http2ConnectionWindowSize=http.http2_connection_window_size,
        http2FrameSize=http.http2_frame_size,
        http2KeepaliveInterval=duration(http.http2_keepalive_interval),
        http2KeepaliveTimeout=duration(http.http2_keepalive_timeout),
    )


def _tls(tls: FrontendPolicySpec.TLS, _holder: Holder, _scope: Scope) -> dict[str, Any]:
    """Protocols are lists of bytes here, and suites have the names that OpenSSL gives them."""
    return without_absent(
        handshakeTimeout=duration(tls.handshake_timeout),
        alpn=[list(one.encode()) for one in tls.alpn.protocols] if tls.alpn is not None else None,
        cipherSuites=[str(one) for one in tls.cipher_suites],
        minVersion=tls.min_version,
        maxVersion=tls.max_version,
    )


def _tcp(tcp: FrontendPolicySpec.TCP, _holder: Holder, _scope: Scope) -> dict[str, Any]:
    probes = tcp.keepalives
    if probes is None:
        return {}
    members = without_absent(time=duration(probes.time), interval=duration(probes.interval), retries=probes.retries)
    return {"keepalives": members}


def _access_log(logging: FrontendPolicySpec.Logging, holder: Holder, scope: Scope) -> dict[str, Any]:
    fields = logging.fields
    added = {one.name: expression(one.expression, holder, scope.notes) for one in (fields.add if fields else ())}
    return without_absent(
        filter=None if logging.filter is None else expression(logging.filter, holder, scope.notes),
        add=added,
        remove=list(dict.fromkeys(fields.remove)) if fields else None,
    )


def _tracing(tracing: FrontendPolicySpec.Tracing, holder: Holder, scope: Scope) -> dict[str, Any]:
    attributes = {one.name: expression(one.value, holder, scope.notes) for one in tracing.attributes}
    resources = {one.name: expression(one.value, holder, scope.notes) for one in tracing.resources}
    sampling = {
        name: expression(text, holder, scope.notes)
        for name, text in (("randomSampling", tracing.random_sampling), ("clientSampling", tracing.client_sampling))
        if text is not None
    }
    rest = without_absent(
        attributes=attributes, resources=resources, remove=list(dict.fromkeys(tracing.remove)), path=tracing.path
    )
    protocol = {"protocol": tracing.protocol.lower()}
    return {**host_reference(tracing.provider_backend, holder, scope), **rest, **sampling, **protocol}


_FORMS: dict[str, tuple[str, Callable[[Any, Holder, Scope], dict[str, Any]]]] = {
    "http": ("http", _http),
    "tls": ("tls", _tls),
    "tcp": ("tcp", _tcp),
    "logging": ("accessLog", _access_log),
    "tracing": ("tracing", _tracing),
}
