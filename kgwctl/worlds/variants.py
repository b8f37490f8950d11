"""Files that nothing names: one world, or several where sibling folders hold the same objects for different stages."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING

from kgwctl.worlds.tree import common_folder

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kgwctl.worlds.tree import Tree

_KIND = re.compile(rb"^\"?kind\"?:\s*[\"']?([A-Za-z]+)", re.MULTILINE)
_NAME = re.compile(rb"\bname\"?:\s*[\"']?([\w.\-]+)")
_NAMESPACE = re.compile(rb"\bnamespace\"?:\s*[\"']?([\w.\-]+)")
#: Siblings of which the smaller shares that part of its objects with the other are stages of one thing.
_SHARED = 0.5
_Object = tuple[bytes, bytes, bytes]


def variants(tree: Tree, paths: Sequence[str]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Groups of files, each with the folder that names it. What lies above stages belongs to each of them."""
    if not paths:
        return
    files = {path: _objects(tree.sources[path].data) for path in paths}
    top = common_folder(paths)
    yield from _split(top, files)


def _split(top: str, files: dict[str, frozenset[_Object]]) -> Iterator[tuple[str, tuple[str, ...]]]:
    children: dict[str, dict[str, frozenset[_Object]]] = {}
    for path, objects in files.items():
        if posixpath.dirname(path) != top:
            children.setdefault(_child(top, path), {})[path] = objects
    held = {child: frozenset().union(*below.values()) for child, below in children.items()}
    stages = {one for one in held for other in held if one != other and _alike(held[one], held[other])}
    if not stages:
        nested = [(child, list(_split(child, below))) for child, below in children.items()]
        divided = [groups for _, groups in nested if len(groups) > 1]
        inside = {path for groups in divided for _, group in groups for path in group}
        shared = tuple(path for path in files if path not in inside)
        for groups in divided:
            yield from ((folder, _ordered(files, {*shared, *group})) for folder, group in groups)
        if not divided:
            yield top, tuple(files)
        return
    shared = tuple(path for path in files if _child(top, path) not in stages)
    for stage in sorted(stages):
        for folder, group in _split(stage, children[stage]):
            yield folder, _ordered(files, {*shared, *group})


def _ordered(files: dict[str, frozenset[_Object]], chosen: set[str]) -> tuple[str, ...]:
    return tuple(path for path in files if path in chosen)


def _alike(one: frozenset[_Object], other: frozenset[_Object]) -> bool:
    smaller = min(len(one), len(other))
    return smaller > 0 and len(one & other) >= max(1, smaller * _SHARED) and (smaller > 1 or len(one) == len(other))


def _child(top: str, path: str) -> str:
    """The folder just below ``top`` that ``path`` is in."""
    if not top and path.startswith("/"):
        return "/"
    prefix = top if top in ("", "/") else f"{top}/"
    return prefix + path[len(prefix) :].split("/", 1)[0]


def _objects(data: bytes) -> frozenset[_Object]:
    """The objects of a file, by a look at its text: good enough to tell whether two folders hold the same."""
    found = []
    for text in re.split(rb"^---", data, flags=re.MULTILINE):
        kind = _KIND.search(text)
        start = text.find(b"metadata")
        name = _NAME.search(text, max(start, 0))
        if kind is not None and name is not None:
            namespace = _NAMESPACE.search(text, max(start, 0), name.end() + 200)
            found.append((kind[1], name[1], namespace[1] if namespace is not None else b""))
    return frozenset(found)
