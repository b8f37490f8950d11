"""Policies of backends that are accepted and still do not do what they say: KGW0506, KGW0507 and KGW0801."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

from kgwctl.api.kinds import BACKEND_CONFIG_POLICY, BACKEND_TLS_POLICY
from kgwctl.diagnostics import Rule, Severity
from kgwctl.lint.findings import finding
from kgwctl.lint.rules.grpc_services import SPEAK_HTTP2
from kgwctl.scalars.duration import DurationError, parse_duration

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from kgwctl.diagnostics import FieldPath, Finding
    from kgwctl.objects.resource import ObjectKey, Resource
    from kgwctl.resolve.model import Backend
    from kgwctl.resolve.resolved import Resolved

_POLICY = """\
apiVersion: v1
kind: Service
metadata: {name: shop}
spec: {ports: [{port: 80}]}
---
apiVersion: gateway.kgateway.dev/v1alpha1
kind: BackendConfigPolicy
metadata: {name: shop}
spec:
  targetRefs: [{group: "", kind: Service, name: shop}]
  http1ProtocolOptions: {enableTrailers: true}
"""
_SECOND = """\
---
apiVersion: gateway.kgateway.dev/v1alpha1
kind: BackendConfigPolicy
metadata: {name: second}
spec:
  targetRefs: [{group: "", kind: Service, name: shop}]
  connectTimeout: 2s
"""

NO_EFFECT = Rule(
    id="KGW0506",
    name="backend-setting-ignored",
    severity=Severity.WARNING,
    summary="A BackendConfigPolicy says something that has no effect on the backends it targets.",
    explanation="Options of one version of HTTP are for backends of that appProtocol. Host names are hashed where "
    "Envoy looks them up itself: for static Backends with DNS names.",
    bad=_POLICY.replace("http1ProtocolOptions: {enableTrailers: true}", "http2ProtocolOptions: {}"),
    good=_POLICY,
)
COLLISION = Rule(
    id="KGW0507",
    name="backend-policies-collide",
    severity=Severity.WARNING,
    summary="Two policies set the same thing for one backend.",
    explanation="Of two BackendConfigPolicies the younger counts, field by field; created in the same second, either "
    "may. Whether the TLS of a BackendTLSPolicy or of a BackendConfigPolicy counts is left to chance in v2.2.0.",
    bad=_POLICY + "  connectTimeout: 1s\n" + _SECOND,
    good=_POLICY + _SECOND,
)
ENVOY_REFUSES = Rule(
    id="KGW0801",
    name="cluster-refused",
    severity=Severity.ERROR,
    summary="kgateway accepts a BackendConfigPolicy, and Envoy refuses what becomes of its backends.",
    explanation="The proxy keeps what it had for these backends before, or has nothing. With "
    "KGW_VALIDATION_MODE=STRICT the controller asks Envoy first and does not accept such a policy.",
    bad=_POLICY + "  connectTimeout: 0s\n",
    good=_POLICY + "  connectTimeout: 1s\n",
)
RULES: tuple[Rule, ...] = (NO_EFFECT, COLLISION, ENVOY_REFUSES)

_CONFIG = BACKEND_CONFIG_POLICY
_TLS = BACKEND_TLS_POLICY
#: What Envoy takes where a policy leaves the size of a ring open.
_SMALLEST_RING, _LARGEST_RING = 1024, 8 * 1024 * 1024
_LONGEST_SNI = 255


def backend_policy_findings(resolved: Resolved) -> Iterator[Finding]:
    """What is wrong with the BackendConfigPolicies of a run."""
    targets: dict[ObjectKey, list[Backend]] = {}
    for backend in resolved.backends:
        for attachment in {one.key: one for one in backend.policies.get(_CONFIG, ())}.values():
            targets.setdefault(attachment.key, []).append(backend)
    for policy in resolved.objects.of(_CONFIG):
        yield from _without_effect(policy, targets.get(policy.key, ()))
        yield from _refused(policy, targets.get(policy.key, ()))
    yield from _collisions(resolved)


def _without_effect(policy: Resource[Any], backends: Sequence[Backend]) -> Iterator[Finding]:
    spec = policy.object.spec
    speaks_http2 = {backend.app_protocol == "http2" for backend in backends}
    if spec.http1_protocol_options is not None and speaks_http2 == {True}:
        message = "has no effect: what the policy targets speaks HTTP/2"
        yield finding(NO_EFFECT, policy, ("spec", "http1ProtocolOptions"), message)
    if spec.http2_protocol_options is not None and speaks_http2 == {False}:
        message = "has no effect: what the policy targets does not speak HTTP/2"
        hint = SPEAK_HTTP2
        yield finding(NO_EFFECT, policy, ("spec", "http2ProtocolOptions"), message, hint)
    tls, balancer = spec.tls, spec.load_balancer
    if tls is not None and tls.insecure_skip_verify and tls.verify_subject_alt_names:
        message = "has no effect: insecureSkipVerify turns all checks off"
        yield finding(NO_EFFECT, policy, ("spec", "tls", "verifySubjectAltNames"), message)
    for name, method in (("ringHash", balancer.ring_hash), ("maglev", balancer.maglev)) if balancer else ():
        if method is not None and method.use_hostname_for_hashing:
            message = _hostnames_problem(backends)
            if message:
                path = ("spec", "loadBalancer", name, "useHostnameForHashing")
                yield finding(NO_EFFECT, policy, path, message)


def _hostnames_problem(backends: Sequence[Backend]) -> str:
    looked_up = [_looked_up(backend) for backend in backends]
    if all(looked_up):
        return ""
    if not any(looked_up):
        return "has no effect: addresses of what the policy targets are not looked up in DNS"
    return (
        "the policy also targets backends whose addresses are not looked up in DNS: kgateway 2.2 may then "
        "ignore it for all"
    )


def _looked_up(backend: Backend) -> bool:
    """Whether Envoy looks up the backend's host names."""
    from ipaddress import ip_address

    static = getattr(backend.resource.object.spec, "static", None)
    for host in static.hosts if static is not None else ():
        try:
            ip_address(host.host)
        except ValueError:
            return True
    return False


def _collisions(resolved: Resolved) -> Iterator[Finding]:
    seen: set[tuple[ObjectKey, ObjectKey, str]] = set()
    for backend in resolved.backends:
        settings: dict[str, list[Resource[Any]]] = {}
        for policy in {one.key: one.policy for one in backend.policies.get(_CONFIG, ())}.values():
            for field in _fields(policy):
                settings.setdefault(field, []).append(policy)
        for field, policies in settings.items():
            for older, younger in pairwise(policies):
                if (mark := (older.key, younger.key, field)) not in seen:
                    seen.add(mark)
                    message = f"{older.key} sets this for {backend.key}, too: the younger policy counts"
                    yield finding(COLLISION, younger, ("spec", field), message, "set it in one place")
        for trust in {one.key: one.policy for one in backend.policies.get(_TLS, ())}.values():
            for policy in settings.get("tls", ()):
                if (mark := (trust.key, policy.key, "tls")) not in seen:
                    seen.add(mark)
                    message = f"{trust.key} asks for TLS to {backend.key}, too: which of them counts is left to chance"
                    yield finding(COLLISION, policy, ("spec", "tls"), message, "keep one of them")


def _fields(policy: Resource[Any]) -> Iterator[str]:
    """The settings that a policy has, by their names in manifests."""
    spec = policy.object.spec
    for attribute, name in zip(spec.__struct_fields__, spec.__struct_encode_fields__, strict=True):
        if not attribute.startswith("target_") and getattr(spec, attribute) is not None:
            yield name


class _Bound(NamedTuple):
    """What Envoy asks of a field: its path below ``spec`` by attributes and by names, and a check of its value."""

    attributes: tuple[str, ...]
    path: FieldPath
    holds: Callable[[Any], bool]
    demand: str


def _positive(duration: str) -> bool:
    try:
        return parse_duration(duration) > 0
    except DurationError:
        # Schemas say this already.
        return True


_BOUNDS = (
    _Bound(("connect_timeout",), ("connectTimeout",), _positive, "more than 0s"),
    _Bound(("health_check", "timeout"), ("healthCheck", "timeout"), _positive, "more than 0s"),
    _Bound(("health_check", "interval"), ("healthCheck", "interval"), _positive, "more than 0s"),
    _Bound(("health_check", "http", "path"), ("healthCheck", "http", "path"), bool, "not empty"),
    _Bound(
        ("common_http_protocol_options", "max_headers_count"),
        ("commonHttpProtocolOptions", "maxHeadersCount"),
        bool,
        "1 at least",
    ),
    _Bound(
        ("tls", "sni"), ("tls", "sni"), lambda name: len(name.encode()) <= _LONGEST_SNI, f"{_LONGEST_SNI} bytes at most"
    ),
)


def _refused(policy: Resource[Any], backends: Sequence[Backend]) -> Iterator[Finding]:
    spec = policy.object.spec
    for bound in _BOUNDS:
        value: Any = spec
        for attribute in bound.attributes:
            value = getattr(value, attribute, None)
        if value is not None and not bound.holds(value):
            yield finding(ENVOY_REFUSES, policy, ("spec", *bound.path), f"Envoy wants this to be {bound.demand}")
    ring = spec.load_balancer.ring_hash if spec.load_balancer is not None else None
    if ring is not None:
        least = _SMALLEST_RING if ring.minimum_ring_size is None else ring.minimum_ring_size
        most = _LARGEST_RING if ring.maximum_ring_size is None else ring.maximum_ring_size
        if least > most:
            message = f"the smallest ring ({least}) is larger than the largest ({most})"
            yield finding(ENVOY_REFUSES, policy, ("spec", "loadBalancer", "ringHash"), message, "set both sizes")
    yield from _refused_protocol(policy, backends)


def _refused_protocol(policy: Resource[Any], backends: Sequence[Backend]) -> Iterator[Finding]:
    spec = policy.object.spec
    http2 = spec.http2_protocol_options
    speaking = [backend for backend in backends if backend.app_protocol == "http2"]
    if http2 is not None and http2.max_concurrent_streams == 0 and speaking:
        path: FieldPath = ("spec", "http2ProtocolOptions", "maxConcurrentStreams")
        yield finding(ENVOY_REFUSES, policy, path, "Envoy wants this to be 1 at least")
    deaf = next((backend for backend in backends if backend.app_protocol != "http2"), None)
    if spec.health_check is not None and spec.health_check.grpc is not None and deaf is not None:
        message = f"Envoy probes by gRPC what speaks HTTP/2, and {deaf.key} port {deaf.port} does not"
        hint = SPEAK_HTTP2
        yield finding(ENVOY_REFUSES, policy, ("spec", "healthCheck", "grpc"), message, hint)
