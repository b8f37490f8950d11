"""CRDs from the API types: ``python -m kgwctl.schema.crd [--check] FOLDER``.

Writes one file per kind, ``<group>_<plural>.yaml``, with every served version. ``--check`` writes
nothing and fails when a file differs from what the types say.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from kgwctl.api.kinds import AGENTGATEWAY, GATEWAY_API, GATEWAY_API_EXPERIMENTAL, KGATEWAY
from kgwctl.api.registry import KINDS, Kind, load_type
from kgwctl.schema.openapi import root_schema

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_HEADER = "# Generated from the types in kgwctl/api. Don't edit: change the types and run `make schemas`.\n"

_SHORT_NAMES = {
    "AgentgatewayBackend": ("agbe",),
    "AgentgatewayParameters": ("agpar",),
    "AgentgatewayPolicy": ("agpol",),
    "BackendTLSPolicy": ("btlspolicy",),
    "Gateway": ("gtw",),
    "GatewayClass": ("gc",),
    "InferencePool": ("infpool",),
    "ReferenceGrant": ("refgrant",),
    "XBackendTrafficPolicy": ("xbtrafficpolicy",),
    "XListenerSet": ("lset",),
    "XMesh": ("mesh",),
}

_CATEGORIES = {
    AGENTGATEWAY: ("kgateway",),
    KGATEWAY: ("kgateway",),
    GATEWAY_API: ("gateway-api",),
    GATEWAY_API_EXPERIMENTAL: ("gateway-api",),
}


class CrdFile(NamedTuple):
    """The name and text of one generated file."""

    name: str
    text: str


def crd_of(kind: Kind) -> dict[str, Any]:
    """The CustomResourceDefinition of ``kind`` as JSON data."""
    metadata: dict[str, Any] = {"name": f"{kind.plural}.{kind.group}"}
    if kind.group.endswith("k8s.io"):
        # An API server takes a CRD of these groups only with a word about its approval.
        metadata["annotations"] = {"api-approved.kubernetes.io": "unapproved, derived from the released API"}
    return {
        "apiVersion": "apiextensions.k8s.io/v1",
        "kind": "CustomResourceDefinition",
        "metadata": metadata,
        "spec": {
            "group": kind.group,
            "names": _names(kind),
            "scope": kind.scope,
            "versions": [_version(kind, place) for place in range(len(kind.versions))],
        },
    }


def _names(kind: Kind) -> dict[str, Any]:
    names: dict[str, Any] = {
        "kind": kind.kind,
        "listKind": f"{kind.kind}List",
        "plural": kind.plural,
        "singular": kind.kind.lower(),
    }
    if kind.kind in _SHORT_NAMES:
        names["shortNames"] = list(_SHORT_NAMES[kind.kind])
    if kind.group in _CATEGORIES:
        names["categories"] = list(_CATEGORIES[kind.group])
    return names


def _version(kind: Kind, place: int) -> dict[str, Any]:
    version = kind.versions[place]
    schema = root_schema(load_type(kind, version))
    entry: dict[str, Any] = {
        "name": version.name,
        "served": True,
        "storage": place == 0,
        "schema": {"openAPIV3Schema": schema},
    }
    if version.deprecated:
        entry["deprecated"] = True
    if "status" in schema["properties"]:
        entry["subresources"] = {"status": {}}
    return entry


def crd_files() -> Iterator[CrdFile]:
    """Every CRD file, in the registry's order."""
    import yaml

    class Dumper(yaml.SafeDumper):
        """Repeats shared values instead of writing anchors, which no CRD has."""

        def ignore_aliases(self, data: Any) -> bool:
            return True

    for kind in KINDS:
        if kind.custom:
            text = yaml.dump(crd_of(kind), Dumper=Dumper, sort_keys=True, width=110, allow_unicode=True)
            yield CrdFile(f"{kind.group}_{kind.plural}.yaml", _HEADER + text)


def stale_files(folder: Path) -> list[str]:
    """The names of files in ``folder`` that are missing, superfluous or differ from the types."""
    wanted = {file.name: file.text for file in crd_files()}
    present = {path.name: path.read_text(encoding="utf-8") for path in folder.glob("*.yaml")}
    return sorted(name for name in wanted.keys() | present.keys() if wanted.get(name) != present.get(name))


def main(arguments: Sequence[str]) -> int:
    """Write or check the CRD files; the exit code is 1 if a check found differences."""
    check = "--check" in arguments
    folders = [Path(argument) for argument in arguments if argument != "--check"]
    if len(folders) != 1:
        sys.stderr.write("usage: python -m kgwctl.schema.crd [--check] FOLDER\n")
        return 2
    folder = folders[0]
    if check:
        stale = stale_files(folder)
        sys.stderr.writelines(f"{folder / name} differs from the types in kgwctl/api\n" for name in stale)
        return 1 if stale else 0
    folder.mkdir(parents=True, exist_ok=True)
    wanted = {file.name: file.text for file in crd_files()}
    for path in folder.glob("*.yaml"):
        if path.name not in wanted:
            path.unlink()
    for name, text in wanted.items():
        (folder / name).write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
