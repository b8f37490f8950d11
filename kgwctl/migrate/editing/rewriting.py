"""How each edit is made in the text: candidates, of which the first that reads back as meant is taken."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from kgwctl.migrate.editing import blocks, flows, render
from kgwctl.migrate.editing.ops import Attach, Cutting, Delete, Detach, Insert, Nest, Rename, Replace
from kgwctl.migrate.editing.render import Style
from kgwctl.migrate.editing.tree import MERGE_KEY, CannotEdit, parse

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from kgwctl.diagnostics import FieldPath
    from kgwctl.migrate.editing.ops import Op
    from kgwctl.migrate.editing.tree import Node, Tree


#: Text that may stand unquoted where other such text stood, if it reads back: no reader takes it for a number.
_PLAIN = re.compile(r"[A-Za-z]+[./][^\s#:,{}\"'&*!|>%@`]*\Z", re.ASCII)


def candidates(op: Op, tree: Tree, eol: str) -> Iterator[str]:
    """Texts of the document after ``op``, the one most like the original first."""
    style = render.style_of(tree, eol)
    if isinstance(op, Nest):
        yield from _nest(op, tree, style)
    elif isinstance(op, Attach):
        yield from _attach(op, tree, style)
    elif isinstance(op, Detach):
        node = _mapping(tree, op.path)
        yield _layout(node).remove(tree, node, _chosen(node, op.keys), (), style)
    elif isinstance(op, Delete):
        yield _delete(op, tree, style)
    elif isinstance(op, Insert):
        yield _insert(op, tree, style)
    elif isinstance(op, Rename):
        yield _rename(op, tree)
    else:
        yield from _replace(op, tree, style)


def _layout(node: Node) -> Any:
    return flows if node.flow or not (node.pairs or node.items) else blocks


def _mapping(tree: Tree, path: FieldPath) -> Node:
    node = tree.find(path)
    if node is None or node.resolved.kind != "map":
        raise CannotEdit("the mapping is not written there (it may come from a merge)")
    return node.resolved


def _chosen(node: Node, keys: Sequence[str]) -> list[int]:
    """The indexes of the entries that hold ``keys``; a merge counts if all it brings is among them."""
    chosen = []
    for index, (key, value) in enumerate(node.pairs):
        if key.value == MERGE_KEY and not key.style:
            merged = _merged_keys(value)
            if merged & set(keys):
                if not merged <= set(keys):
                    raise CannotEdit("a merge (<<) brings both keys that move and keys that stay")
                chosen.append(index)
        elif key.value in keys:
            chosen.append(index)
    if not chosen:
        raise CannotEdit("the keys are not written there")
    return chosen


def _merged_keys(value: Node) -> set[str]:
    node = value.resolved
    if node.kind == "seq":
        return {key for item in node.items for key in _merged_keys(item)}
    keys: set[str] = set()
    for key, inner in node.pairs:
        keys |= _merged_keys(inner) if key.value == MERGE_KEY and not key.style else {key.value}
    return keys


def _nest(op: Nest, tree: Tree, style: Style) -> Iterable[str]:
    node = _mapping(tree, op.path)
    nested: Iterable[str] = _layout(node).nest(tree, node, _chosen(node, op.keys), op.into, style)
    return nested


def _delete(op: Delete, tree: Tree, style: Style) -> str:
    parent = _parent(tree, op.path)
    last = op.path[-1]
    gone = [last] if isinstance(last, int) else [i for i, (key, _) in enumerate(parent.pairs) if key.value == last]
    if not gone:
        raise CannotEdit(f"{last} is not written there (it may come from a merge)")
    layout = _layout(parent)
    pieces = layout.region(tree, parent).pieces
    kept = [comment for index in gone for comment in tree.comments_in(*pieces[index].span)]
    text: str = layout.remove(tree, parent, gone, kept, style)
    return text


def _parent(tree: Tree, path: FieldPath) -> Node:
    node = tree.find(path[:-1])
    if node is None:
        raise CannotEdit("the place is not written there (it may come from a merge)")
    return node.resolved


def _insert(op: Insert, tree: Tree, style: Style) -> str:
    missing, place = _deepest(tree, op.path[:-1])
    value = op.value
    steps = (*missing, op.path[-1])
    for step in reversed(steps[1:]):
        value = {step: value}
    return _add(tree, place, steps[0], value, (), style)


def _deepest(tree: Tree, path: FieldPath) -> tuple[tuple[str, ...], Node]:
    """The existing collection nearest to ``path``, and the keys that are missing on the way."""
    missing: tuple[str, ...] = ()
    while True:
        node = tree.find(path)
        if node is not None and node.resolved.kind in ("map", "seq"):
            return missing, node.resolved
        if node is not None or not path or not isinstance(path[-1], str):
            raise CannotEdit("there is no collection to add to")
        missing = (path[-1], *missing)
        path = path[:-1]


def _add(tree: Tree, place: Node, key: Any, value: Any, comments: Sequence[str], style: Style) -> str:
    if _layout(place) is flows:
        quoted = flows.region(tree, place).quoted or is_json(tree)
        text = render.flow(value, quoted=quoted)
        if place.kind == "map":
            text = f"{json.dumps(key) if quoted else render.scalar(key)}: {text}"
        return flows.add(tree, place, text, comments, style)
    head = "".join(f"{comment}\n" for comment in comments)
    lines = render.entry(key, value, 0, style) if place.kind == "map" else render.item(value, 0, style)
    return blocks.add(tree, place, (head + lines).replace("\n", style.eol), style)


def is_json(tree: Tree) -> bool:
    """Whether a document is an object of JSON: in braces, its keys in double quotes."""
    return tree.root is not None and tree.root.flow and all(key.style == '"' for key, _ in tree.root.pairs)


def _rename(op: Rename, tree: Tree) -> str:
    pair = _parent(tree, op.path).pair(str(op.path[-1]))
    if pair is None:
        raise CannotEdit(f"{op.path[-1]} is not written there (it may come from a merge)")
    key = pair[0]
    if key.anchor or key.tag or key.style in ("|", ">"):
        raise CannotEdit("the key has an anchor, a tag or block style")
    return (
        tree.text[: key.start]
        + (key.style + op.name + key.style if key.style else render.scalar(op.name))
        + tree.text[key.end :]
    )


def _replace(op: Replace, tree: Tree, style: Style) -> Iterator[str]:
    node = tree.find(op.path)
    if node is None or node.kind != "scalar":
        raise CannotEdit("the value is no scalar written there")
    start = _after_properties(tree, node)
    if node.style in ("|", ">"):
        text = _block_scalar(op.value, node, tree, style, start)
    elif node.style == "'" and isinstance(op.value, str) and op.value.isprintable():
        text = "'" + op.value.replace("'", "''") + "'"
    elif node.style == '"' and isinstance(op.value, str):
        text = json.dumps(op.value, ensure_ascii=False)
    else:
        text = render.scalar(op.value)
        if node.style == "" and isinstance(op.value, str) and _PLAIN.match(op.value):
            yield tree.text[:start] + op.value + tree.text[node.end :]
    if start == node.end and tree.text[start - 1 : start] not in (" ", "\n", "\t", "["):
        text = " " + text
    yield tree.text[:start] + text + tree.text[node.end :]


def _after_properties(tree: Tree, node: Node) -> int:
    start = node.start
    for _ in range((node.anchor is not None) + (node.tag is not None)):
        while start < node.end and not tree.text[start].isspace():
            start += 1
        while start < node.end and tree.text[start].isspace():
            start += 1
    return start


def _block_scalar(value: Any, node: Node, tree: Tree, style: Style, start: int) -> str:
    """A block again, with its header; only its lines change. Folded ones are too easily broken, but for one line."""
    folded = node.style == ">"
    if not isinstance(value, str) or (folded and "\n" in value.rstrip("\n")):
        raise CannotEdit("a folded block cannot be rewritten safely")
    old = tree.text[start : node.end]
    header, _, rest = old.partition("\n")
    first = next((line for line in rest.split("\n") if line.strip()), None)
    if first is None or any(character.isdigit() for character in header.split("#")[0]):
        raise CannotEdit("a block scalar with an explicit indentation cannot be rewritten safely")
    pad = first[: len(first) - len(first.lstrip(" "))]
    lines = value.rstrip("\n").split("\n")
    return header + "\n" + style.eol.join(pad + line if line else "" for line in lines)


def cut(tree: Tree, path: FieldPath, keys: Sequence[str], value: Any) -> tuple[Cutting, ...]:
    """The entries ``keys`` of the mapping at ``path``, whose value is ``value``, to be attached elsewhere."""
    node = _mapping(tree, path)
    layout = _layout(node)
    parts = layout.region(tree, node)
    cuttings = []
    for key in keys:
        indexes = [index for index, pair in enumerate(node.pairs) if pair[0].value == key]
        if len(indexes) != 1:
            raise CannotEdit(f"{key} is not written there exactly once")
        piece = parts.pieces[indexes[0]]
        text = blocks.shift(piece.lead + piece.body, -parts.column) if layout is blocks else None
        cuttings.append(Cutting(key, value[key], tree.comments_in(*piece.span), text))
    return tuple(cuttings)


def _attach(op: Attach, tree: Tree, style: Style) -> Iterator[str]:
    missing, place = _deepest(tree, op.path)
    if _layout(place) is blocks and all(cutting.block is not None for cutting in op.cuttings):
        lines = "".join(
            f"{' ' * style.step * depth}{render.scalar(name)}:{style.eol}" for depth, name in enumerate(missing)
        )
        blocks_text = "".join(_whole(cutting.block or "", style.eol) for cutting in op.cuttings)
        yield blocks.add(tree, place, lines + blocks.shift(blocks_text, style.step * len(missing)), style)
    comments = [comment for cutting in op.cuttings for comment in cutting.comments]
    value: Any = {cutting.key: cutting.value for cutting in op.cuttings}
    if missing:
        for name in reversed(missing[1:]):
            value = {name: value}
        yield _add(tree, place, missing[0], value, comments, style)
        return
    text = tree.text
    for cutting in op.cuttings:
        current = parse(text)
        node = _mapping(current, op.path)
        text = _add(current, node, cutting.key, cutting.value, cutting.comments, style)
    yield text


def _whole(text: str, eol: str) -> str:
    lines = text.replace("\r\n", "\n")
    lines = lines if lines.endswith("\n") else lines + "\n"
    return lines.replace("\n", eol)


def without_aliases(tree: Tree, value: Any) -> str:
    """The text with every alias written out, for edits that an alias would carry to another place."""
    text = tree.text
    found: list[tuple[Node, FieldPath]] = []
    if tree.root is not None:
        _collect_aliases(tree.root, (), found)
    if not found:
        raise CannotEdit("the text would not read back as meant")
    for node, path in reversed(found):
        text = text[: node.start] + render.flow(_at(value, path), quoted=False) + text[node.end :]
    return text


def _collect_aliases(node: Node, path: FieldPath, found: list[tuple[Node, FieldPath]]) -> None:
    if node.kind == "alias":
        found.append((node, path))
    for key, value in node.pairs:
        if key.value != MERGE_KEY and key.kind == "scalar":
            _collect_aliases(value, (*path, key.value), found)
    for index, item in enumerate(node.items):
        _collect_aliases(item, (*path, index), found)


def _at(value: Any, path: FieldPath) -> Any:
    for step in path:
        value = value[step]
    return value
