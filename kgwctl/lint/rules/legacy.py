"""Whether a file may hold anything that v2.2 renamed, deprecated or removed.

The migrations know exactly, and take long to import and to run. Nearly every file can be ruled out by
a few words and a look at the objects of a few kinds. What is not ruled out here is theirs to judge.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from kgwctl.manifests import Document, Source

#: Words that stand in nothing that is up to date, or seldom.
_WORDS = (
    b"HTTPListenerPolicy",
    b"httplistenerpolic",
    b"per-connection-buffer-limit",
    b"floatingUserId",
    b"aiExtension",
    b"apiKeyAuthentication",
    b"jwtProviders",
    b"keepToken",
    b"durationFilter",
    b"statusCodeFilter",
    b"agwGrpc",
    b"autoProvision",
    b"KGW_ENABLE_GATEWAY_API_EXPERIMENTAL_FEATURES",
    b"KGW_INFER_EXT_AUTO_PROVISION",
    b"KGW_ENABLE_AGENTGATEWAY",
    b"KGW_USE_RUST_FORMATIONS",
)
_OWN_GROUP = "gateway.kgateway.dev"
#: Documents that may say anything about any kind: patches, chart values, and what brings them.
_CARRIERS = frozenset(("", "Application", "ApplicationSet", "Component", "HelmRelease", "Kustomization"))
_LIMIT_OF_EXPRESSIONS = 256
_LIMIT_OF_EXPRESSION = 16384


def may_be_legacy(source: Source, documents: Iterable[Document]) -> bool:
    """Whether the migrations have to look at ``source``, which holds ``documents``."""
    data = source.data
    if any(word in data for word in _WORDS):
        return True
    for document in documents:
        if document.group == _OWN_GROUP:
            look = _BY_KIND.get(document.kind)
            spec = document.value.get("spec")
            if look is not None and isinstance(spec, dict) and look(spec, data):
                return True
        elif document.kind in _CARRIERS and _of_carrier(document):
            return True
    return False


def _of_carrier(document: Document) -> bool:
    """Ask the migrations' own triggers."""
    from kgwctl.migrate.engine.workspace import Workspace
    from kgwctl.migrate.migrations.catalogue import MIGRATIONS

    workspace = Workspace((document.source,))
    return any(workspace.mentioning(migration.triggers) for migration in MIGRATIONS)


def _traffic_policy(spec: Mapping[str, Any], data: bytes) -> bool:
    if "jwt" in spec or "ai" in spec or ("rbac" in spec and _odd_expressions(spec["rbac"])):
        return True
    if "transformation" in spec and any(mark in data for mark in (b"{{", b"{%", b"##")):
        return True
    refs = spec.get("targetRefs")
    return isinstance(refs, list) and any(isinstance(ref, dict) and ref.get("kind") == "Backend" for ref in refs)


def _odd_expressions(rbac: Any) -> bool:
    policy = rbac.get("policy") if isinstance(rbac, dict) else None
    expressions = policy.get("matchExpressions") if isinstance(policy, dict) else None
    if not isinstance(expressions, list) or not 0 < len(expressions) <= _LIMIT_OF_EXPRESSIONS:
        return True
    return not all(isinstance(text, str) and 0 < len(text) <= _LIMIT_OF_EXPRESSION for text in expressions)


def _listener_policy(spec: Mapping[str, Any], _: bytes) -> bool:
    return "proxyProtocol" in spec or "perConnectionBufferLimitBytes" in spec


def _gateway_parameters(spec: Mapping[str, Any], _: bytes) -> bool:
    kube = spec.get("kube")
    return isinstance(kube, dict) and "agentgateway" in kube


def _backend(spec: Mapping[str, Any], _: bytes) -> bool:
    return "ai" in spec or "mcp" in spec


_BY_KIND: Mapping[str, Callable[[Mapping[str, Any], bytes], bool]] = {
    "TrafficPolicy": _traffic_policy,
    "ListenerPolicy": _listener_policy,
    "GatewayParameters": _gateway_parameters,
    "Backend": _backend,
}
