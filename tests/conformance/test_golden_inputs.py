"""Every manifest among upstream's golden inputs gets the verdict that the CRDs imply.

Upstream's harness feeds its translators without an API server, so some of its inputs are ones that a
cluster would refuse. Those are listed, each with the reason; everything else has to be accepted. The
same inputs are also checked against the CRDs as upstream ships them.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kgwctl.diagnostics import format_path
from kgwctl.manifests import Document, Source, read_source
from kgwctl.schema.schema_set import SchemaSet
from kgwctl.schema.user_crds import load_user_crds
from kgwctl.schema.validate import validate

#: Relative to ``pkg``: the object, where it is wrong, and why the translator reads it all the same.
REFUSED = {
    "kgateway/setup/testdata/standard/backendconfigpolicy-alias.yaml": {
        # Only Services and Backends may be selected; the translator would also take an alias kind.
        ("BackendConfigPolicy httpbin-policy-alias", "spec.targetSelectors"),
    },
    "kgateway/translator/gateway/testutils/inputs/delegation/unresolved_ref.yaml": {
        # A reference without a name, which resolves to nothing.
        ("HTTPRoute route-a", "spec.rules[2].backendRefs[0].name"),
    },
    # Gateways that leave everything to their listener sets: the CRD wants one listener of their own.
    **{
        f"kgateway/translator/gateway/testutils/inputs/invalid-filter-chains/gateway-empty-listenerset-{name}.yaml": {
            ("Gateway example-gateway", "spec.listeners")
        }
        for name in ("tcp-no-routes", "tls-mixed", "tls-no-routes")
    },
    "kgateway/translator/gateway/testutils/inputs/validation/xlistenerset-reserved-port.yaml": {
        ("Gateway test", "spec.listeners"),
    },
    # allowedRoutes belongs to a listener. On the Gateway it is dropped, and the default stands.
    **{
        f"kgateway/translator/gateway/testutils/inputs/{name}-cross-namespace.yaml": {
            ("Gateway example-gateway", "spec.allowedRoutes")
        }
        for name in ("traffic-policy/extauth", "traffic-policy/extproc", "traffic-policy/ratelimit")
    },
    "kgateway/translator/gateway/testutils/inputs/jwt/cross-namespace.yaml": {
        ("Gateway example-gateway", "spec.allowedRoutes"),
    },
    "kgateway/translator/gateway/testutils/inputs/route-replacement/policy/policy-multiple-invalid-conflict.yaml": {
        # Fields of earlier releases, dropped when read: the policies are left with nothing that could be invalid.
        ("TrafficPolicy invalid-transformation-policy", "spec.transformation.request.headerTransformations"),
        ("TrafficPolicy invalid-header-template-policy", "spec.transformation.request.headerTransformations"),
        ("TrafficPolicy invalid-ai-policy", "spec.ai"),
    },
    "kgateway/translator/gateway/testutils/inputs/traffic-policy/timeout-retry.yaml": {
        # The target's kind is misspelt; nothing has it, so the policy attaches nowhere.
        ("TrafficPolicy example-route-retry-and-timeouts", "spec.targetRefs"),
    },
}
BUNDLED = SchemaSet()


def documents(upstream: Path) -> Iterator[tuple[str, Document]]:
    """The objects of all inputs, by file."""
    root = upstream / "pkg"
    for path in sorted(root.rglob("*.yaml")):
        file = path.relative_to(root).as_posix()
        if "output" in file or "-out" in file or "/crds/" in file:
            continue
        for document in read_source(Source(file, path.read_bytes()))[0]:
            yield file, document


def verdict(document: Document, schemas: SchemaSet) -> set[tuple[str, str]]:
    """Who refuses the object, and where."""
    kind = schemas.find(document.group, document.version, document.kind)
    return {(error.by, format_path(error.path)) for error in validate(document.value, kind)} if kind else set()


def test_verdicts_are_those_of_the_crds(upstream: Path) -> None:
    refused: dict[str, set[tuple[str, str]]] = {}
    checked = 0
    for file, document in documents(upstream):
        checked += BUNDLED.find(document.group, document.version, document.kind) is not None
        for _, where in verdict(document, BUNDLED):
            refused.setdefault(file, set()).add((f"{document.kind} {document.name}", where))
    if not checked:
        pytest.skip("the kgateway data has no golden inputs")
    assert refused == REFUSED


def test_upstream_s_own_crds_agree(upstream: Path) -> None:
    folders = (upstream / "install" / "helm").glob("*-crds/templates/*.yaml"), (upstream / "pkg").rglob("crds/*.yaml")
    files = [Source(str(path), path.read_bytes()) for folder in folders for path in sorted(folder)]
    crds = load_user_crds(files, read_source)
    assert crds.findings == ()
    theirs = SchemaSet(crds.kinds)
    compared = 0
    for file, document in documents(upstream):
        name = (document.group, document.version, document.kind)
        if BUNDLED.find(*name) is not None and theirs.find(*name) is not None:
            compared += 1
            assert verdict(document, BUNDLED) == verdict(document, theirs), f"{file}: {document.kind} {document.name}"
    if not compared:
        pytest.skip("the kgateway data has no golden inputs or no CRDs")
