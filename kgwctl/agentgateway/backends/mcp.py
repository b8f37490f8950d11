"""MCP servers as a backend (``backend/translate.go:translateMCPBackends@v2.2.0``)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from kgwctl.agentgateway.environment import service_hostname
from kgwctl.agentgateway.policies.contract import Ignored, Problem
from kgwctl.agentgateway.policies.inline import inline_policies
from kgwctl.agentgateway.resources.generated.resource import (
    Backend,
    BackendReference,
    MCPBackend,
    MCPTarget,
    StaticBackend,
)
from kgwctl.resolve.selectors import SelectorError, compile_selector

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kgwctl.agentgateway.environment import Environment
    from kgwctl.api.agentgateway.mcp_backend import MCPBackend as MCPBackendSpec
    from kgwctl.api.agentgateway.mcp_backend import MCPStaticTarget, MCPTargetSelector
    from kgwctl.api.meta import LabelSelector
    from kgwctl.objects.resource import Resource
    from kgwctl.resolve.selectors import Predicate

_Protocol = Literal["UNDEFINED", "SSE", "STREAMABLE_HTTP"]
_PROTOCOLS: dict[str | None, _Protocol] = {None: "UNDEFINED", "SSE": "SSE", "StreamableHTTP": "STREAMABLE_HTTP"}
#: The appProtocols that make a port of a Service an MCP server.
_APP_PROTOCOLS: dict[str | None, _Protocol] = {"kgateway.dev/mcp": "STREAMABLE_HTTP", "kgateway.dev/mcp-sse": "SSE"}
#: The annotation of a Service that names the path of its MCP endpoint.
PATH_ANNOTATION = "kgateway.dev/mcp-path"


def mcp_backends(
    spec: MCPBackendSpec, whole: Backend, env: Environment, problems: list[Problem], ignored: list[Ignored]
) -> list[Backend]:
    """A backend for each server at an address, and last the whole, to which routes lead."""
    mcp = MCPBackend(stateful_mode="STATELESS" if spec.session_routing == "Stateless" else "STATEFUL")
    backends = []
    assert whole.name is not None
    for at, target in enumerate(spec.targets):
        path = ("spec", "mcp", "targets", at)
        if target.static is not None:
            key = f"{whole.key}/{target.name}"
            static = StaticBackend(host=target.static.host, port=target.static.port)
            policies = _policies(target.static, whole.name.namespace, env, (*path, "static"), problems, ignored)
            backends.append(Backend(key=key, name=whole.name, static=static, inline_policies=policies))
            mcp.targets.append(
                MCPTarget(
                    name=target.name,
                    backend=BackendReference(backend=key),
                    path=target.static.path or "",
                    protocol=_PROTOCOLS[target.static.protocol],
                )
            )
        elif target.selector is not None:
            try:
                mcp.targets += _selected(target.selector, whole.name.namespace, env)
            except _SelectorProblem as problem:
                problems.append(Problem(str(problem), (*path, "selector")))
                return []
    whole.mcp = mcp
    return [*backends, whole]


def _policies(
    spec: MCPStaticTarget,
    namespace: str,
    env: Environment,
    path: tuple[str | int, ...],
    problems: list[Problem],
    ignored: list[Ignored],
) -> list[Any]:
    if spec.policies is None:
        return []
    inline = inline_policies(spec.policies, namespace, env)
    problems += (one.below(*path, "policies") for one in inline.problems)
    ignored += (one.below(*path, "policies") for one in inline.ignored)
    return inline.specs


class _SelectorProblem(Exception):
    """A selector that Kubernetes refuses; the text is the controller's."""


def _selected(spec: MCPTargetSelector, namespace: str, env: Environment) -> Iterator[MCPTarget]:
    """The MCP ports of the Services selected, by namespace and name. Raises :class:`_SelectorProblem`."""
    services = _predicate(spec.services, "service")
    namespaces = _predicate(spec.namespaces, "namespace")
    for service in env.services:
        if services is not None and not services(service.labels):
            continue
        if spec.namespaces is None:
            inside = service.namespace == namespace
        else:
            inside = namespaces is None or _namespace_matches(service.namespace, namespaces, env)
        if inside:
            yield from _ports(service)


def _predicate(selector: LabelSelector | None, kind: str) -> Predicate | None:
    """``None`` selects everything."""
    if selector is None or not (selector.match_labels or selector.match_expressions):
        return None
    try:
        return compile_selector(selector)
    except SelectorError as error:
        raise _SelectorProblem(f"invalid {kind} selector: {error}") from None


def _namespace_matches(name: str, matches: Predicate, env: Environment) -> bool:
    labels = env.namespace_labels(name)
    return labels is not None and matches(labels)


def _ports(service: Resource[Any]) -> Iterator[MCPTarget]:
    hostname = service_hostname(service.namespace, service.name)
    for port in service.object.spec.ports or ():
        protocol = _APP_PROTOCOLS.get(port.app_protocol)
        if protocol is None:
            continue
        where = BackendReference.Service(hostname=hostname, namespace=service.namespace)
        yield MCPTarget(
            name=f"{service.name}-{port.name or port.port}",
            backend=BackendReference(service=where, port=port.port),
            path=service.annotations.get(PATH_ANNOTATION, ""),
            protocol=protocol,
        )
