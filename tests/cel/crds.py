"""The CRDs whose rules are tested, and values that satisfy and break them."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from tests.conftest import REPOSITORY, upstream_root

Schema = Mapping[str, Any]

_WORDS = ("", "a", "b", "Service", "Gateway", "HTTPRoute", "gateway.networking.k8s.io", "10s", "1ms", "0s", "5m", "1h")
_MORE_WORDS = (
    "-1",
    "1.5",
    "4Gi",
    "65535",
    "*",
    "/a/b",
    "/a//b",
    ":path",
    ":x",
    "*.example.com",
    "All",
    "é",
    "a-b",
    "1µs",
)
_NUMBERS = (0, 1, 2, 80, 443, 65535, 70000, -1, 2**31)


class RuleNode(NamedTuple):
    """A schema node with rules: where it is and what it says."""

    kind: str
    path: str
    schema: Schema


def schema_folders() -> list[Path]:
    """Ours, and upstream's where its data is at hand."""
    root = upstream_root()
    helm = [] if root is None else sorted((root / "install" / "helm").glob("*-crds/templates"))
    folders = [REPOSITORY / "schemas", *helm] + ([] if root is None else [root / "pkg" / "kgateway" / "crds"])
    return [folder for folder in folders if folder.is_dir()]


@lru_cache(maxsize=8)
def load_crds(folder: Path) -> dict[str, Schema]:
    """The schemas of the CRDs in a folder, by ``group/version/Kind``."""
    found = {}
    for path in sorted(folder.glob("*.yaml")):
        for document in yaml.load_all(path.read_bytes(), yaml.CSafeLoader):
            if isinstance(document, dict) and document.get("kind") == "CustomResourceDefinition":
                spec = document["spec"]
                for version in spec["versions"]:
                    name = f"{spec['group']}/{version['name']}/{spec['names']['kind']}"
                    found[name] = version["schema"]["openAPIV3Schema"]
    return found


def rule_nodes(kind: str, schema: Schema, path: str = "") -> Iterator[RuleNode]:
    """Every node below ``schema`` with rules."""
    if schema.get("x-kubernetes-validations"):
        yield RuleNode(kind, path, schema)
    for name, below in (schema.get("properties") or {}).items():
        yield from rule_nodes(kind, below, f"{path}.{name}")
    for keyword in ("items", "additionalProperties"):
        if isinstance(schema.get(keyword), Mapping):
            yield from rule_nodes(kind, schema[keyword], f"{path}[]")


class Generator:
    """Values for a schema node: mostly of the right types, with the words its rules mention."""

    def __init__(self, node: RuleNode, seed: int = 0) -> None:
        self.random = random.Random(f"{node.kind}{node.path}{seed}")
        text = " ".join(rule["rule"] for rule in node.schema["x-kubernetes-validations"])
        self.words = [*_WORDS, *_MORE_WORDS, *re.findall(r"'([^']*)'", text)]
        self.fields = set(re.findall(r"\w+", text))

    def value(self, schema: Schema, depth: int = 0) -> Any:
        pick = self.random
        if schema.get("enum"):
            return pick.choice(schema["enum"])
        if schema.get("x-kubernetes-int-or-string"):
            return pick.choice([*_NUMBERS, *self.words])
        match schema.get("type"):
            case "object":
                return self.mapping(schema, depth)
            case "array":
                length = pick.choice((0, 1, 1, 2, 2, 3)) if depth < 5 else 0
                items = [self.value(schema.get("items", {}), depth + 1) for _ in range(length)]
                return items + items[:1] if items and pick.random() < 0.2 else items
            case "string":
                return pick.choice(self.words)
            case "integer":
                return pick.choice(_NUMBERS)
            case "number":
                return pick.choice((*_NUMBERS, 0.5, -1.25))
            case "boolean":
                return pick.random() < 0.5
        return pick.choice(self.words)

    def mapping(self, schema: Schema, depth: int) -> dict[str, Any]:
        pick = self.random
        additional = schema.get("additionalProperties")
        if isinstance(additional, Mapping):
            return {pick.choice(self.words): self.value(additional, depth + 1) for _ in range(pick.randint(0, 2))}
        present = pick.choice((0.1, 0.5, 0.9))
        required = schema.get("required") or ()
        found = {}
        for name, below in (schema.get("properties") or {}).items():
            wanted = name in required and pick.random() < 0.95
            likely = present if name in self.fields else 0.1 * (depth < 3)
            if wanted or pick.random() < likely:
                found[name] = self.value(below, depth + 1)
        return found
