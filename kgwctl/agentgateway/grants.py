"""ReferenceGrants as agentgateway's controller reads them.

Source: ``translator/references_collection.go:ReferenceGrantsCollection@v2.2.0``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kgwctl.resolve.kinds import GATEWAY_GROUP

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from kgwctl.objects.resource import Resource

#: Kinds that may be granted something.
SOURCES = frozenset({(GATEWAY_GROUP, kind) for kind in ("Gateway", "HTTPRoute", "GRPCRoute", "TLSRoute", "TCPRoute")})
#: Kinds that may be granted to others.
TARGETS = frozenset({("", "Secret"), ("", "Service")})


class References:
    """The references across namespaces that are allowed: other kinds than those above are never."""

    def __init__(self, grants: Iterable[Resource[Any]]) -> None:
        self._allowed: set[tuple[str, str, str, str, str, str, str | None]] = set()
        for grant in grants:
            spec = grant.object.spec
            for source in spec.from_ if spec is not None else ():
                for target in spec.to:
                    if (source.group, source.kind) in SOURCES and (target.group, target.kind) in TARGETS:
                        self._allowed.add(
                            (
                                source.group,
                                source.kind,
                                source.namespace,
                                target.group,
                                target.kind,
                                grant.namespace,
                                target.name,
                            )
                        )

    def allowed(
        self, source: tuple[str, str], source_namespace: str, target: tuple[str, str], namespace: str, name: str
    ) -> bool:
        """Whether objects of kind ``source`` in ``source_namespace`` may refer to that ``target``."""
        key = (*source, source_namespace, *target, namespace)
        return (*key, None) in self._allowed or (*key, name) in self._allowed
