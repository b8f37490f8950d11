"""Files that lie in a folder beside manifests and are none: anybody's values, dashboards, playbooks."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kgwctl.manifests.catalogue import INPUT_RULES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kgwctl.diagnostics import Finding
    from kgwctl.manifests import Source

#: Rules about texts that are no manifests, which in a folder may be anybody's.
_NO_MANIFESTS = INPUT_RULES | {"KGW0003", "KGW0008", "KGW0009", "KGW0121", "KGW0122", "KGW0126"}
_CLAIM = re.compile(
    rb"apiVersion\"?:\s*[\"']?(gateway\.networking\.(x-)?k8s\.io|gateway\.kgateway\.dev|agentgateway\.dev|"
    rb"inference\.networking\.(x-)?k8s\.io)/"
)
_CLAIM_OF_CORE = re.compile(rb"^\"?kind\"?:\s*[\"']?(Service|Secret|ConfigMap|Namespace|EndpointSlice)\b", re.MULTILINE)


class Bystanders:
    """Which files of a world claim to hold a kind of ours, asked one by one."""

    def __init__(self, sources: Iterable[Source]) -> None:
        self._sources = {source.path: source for source in sources if not source.named}
        self._known: dict[str, bool] = {}

    def include(self, finding: Finding) -> bool:
        """Whether a finding calls a file no manifest that was met in a folder and says nothing of our kinds."""
        if finding.rule not in _NO_MANIFESTS or finding.location is None:
            return False
        path = finding.location.file
        if path not in self._known:
            source = self._sources.get(path)
            self._known[path] = source is not None and not (
                _CLAIM.search(source.data) or (b"apiVersion" in source.data and _CLAIM_OF_CORE.search(source.data))
            )
        return self._known[path] or (finding.rule == "KGW0126" and path in self._sources)
