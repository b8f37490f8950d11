"""Built-in filters of a delegating rule and of the route it delegates to."""

from __future__ import annotations

import pytest

from tests.envoy.rendering import GATEWAY, SERVICE, http_route, rendered

DELEGATE = "backendRefs: [{group: gateway.networking.k8s.io, kind: HTTPRoute, name: child, namespace: default}]"
MATCH = "matches: [{path: {type: PathPrefix, value: /a}}]"


@pytest.mark.parametrize(
    ("priority", "timeout", "path"),
    [
        (None, "1s", "/child"),
        ("ShallowMergePreferChild", "1s", "/child"),
        ("ShallowMergePreferParent", "9s", "/parent"),
        ("DeepMergePreferChild", "9s", "/parent"),
    ],
)
def test_parents_annotation_decides(priority: str | None, timeout: str, path: str) -> None:
    def fields(timeout: str, path: str) -> str:
        rewrite = f"urlRewrite: {{path: {{type: ReplacePrefixMatch, replacePrefixMatch: {path}}}}}"
        return f"timeouts: {{request: {timeout}}}, filters: [{{type: URLRewrite, {rewrite}}}]"

    above = http_route(f"{MATCH}, {fields('9s', '/parent')}, {DELEGATE}", name="parent")
    if priority is not None:
        annotation = f"annotations: {{kgateway.dev/inherited-policy-priority: {priority}}}"
        above = above.replace("{name: parent,", f"{{name: parent, {annotation},")
    below = http_route(f"{MATCH}, {fields('1s', '/child')}, backendRefs: [{{name: web, port: 80}}]", name="child")
    action = rendered(GATEWAY, SERVICE, above, below.replace("  parentRefs: [{name: gw}]\n", "")).route["route"]
    assert (action["timeout"], action["prefixRewrite"]) == (timeout, path)
