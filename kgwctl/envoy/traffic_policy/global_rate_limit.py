"""``spec.rateLimit.global``: a service outside counts requests for all proxies."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from kgwctl.envoy.gateway_extensions.field_rules import Broken, inside, must_not_be_empty, problem_of
from kgwctl.envoy.gateway_extensions.lookup import Extension, ExtensionError, Reference, extension
from kgwctl.envoy.messages.generated.filters.ratelimit import RateLimitPerRoute
from kgwctl.envoy.messages.generated.route import RateLimit
from kgwctl.envoy.messages.message import pack
from kgwctl.envoy.policy_engine.contract import Compiled
from kgwctl.envoy.policy_engine.filter_stages import Stage, dormant_filter
from kgwctl.envoy.policy_engine.violations import header_text_violation, violation
from kgwctl.envoy.traffic_policy.contract import Feature, Scope

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kgwctl.api.kgateway.traffic_policy.policy import TrafficPolicy
    from kgwctl.api.kgateway.traffic_policy.rate_limit import RateLimitDescriptorEntry, RateLimitPolicy
    from kgwctl.diagnostics import FieldPath
    from kgwctl.envoy.policy_engine.contract import CompileEnv, Problem
    from kgwctl.objects.resource import Resource

_FIELD = ("spec", "rateLimit", "global")
_DESCRIPTORS = (*_FIELD, "descriptors")


class Limit(msgspec.Struct, frozen=True):
    """The service, and the packed configuration of its filter at a place.

    ``entries`` are the fields of the policy that the actions were made of, below its descriptors.
    """

    service: Extension
    per_route: RateLimitPerRoute
    entries: tuple[FieldPath, ...] = ()


class GlobalRateLimitFeature(Feature[Limit]):
    """Global rate limiting."""

    name = "rateLimit.global"
    fields = ("rateLimit.global",)

    def compile(self, policy: Resource[TrafficPolicy], env: CompileEnv) -> Compiled | None:
        """The service, and what it counts by.

        Quirk: upstream joins the entries of all descriptors into one descriptor.
        """
        limits = policy.object.spec.rate_limit
        if limits is None or limits.global_ is None:
            return None
        spec = limits.global_
        try:
            actions = _actions(spec)
        except _EntryError as error:
            text = f"failed to create rate limit actions: {error}"
            return Compiled(None, (text,))
        ref = spec.extension_ref
        try:
            service = extension(env, Reference(ref.namespace or policy.namespace, ref.name), "RateLimit", "ratelimit")
        except ExtensionError as error:
            return Compiled(None, (str(error),), (error.problem((*_FIELD, "extensionRef")),))
        per_route = pack(RateLimitPerRoute(rate_limits=[RateLimit(actions=actions)]))
        entries = tuple(
            (number, "entries", index)
            for number, descriptor in enumerate(spec.descriptors)
            for index in range(len(descriptor.entries or ()))
        )
        return Compiled(Limit(service, per_route, entries))

    def problem(self, ir: Limit) -> Problem | None:
        """The field rules of the descriptors, then those of the service."""
        for limit in ir.per_route.rate_limits:
            broken = problem_of(_broken(limit, ir.entries), None, *_DESCRIPTORS)
            if broken is not None:
                return broken
        return ir.service.broken

    def configure(self, ir: Limit, scope: Scope) -> None:
        """The descriptors on the scope, the service in the chain."""
        name = f"ratelimit/{ir.service.name}"
        scope.typed_per_filter_config[name] = ir.per_route
        scope.require(dormant_filter(name, ir.service.config, Stage.RATE_LIMIT))


class _EntryError(Exception):
    """An entry that says nothing to count by, in the controller's words."""


def _actions(spec: RateLimitPolicy) -> list[RateLimit.Action]:
    if not spec.descriptors:
        raise _EntryError("at least one descriptor is required for global rate limiting")
    return [_action(entry) for descriptor in spec.descriptors for entry in descriptor.entries or ()]


def _action(entry: RateLimitDescriptorEntry) -> RateLimit.Action:
    if entry.type == "RemoteAddress":
        return RateLimit.Action(remote_address=RateLimit.Action.RemoteAddress())
    if entry.type == "Path":
        return _request_header(":path", "path")
    if entry.type == "Header":
        if entry.header is None:
            raise _EntryError("header entry requires Header field to be set")
        return _request_header(entry.header, entry.header)
    if entry.type == "Generic":
        if entry.generic is None:
            raise _EntryError("generic entry requires Generic field to be set")
        pair = RateLimit.Action.GenericKey(
            descriptor_key=entry.generic.key or "", descriptor_value=entry.generic.value or ""
        )
        return RateLimit.Action(generic_key=pair)
    raise _EntryError(f"unsupported entry type: {entry.type}")


def _request_header(name: str, key: str) -> RateLimit.Action:
    header = RateLimit.Action.RequestHeaders(header_name=name or "", descriptor_key=key or "")
    return RateLimit.Action(request_headers=header)


def _broken(limit: RateLimit, entries: tuple[FieldPath, ...]) -> Iterator[Broken]:
    if not limit.actions:
        yield Broken(violation("RateLimit", "Actions", "value must contain at least 1 item(s)"))
    for index, (action, path) in enumerate(zip(limit.actions, entries, strict=True)):
        field = f"Actions[{index}]"
        if action.request_headers is not None:
            header = inside("RateLimit_Action", "RequestHeaders", _of_header(action.request_headers))
            yield from inside("RateLimit", field, header, *path, "header")
        elif action.generic_key is not None:
            message = "RateLimit_Action_GenericKey"
            value = must_not_be_empty(message, "DescriptorValue", action.generic_key.descriptor_value)
            yield from inside(
                "RateLimit", field, inside("RateLimit_Action", "GenericKey", value), *path, "generic", "value"
            )


def _of_header(header: RateLimit.Action.RequestHeaders) -> Iterator[Broken]:
    message = "RateLimit_Action_RequestHeaders"
    yield from must_not_be_empty(message, "HeaderName", header.header_name)
    broken = header_text_violation(message, "HeaderName", header.header_name)
    if broken:
        yield Broken(broken)
    yield from must_not_be_empty(message, "DescriptorKey", header.descriptor_key)


FEATURE = GlobalRateLimitFeature()
