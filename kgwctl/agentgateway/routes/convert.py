"""Routes as agentgateway gets them, before it is known which listeners take them.

Source: ``translator/conversion.go@v2.2.0``: ``ConvertHTTPRouteToAgw``, ``ConvertGRPCRouteToAgw``,
``ConvertTCPRouteToAgw``, ``ConvertTLSRouteToAgw``; ``route_collections.go:computeRoute``; ``builtin_helpers.go``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from kgwctl.agentgateway.resources.generated.resource import (
    Retry,
    Route,
    RouteBackend,
    RouteName,
    TCPRoute,
    Timeout,
    TrafficPolicySpec,
)
from kgwctl.agentgateway.routes.filters import FilterReader
from kgwctl.agentgateway.routes.matches import everything, grpc_match, http_match
from kgwctl.agentgateway.routes.problem import Problem, RouteError
from kgwctl.golang.forms import nanoseconds_text, proto_duration
from kgwctl.scalars.duration import parse_duration

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from kgwctl.agentgateway.routes.destinations import Destinations
    from kgwctl.objects.resource import Resource

AnyRoute: TypeAlias = Route | TCPRoute


class Converted(NamedTuple):
    """What a route comes to on any listener, and what is wrong with it. Some problems leave no routes at all."""

    routes: tuple[AnyRoute, ...] = ()
    problem: Problem | None = None


def convert_route(route: Resource[Any], destinations: Destinations) -> Converted:
    """Convert all rules of a route. One rule that cannot be converted takes the others with it."""
    reader = _RuleReader(route, destinations)
    made: list[AnyRoute] = []
    problem = None
    try:
        for index, rule in enumerate(route.object.spec.rules or ()):
            for one, failure in reader.convert(index, rule):
                made.append(one)
                problem = failure or problem
    except RouteError as error:
        return Converted((), error.problem)
    return Converted(tuple(made), problem)


class _RuleReader:
    """Converts the rules of one route."""

    def __init__(self, route: Resource[Any], destinations: Destinations) -> None:
        self._key = route.key
        self._hostnames = list(getattr(route.object.spec, "hostnames", None) or ())
        self._destinations = destinations
        self._filters = FilterReader(route.key, destinations)

    def convert(self, index: int, rule: Any) -> Iterator[tuple[AnyRoute, Problem | None]]:
        """The routes of a rule: one a match for HTTP, else one."""
        match self._key.kind:
            case "HTTPRoute":
                yield from self._http(index, rule)
            case "GRPCRoute":
                yield self._grpc(index, rule)
            case _:
                backends, problem = self._backends(rule.backend_refs)
                made = TCPRoute(key=f"{self._key.namespaced_name}.{index}", name=self._name(rule), backends=backends)
                made.hostnames = self._hostnames
                yield made, problem

    def _http(self, index: int, rule: Any) -> Iterator[tuple[AnyRoute, Problem | None]]:
        for place, match in enumerate(rule.matches or (None,)):
            made = Route(key=f"{self._key.namespaced_name}.{index}.{place}", name=self._name(rule))
            made.matches = [http_match(match)] if match is not None else []
            try:
                made.traffic_policies, failure = self._filters.of_rule(rule.filters or ())
            except RouteError as error:
                made.traffic_policies, failure = [], error.problem
            made.traffic_policies = [*made.traffic_policies, *_timeouts(rule.timeouts), *_retry(rule.retry)]
            try:
                made.backends, problem = self._backends(rule.backend_refs, self._filters.of_backend)
            except RouteError as error:
                text = f"failed to build backend destination: {error.problem}"
                raise RouteError(Problem("Accepted", "BackendError", text)) from None
            made.hostnames = self._hostnames
            if failure is not None:
                raise RouteError(failure)
            yield made, problem

    def _grpc(self, index: int, rule: Any) -> tuple[AnyRoute, Problem | None]:
        made = Route(key=f"{self._key.namespaced_name}.{index}", name=self._name(rule))
        made.matches = [grpc_match(one) for one in rule.matches or ()] or [everything()]
        made.traffic_policies, failure = self._filters.of_rule(rule.filters or ())
        if failure is not None:
            raise RouteError(failure)
        made.backends, problem = self._backends(rule.backend_refs, self._filters.of_backend)
        made.hostnames = self._hostnames
        return made, problem

    def _name(self, rule: Any) -> RouteName:
        return RouteName(kind=self._key.kind, name=self._key.name, namespace=self._key.namespace, rule_name=rule.name)

    def _backends(
        self, refs: Any, policies: Callable[[Any], list[Any]] | None = None
    ) -> tuple[list[RouteBackend], Problem | None]:
        """All backends of a rule. One that cannot be had is an empty entry; the last problem counts."""
        made: list[RouteBackend] = []
        problem = None
        for ref in refs or ():
            backend, failure = self._destinations.find(self._key, ref)
            problem = failure or problem
            if backend is not None and policies is not None:
                backend.backend_policies = policies(ref.filters or ())
            made.append(backend or RouteBackend())
        return made, problem


def _timeouts(spec: Any) -> list[TrafficPolicySpec]:
    """Timeouts that are not zero, which says that there is none."""
    if spec is None:
        return []
    request, backend = (_unless_zero(text) for text in (spec.request, spec.backend_request))
    if request is None and backend is None:
        return []
    return [TrafficPolicySpec(timeout=Timeout(request=request, backend_request=backend))]


def _unless_zero(text: str | None) -> str | None:
    nanoseconds = parse_duration(text) if text is not None else 0
    return nanoseconds_text(nanoseconds) if nanoseconds else None


def _retry(spec: Any) -> list[TrafficPolicySpec]:
    if spec is None or spec.attempts == 0:
        return []
    retry = Retry(retry_status_codes=list(spec.codes or ()), attempts=spec.attempts or 0)
    retry.backoff = None if spec.backoff is None else proto_duration(spec.backoff)
    return [TrafficPolicySpec(retry=retry)]
