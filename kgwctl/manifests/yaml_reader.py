"""One YAML document to JSON-like Python, exactly as sigs.k8s.io/yaml 1.6 reads it.

libyaml's C parser (the ancestor of go-yaml v2's) scans the text; what its events mean is decided here:
types, keys, merges, the budget for aliases and the limit on nesting.

Known to differ: libyaml looks further ahead than go-yaml, so that junk behind the end of a document can
make it refuse one; it passes over a byte order mark that begins a line, which go-yaml takes for text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import chain
from typing import Any, NamedTuple

from yaml import YAMLError
from yaml._yaml import CParser
from yaml.events import (
    AliasEvent,
    DocumentEndEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)
from yaml.reader import ReaderError

from kgwctl.manifests.reading import Clash, Duplicate, Reading, ReadingError
from kgwctl.manifests.scalars import WORDS, ScalarError, resolve_plain, resolve_tagged, to_key, to_value

#: go-yaml's cap on nested collections.
MAX_DEPTH = 10_000
_MERGE_TAG = "tag:yaml.org,2002:merge"


class _Merge:
    """The key ``<<``, unquoted: its value is merged into the mapping instead of being set."""


_MERGE = _Merge()


class _Anchor(NamedTuple):
    """What an anchor names: a raw scalar or a collection, and how many nodes that is."""

    raw: Any
    nodes: int


class _Open(NamedTuple):
    """An anchor whose collection is still being read, with the count of nodes before it."""

    name: str
    nodes: int


class _Notes:
    """What has to be remembered about a collection until it ends: most need nothing."""

    __slots__ = ("anchor", "merged", "types")

    def __init__(self) -> None:
        self.anchor: _Open | None = None
        self.merged: set[str] = set()
        self.types: dict[str, set[type]] = {}


def read(text: str | bytes) -> Any:
    """The value of the first document in ``text``. Raises :class:`~kgwctl.manifests.reading.ReadingError`."""
    return read_document(text).value


def read_document(text: str | bytes, max_depth: int = MAX_DEPTH) -> Reading:
    """The first document in ``text``, with what a strict reader would object to.

    Raises :class:`~kgwctl.manifests.reading.ReadingError` where Kubernetes refuses the text.
    """
    parser = None
    try:
        parser = CParser(text)
        return _Construction(parser, max_depth).run()
    except YAMLError as error:
        raise _reading_error(error) from None
    finally:
        if parser is not None:
            parser.dispose()


def _reading_error(error: Any) -> ReadingError:
    """libyaml's own complaint, with the place it points at.

    What is opened and never closed is complained about where it is opened, not at the end of the text.
    """
    if isinstance(error, ReaderError):
        return ReadingError(error.reason, "syntax", byte=error.position)
    unclosed = "unexpected end of stream" in (error.problem or "")
    mark = (error.context_mark if unclosed else None) or error.problem_mark or error.context_mark
    message = f"{error.context}: {error.problem}" if error.context else error.problem
    return ReadingError(message, "syntax", at=mark.index if mark else None)


class _Construction:
    """The state of reading one document."""

    def __init__(self, parser: CParser, max_depth: int) -> None:
        self.next_event: Callable[[], Any] = parser.get_event
        self.max_depth = max_depth
        self.duplicates: list[Duplicate] = []
        self.anchors: dict[str, _Anchor | _Open] = {}
        self.notes: dict[int, _Notes] = {}
        self.nodes = 1
        self.aliased = 0

    def run(self) -> Reading:
        self.next_event()
        event = self.next_event()
        if event.__class__ is StreamEndEvent:
            return Reading(None, (), None)
        if event.version not in (None, (1, 1)):
            raise ReadingError("Kubernetes reads YAML 1.1 only", "syntax", at=event.start_mark.index)
        first, second = self.next_event(), self.next_event()
        if _is_block_mapping(first) and _is_bare_flow(second) and first.start_mark.index == second.start_mark.index:
            # go-yaml does not see that a collection in brackets is a key: for it the document ends there.
            events = _until_closed(second, self.next_event)
        else:
            events = chain((first, second), iter(self.next_event, None))
        value, end = self.construct(events.__next__)
        return Reading(value, tuple(self.duplicates), end)

    def construct(self, next_event: Callable[[], Any]) -> tuple[Any, int]:
        """All events of the document; returns its value and the character index where it ends."""
        root: list[Any] = []
        stack: list[tuple[Any, Any]] = []
        container: Any = root
        key: Any = None
        while True:
            event = next_event()
            kind = event.__class__
            if kind is ScalarEvent:
                self.nodes += 1
                text = event.value
                if event.anchor is None and event.tag is None:
                    if not event.implicit[0]:
                        value = text
                    elif text > ":":
                        value = WORDS.get(text, text)
                    else:
                        value = resolve_plain(text)
                else:
                    value = self.scalar(event)
                if key is None and container.__class__ is dict:
                    key = self.key(container, value, event)
                    continue
                if value.__class__ is float:
                    value = self.finite(value, event)
            elif kind is MappingEndEvent or kind is SequenceEndEvent:
                value = container
                container, key = stack.pop()
                if self.notes:
                    self.close(value)
            elif kind is MappingStartEvent or kind is SequenceStartEvent:
                self.nodes += 1
                if key is None and container.__class__ is dict:
                    raise ReadingError("a key must be a scalar", "syntax", at=event.start_mark.index)
                stack.append((container, key))
                container = {} if kind is MappingStartEvent else []
                key = None
                if len(stack) > self.max_depth:
                    raise self.too_deep(event)
                if event.anchor is not None:
                    self.open(container, event.anchor)
                continue
            elif kind is AliasEvent:
                value = self.alias(event)
                if key is None and container.__class__ is dict:
                    key = self.key(container, value, event)
                    continue
                value = self.expand(value, self.max_depth - len(stack), event)
            elif kind is DocumentEndEvent:
                self.check_budget(event)
                return root[0], event.end_mark.index
            if container.__class__ is list:
                container.append(value)
            elif key is _MERGE:
                self.merge(container, value, event)
                key = None
            else:
                container[key] = value
                key = None

    def scalar(self, event: Any) -> Any:
        """The raw value of a scalar with a tag or an anchor."""
        text = event.value
        if event.tag is not None:
            if text == "<<" and event.tag == _MERGE_TAG:
                value: Any = _MERGE
            else:
                try:
                    value = resolve_tagged(event.tag, text)
                except ScalarError as error:
                    raise ReadingError(str(error), "syntax", at=event.start_mark.index) from None
        else:
            value = resolve_plain(text) if event.implicit[0] else text
        if event.anchor is not None:
            self.anchors[event.anchor] = _Anchor("<<" if value is _MERGE else value, 1)
        return value

    def finite(self, raw: float, event: Any) -> Any:
        try:
            return to_value(raw)
        except ScalarError as error:
            raise ReadingError(str(error), "syntax", at=event.start_mark.index) from None

    def key(self, container: dict[str, Any], raw: Any, event: Any) -> Any:
        """The key that ``raw`` stands for; notes it if the mapping has it already."""
        kind = raw.__class__
        if kind is not str:
            if raw is _MERGE:
                self.nodes -= 1
                return raw
            raw = self.untyped_key(container, raw, event)
        elif raw == "<<" and event.__class__ is ScalarEvent and event.implicit[0]:
            self.nodes -= 1
            return _MERGE
        if raw in container:
            self.duplicates.append(Duplicate(raw, event.start_mark.index, self.clash(container, raw, kind)))
        return raw

    def untyped_key(self, container: dict[str, Any], raw: Any, event: Any) -> str:
        """The text of a key that is a number or a bool; its type is remembered."""
        try:
            key = to_key(raw)
        except ScalarError as error:
            raise ReadingError(str(error), "syntax", at=event.start_mark.index) from None
        types = self.note(container).types
        if key not in types:
            types[key] = {str} if key in container else {raw.__class__}
        return key

    def clash(self, container: dict[str, Any], key: str, kind: type) -> Clash:
        notes = self.notes.get(id(container))
        if notes is not None:
            if key in notes.merged:
                return "merge"
            types = notes.types.get(key)
            if types is not None and kind not in types:
                types.add(kind)
                return "type"
        return "repeated"

    def note(self, container: Any) -> _Notes:
        return self.notes.setdefault(id(container), _Notes())

    def too_deep(self, event: Any) -> ReadingError:
        message = f"nested more than {self.max_depth:,} levels deep"
        return ReadingError(message, "deep", at=event.start_mark.index)

    def open(self, container: Any, name: str) -> None:
        self.anchors[name] = self.note(container).anchor = _Open(name, self.nodes - 1)

    def close(self, container: Any) -> None:
        """Forget what was noted about a collection that has ended, and complete its anchor."""
        notes = self.notes.pop(id(container), None)
        opened = None if notes is None else notes.anchor
        if opened is not None and self.anchors[opened.name] is opened:
            self.anchors[opened.name] = _Anchor(container, self.nodes - opened.nodes)

    def alias(self, event: Any) -> Any:
        """What the alias names, raw; its expansion is counted before anything is copied."""
        at = event.start_mark.index
        anchor = self.anchors.get(event.anchor)
        if anchor is None:
            raise ReadingError("this alias has no anchor", "syntax", at=at)
        if isinstance(anchor, _Open):
            raise ReadingError("this alias is inside of its own anchor", "alias", at=at)
        self.nodes += 1
        self.check_budget(event)
        self.nodes += anchor.nodes
        self.aliased += anchor.nodes
        self.check_budget(event)
        return anchor.raw

    def expand(self, raw: Any, room: int, event: Any) -> Any:
        """What an alias stands for as a value: a copy that shares no collection with the original.

        Each place may get defaults of its own. ``room`` is how many levels deep the copy may nest.
        """
        if raw.__class__ is float:
            return self.finite(raw, event)
        if raw.__class__ is not dict and raw.__class__ is not list:
            return raw
        if room <= 0:
            raise self.too_deep(event)
        if raw.__class__ is dict:
            return {key: self.expand(each, room - 1, event) for key, each in raw.items()}
        return [self.expand(each, room - 1, event) for each in raw]

    def check_budget(self, event: Any) -> None:
        """Refuse a document most of which is copies made by aliases."""
        if self.aliased > 100 and self.nodes > 1000 and self.aliased / self.nodes > _allowed_ratio(self.nodes):
            raise ReadingError("aliases expand to too many nodes", "alias", at=event.start_mark.index)

    def merge(self, container: dict[str, Any], value: Any, event: Any) -> None:
        """Merge a mapping, or a list of them (the first has precedence), over what is already there."""
        mappings = value[::-1] if value.__class__ is list else [value]
        if any(each.__class__ is not dict for each in mappings):
            raise ReadingError("<< needs a mapping or a list of mappings", "syntax", at=event.start_mark.index)
        merged = self.note(container).merged
        for mapping in mappings:
            for key in mapping:
                if key in container:
                    self.duplicates.append(Duplicate(key, event.start_mark.index, "merge"))
            container.update(mapping)
            merged.update(mapping)


def _is_block_mapping(event: Any) -> bool:
    return event.__class__ is MappingStartEvent and not event.flow_style


def _is_bare_flow(event: Any) -> bool:
    """Whether a collection in brackets starts here, without anchor or tag."""
    collection = event.__class__ is MappingStartEvent or event.__class__ is SequenceStartEvent
    return bool(collection and event.flow_style and event.anchor is None and event.tag is None)


def _until_closed(event: Any, next_event: Callable[[], Any]) -> Iterator[Any]:
    """The events of the collection that ``event`` opens, then the end of the document."""
    depth = 0
    while True:
        depth += event.__class__ in (MappingStartEvent, SequenceStartEvent)
        depth -= event.__class__ in (MappingEndEvent, SequenceEndEvent)
        yield event
        if depth == 0:
            yield DocumentEndEvent(event.start_mark, event.end_mark)
            return
        event = next_event()


def _allowed_ratio(nodes: int) -> float:
    """go-yaml's budget: 99 % copies up to 400,000 nodes, falling to 10 % at 4,000,000."""
    if nodes <= 400_000:
        return 0.99
    if nodes >= 4_000_000:
        return 0.10
    return 0.99 - 0.89 * (nodes - 400_000) / 3_600_000
