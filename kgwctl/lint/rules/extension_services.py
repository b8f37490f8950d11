"""Extensions, and limits by them, that are accepted and still do not do what they say: KGW0510, KGW0511 and KGW0803."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from kgwctl.api.kinds import GATEWAY_EXTENSION, TRAFFIC_POLICY
from kgwctl.diagnostics import Rule, Severity
from kgwctl.lint.findings import finding
from kgwctl.lint.rules.grpc_services import http1_finding
from kgwctl.scalars.duration import DurationError, parse_duration

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kgwctl.api.kgateway.ext_services import ProcessingMode
    from kgwctl.api.kgateway.gateway_extension.ext_auth import ExtHttpService
    from kgwctl.api.kgateway.gateway_extension.ext_proc import ExtProcProvider
    from kgwctl.api.kgateway.gateway_extension.extension import GatewayExtension
    from kgwctl.diagnostics import FieldPath, Finding
    from kgwctl.objects.resource import Resource
    from kgwctl.resolve.resolved import Resolved

_SERVICE = """\
apiVersion: v1
kind: Service
metadata: {name: edits}
spec: {ports: [{port: 9000, appProtocol: kubernetes.io/h2c}]}
---
"""
_PROCESSOR = """\
apiVersion: gateway.kgateway.dev/v1alpha1
kind: GatewayExtension
metadata: {name: edits}
spec:
  extProc:
    failOpen: false
    grpcService: {backendRef: {name: edits, port: 9000}}
    processingMode: {requestBodyMode: FULL_DUPLEX_STREAMED, requestTrailerMode: SEND}
"""
_LIMIT = """\
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: edge}
spec:
  gatewayClassName: kgateway
  listeners: [{name: http, port: 80, protocol: HTTP}]
---
apiVersion: gateway.kgateway.dev/v1alpha1
kind: GatewayExtension
metadata: {name: limits}
spec: {rateLimit: {domain: shop, failOpen: false, grpcService: {backendRef: {name: edits, port: 9000}}}}
---
apiVersion: gateway.kgateway.dev/v1alpha1
kind: TrafficPolicy
metadata: {name: limit}
spec:
  targetRefs: [{group: gateway.networking.k8s.io, kind: Gateway, name: edge}]
  rateLimit:
    global:
      extensionRef: {name: limits}
      descriptors:
      - entries: [{type: Path}]
"""

NOT_HTTP2 = Rule(
    id="KGW0510",
    name="extension-called-in-vain",
    severity=Severity.WARNING,
    summary="An extension is called by gRPC, and Envoy does not speak HTTP/2 to its service.",
    explanation="Envoy speaks the protocol of the backend's appProtocol: HTTP/1 where it says nothing. Every call "
    "fails then: requests are refused, or go on unchecked where the extension fails open.",
    bad=_SERVICE.replace(", appProtocol: kubernetes.io/h2c", "") + _PROCESSOR,
    good=_SERVICE + _PROCESSOR,
)
DESCRIPTORS_JOINED = Rule(
    id="KGW0511",
    name="descriptors-joined",
    severity=Severity.WARNING,
    summary="A global rate limit has several descriptors, and kgateway makes one of them.",
    explanation="kgateway v2.2.0 puts the entries of all descriptors into one, one behind the other. The service gets "
    "none of the descriptors that were meant, and has no limit for the one that it gets.",
    bad=_SERVICE + _LIMIT + "      - entries: [{type: RemoteAddress}]\n",
    good=_SERVICE + _LIMIT,
)
ENVOY_REFUSES = Rule(
    id="KGW0803",
    name="extension-refused-by-envoy",
    severity=Severity.ERROR,
    summary="kgateway accepts a GatewayExtension, and Envoy refuses the listeners that use it.",
    explanation="The proxy keeps the listeners that it had before, or has none. With KGW_VALIDATION_MODE=STRICT the "
    "controller asks Envoy first and does not accept policies that use such an extension.",
    bad=_SERVICE + _PROCESSOR.replace(", requestTrailerMode: SEND", ""),
    good=_SERVICE + _PROCESSOR,
)
RULES: tuple[Rule, ...] = (NOT_HTTP2, DESCRIPTORS_JOINED, ENVOY_REFUSES)

_LONGEST_MESSAGE_TIMEOUT = 3600 * 10**9


class Refusal(NamedTuple):
    """A field of an extension, and what Envoy has against it."""

    path: FieldPath
    text: str


def extension_service_findings(resolved: Resolved) -> Iterator[Finding]:
    """What is wrong with extensions, and policies that use them, although kgateway accepts them."""
    yield from _joined_descriptors(resolved)
    for extension in resolved.objects.of(GATEWAY_EXTENSION):
        for service, path in _grpc_services(extension):
            yield from http1_finding(NOT_HTTP2, extension, service, path, resolved, "every call will fail")
        for refusal in _refusals(extension.object.spec):
            yield finding(ENVOY_REFUSES, extension, ("spec", *refusal.path), refusal.text)


def _joined_descriptors(resolved: Resolved) -> Iterator[Finding]:
    for policy in resolved.objects.of(TRAFFIC_POLICY):
        limits = policy.object.spec.rate_limit
        if limits is not None and limits.global_ is not None and len(limits.global_.descriptors) > 1:
            path = ("spec", "rateLimit", "global", "descriptors", 1)
            message = "kgateway joins this with the descriptor before it: all of them become one"
            hint = "write the entries as one descriptor, and let the service know it so"
            yield finding(DESCRIPTORS_JOINED, policy, path, message, hint)


def _grpc_services(extension: Resource[GatewayExtension]) -> Iterator[tuple[Any, FieldPath]]:
    spec = extension.object.spec
    providers = (("extAuth", spec.ext_auth), ("extProc", spec.ext_proc), ("rateLimit", spec.rate_limit))
    for name, provider in providers:
        if provider is not None and provider.grpc_service is not None:
            yield provider.grpc_service, ("spec", name, "grpcService")


def _refusals(spec: Any) -> Iterator[Refusal]:
    if spec.ext_auth is not None and spec.ext_auth.grpc_service is None and spec.ext_auth.http_service is not None:
        yield from _of_http(spec.ext_auth.http_service, ("extAuth", "httpService"))
    if spec.ext_proc is not None:
        yield from _of_processor(spec.ext_proc, ("extProc",))


def _of_http(service: ExtHttpService, path: FieldPath) -> Iterator[Refusal]:
    if service.path_prefix and not service.path_prefix.startswith("/"):
        yield Refusal((*path, "pathPrefix"), "Envoy wants a path that starts with /")
    request = service.authorization_request
    for name in (request.headers_to_add if request is not None else None) or ():
        if name.lower() == "host" or name.startswith(":"):
            where = (*path, "authorizationRequest", "headersToAdd", name)
            yield Refusal(where, f"Envoy lets nobody change {name} here")


def _of_processor(provider: ExtProcProvider, path: FieldPath) -> Iterator[Refusal]:
    times = (("messageTimeout", provider.message_timeout), ("maxMessageTimeout", provider.max_message_timeout))
    for name, text in times:
        if (_nanoseconds(text) or 0) > _LONGEST_MESSAGE_TIMEOUT:
            yield Refusal((*path, name), "Envoy waits for an hour at most")
    if provider.processing_mode is not None:
        yield from _of_modes(provider.processing_mode, (*path, "processingMode"))
    authority = provider.grpc_service.authority
    if authority and not {"\0", "\n", "\r"}.isdisjoint(authority):
        yield Refusal((*path, "grpcService", "authority"), "Envoy wants an authority in one line")


def _of_modes(modes: ProcessingMode, path: FieldPath) -> Iterator[Refusal]:
    """Envoy's own check of modes; those that policies give are not checked."""
    pairs = (
        ("request", modes.request_body_mode, modes.request_trailer_mode),
        ("response", modes.response_body_mode, modes.response_trailer_mode),
    )
    for direction, body, trailers in pairs:
        if body == "FULL_DUPLEX_STREAMED" and trailers != "SEND":
            text = f"Envoy wants {direction}TrailerMode: SEND with FULL_DUPLEX_STREAMED"
            yield Refusal((*path, f"{direction}BodyMode"), text)


def _nanoseconds(text: str | None) -> int | None:
    try:
        return None if text is None else parse_duration(text)
    except DurationError:
        # Said of the field elsewhere.
        return None
