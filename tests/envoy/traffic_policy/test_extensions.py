"""Policies that use extensions: what an API server would have refused, and how several of them merge."""

from __future__ import annotations

import pytest

from kgwctl.envoy.gateway_extensions.lookup import Extension
from kgwctl.envoy.policy_engine.contract import PolicySource
from kgwctl.envoy.policy_engine.merging import MergeOrigins, MergeSource, Strategy
from kgwctl.envoy.traffic_policy.ext_proc import FEATURE
from kgwctl.envoy.traffic_policy.providers import Use, Uses
from kgwctl.objects.resource import ObjectKey
from tests.envoy.rendering import GATEWAY, SERVICE, http_route, rendered

POLICY = """
apiVersion: gateway.kgateway.dev/v1alpha1
kind: TrafficPolicy
metadata: {{name: p, namespace: default}}
spec:
  targetRefs: [{{group: gateway.networking.k8s.io, kind: HTTPRoute, name: r}}]
  {spec}
"""
EXTENSION = """
apiVersion: gateway.kgateway.dev/v1alpha1
kind: GatewayExtension
metadata: {{name: x, namespace: default}}
spec: {{{spec}}}
"""
SERVICE_REF = "grpcService: {backendRef: {name: web, port: 80}"
LIMITS = f"rateLimit: {{domain: shop, timeout: 1s, {SERVICE_REF}}}}}"


def limit(entries: str) -> str:
    return f"rateLimit: {{global: {{extensionRef: {{name: x}}, descriptors: [{entries}]}}}}"


ACTIONS = "failed to create rate limit actions: "
HEADER = "invalid RateLimit.Actions[0]: embedded message failed validation | caused by: invalid RateLimit_Action."
REFUSED = [
    ("extAuth: {}", "", "extauth: extensionRef is required if disable is not set"),
    ("extProc: {}", "", "extproc: extensionRef is required if disable is not set"),
    ("extAuth: {extensionRef: {name: x}}", "", "expected gatewayextension type ExtAuth"),
    (
        "extAuth: {extensionRef: {name: x}}",
        "extAuth: {}",
        "extauth: either grpcService or httpService must be configured for ExtAuth",
    ),
    (
        "extAuth: {extensionRef: {name: x}}",
        f"extAuth: {{{SERVICE_REF}}}}}",
        "invalid ExtAuthz.StatusOnError: embedded message failed validation | caused by: "
        "invalid HttpStatus.Code: value must not be in list [Empty]",
    ),
    (
        "extAuth: {extensionRef: {name: x}, withRequestBody: {maxRequestBytes: 0}}",
        f"extAuth: {{statusOnError: 403, {SERVICE_REF}}}}}",
        "invalid ExtAuthzPerRoute.CheckSettings: embedded message failed validation | caused by: "
        "invalid CheckSettings.WithRequestBody: embedded message failed validation | caused by: "
        "invalid BufferSettings.MaxRequestBytes: value must be greater than 0",
    ),
    (
        "extAuth: {extensionRef: {name: x}}",
        f"extAuth: {{{SERVICE_REF}, retry: {{backoff: {{baseInterval: 1us, maxInterval: 0s}}}}}}, statusOnError: 403}}",
        "invalid ExtAuthz.GrpcService: embedded message failed validation | caused by: "
        "invalid GrpcService.RetryPolicy: embedded message failed validation | caused by: "
        "invalid RetryPolicy.RetryBackOff: embedded message failed validation | caused by: "
        "invalid BackoffStrategy.BaseInterval: value must be greater than or equal to 1ms; "
        "invalid BackoffStrategy.MaxInterval: value must be greater than 0s",
    ),
    (
        "extProc: {extensionRef: {name: x}}",
        f"extProc: {{{SERVICE_REF}}}, messageTimeout: soon}}",
        'extproc: invalid duration "soon"',
    ),
    (limit(""), LIMITS, f"{ACTIONS}at least one descriptor is required for global rate limiting"),
    (limit("{entries: [{type: Header}]}"), LIMITS, f"{ACTIONS}header entry requires Header field to be set"),
    (limit("{entries: [{type: Generic}]}"), LIMITS, f"{ACTIONS}generic entry requires Generic field to be set"),
    # What is wrong with the policy is said before what is wrong with the extension.
    (limit("{entries: [{type: Generic}]}"), "", f"{ACTIONS}generic entry requires Generic field to be set"),
    (limit("{entries: []}"), LIMITS, "invalid RateLimit.Actions: value must contain at least 1 item(s)"),
    (
        limit("{entries: [{type: Header, header: ''}]}"),
        LIMITS,
        f"{HEADER}RequestHeaders: embedded message failed validation | caused by: "
        "invalid RateLimit_Action_RequestHeaders.HeaderName: value length must be at least 1 runes; "
        "invalid RateLimit_Action_RequestHeaders.DescriptorKey: value length must be at least 1 runes",
    ),
    (
        limit("{entries: [{type: Generic, generic: {key: '', value: ''}}]}"),
        LIMITS,
        f"{HEADER}GenericKey: embedded message failed validation | caused by: "
        "invalid RateLimit_Action_GenericKey.DescriptorValue: value length must be at least 1 runes",
    ),
]


@pytest.mark.parametrize(("spec", "extension", "message"), REFUSED)
def test_refused(spec: str, extension: str, message: str) -> None:
    texts = (EXTENSION.format(spec=extension), POLICY.format(spec=spec))
    result = rendered(GATEWAY, SERVICE, http_route(), *texts)
    (ancestor,) = result.statuses["policies"]["TrafficPolicy/default/p"]["ancestors"]
    assert (ancestor["conditions"][0]["reason"], ancestor["conditions"][0]["message"]) == ("Invalid", message)
    assert result.route["directResponse"]["status"] == 500


def test_a_processor_is_not_checked_by_kgateway() -> None:
    extension = EXTENSION.format(spec=f'extProc: {{{SERVICE_REF}, authority: "a\\nb"}}}}')
    result = rendered(
        GATEWAY, SERVICE, http_route(), extension, POLICY.format(spec="extProc: {extensionRef: {name: x}}")
    )
    (ancestor,) = result.statuses["policies"]["TrafficPolicy/default/p"]["ancestors"]
    assert ancestor["conditions"][0]["reason"] == "Valid"


def use(name: str) -> Use:
    return Use(Extension(f"default/{name}", 0, "ExtProc", None), None)


def source(name: str) -> MergeSource:
    return MergeSource(PolicySource(ObjectKey("g", "K", "default", name)), None)


A, B = Uses((use("a"),)), Uses((use("b"),))
OFF = Uses(disabled=True)
MERGES = [
    (None, A, Strategy.AUGMENTED_DEEP, "a", "q"),
    (A, B, Strategy.AUGMENTED_SHALLOW, "a", "p"),
    (A, B, Strategy.OVERRIDABLE_SHALLOW, "b", "q"),
    (A, B, Strategy.AUGMENTED_DEEP, "a b", "p q"),
    (A, B, Strategy.OVERRIDABLE_DEEP, "b a", "p q"),
    (A, A, Strategy.AUGMENTED_DEEP, "a", "p"),
    (A, A, Strategy.OVERRIDABLE_DEEP, "a", "p"),
    # Of several services one that is new brings the others along.
    (A, Uses((use("a"), use("b"))), Strategy.AUGMENTED_DEEP, "a a b", "p q"),
    (A, OFF, Strategy.AUGMENTED_SHALLOW, "a", "p"),
    (A, OFF, Strategy.OVERRIDABLE_SHALLOW, "off", "q"),
    (A, OFF, Strategy.AUGMENTED_DEEP, "a off", "q"),
    (A, OFF, Strategy.OVERRIDABLE_DEEP, "a off", "q"),
    (OFF, A, Strategy.AUGMENTED_DEEP, "a off", "p q"),
    (OFF, A, Strategy.OVERRIDABLE_SHALLOW, "a", "q"),
]


@pytest.mark.parametrize(("p1", "p2", "strategy", "services", "origins"), MERGES)
def test_merging(p1: Uses | None, p2: Uses, strategy: Strategy, services: str, origins: str) -> None:
    recorded = MergeOrigins() if p1 is None else MergeOrigins(extProc=frozenset({"g/K/default/p"}))
    merged = FEATURE.merge(p1, p2, strategy, source("q"), recorded)
    assert merged is not None
    told = [one.service.name.removeprefix("default/") for one in merged.services] + ["off"] * merged.disabled
    assert " ".join(told) == services
    assert recorded.metadata() == {"extProc": [f"g/K/default/{name}" for name in origins.split()]}
