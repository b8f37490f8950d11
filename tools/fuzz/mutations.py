"""Changes to an input: to its structure, and to its text."""

from __future__ import annotations

import copy
import json
from typing import TYPE_CHECKING, Any

import yaml

from tools.fuzz.seeds import WORDS

if TYPE_CHECKING:
    import random
    from collections.abc import Iterator

_BYTES = (
    b"\x00",
    b"\xff",
    b"\xc2",
    b"\x7f",
    b"\t",
    b"---\n",
    b"...\n",
    b"*a",
    b"&a ",
    b"!!int ",
    b"<<: ",
    b"? ",
    b"{",
    b"[",
    b'"',
    b"#",
)


def mutated(documents: list[Any], pool: list[list[Any]], chance: random.Random) -> list[Any]:
    """A copy of ``documents`` with a few changes, some of them parts of other inputs in ``pool``."""
    changed = copy.deepcopy(documents)
    for _ in range(chance.choice((0, 1, 1, 1, 2, 3, 5, 9))):
        places = list(_places(changed))
        if places:
            _change(*chance.choice(places), chance, pool)
    if chance.random() < 0.3:
        changed += copy.deepcopy(chance.choice(pool))
    if chance.random() < 0.1:
        changed *= chance.choice((2, 3, 30))
    return changed


def _places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Every container and a key or index in it."""
    entries = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, held in entries:
        yield value, key
        yield from _places(held)


def _change(container: Any, key: Any, chance: random.Random, pool: list[list[Any]]) -> None:
    held = container[key]
    match chance.randrange(8):
        case 0:
            del container[key]
        case 1:
            container[key] = [held]
        case 2 if isinstance(held, list):
            container[key] = held * chance.choice((2, 20))
        case 3 if isinstance(container, dict):
            container[str(chance.choice(WORDS))[:40]] = held
        case 4:
            donor, donor_key = chance.choice(list(_places(chance.choice(pool))))
            container[key] = copy.deepcopy(donor[donor_key])
        case 5 if isinstance(held, str) and held:
            at = chance.randrange(len(held))
            container[key] = held[:at] + str(chance.choice(WORDS)) + held[at + chance.randrange(2) :]
        case 6:
            for _ in range(chance.choice((3, 60, 240))):
                held = {"a": held}
            container[key] = held
        case _:
            container[key] = copy.deepcopy(chance.choice(WORDS))


def written(documents: list[Any], chance: random.Random) -> bytes:
    """``documents`` as YAML in some style, or as a stream of JSON; now and then damaged."""
    try:
        text = _written(documents, chance)
    except RecursionError:
        text = "{a: " * chance.choice((200, 300, 20_000))
    data = text.encode("utf-8", "surrogatepass")
    if chance.random() < 0.3:
        for _ in range(chance.choice((1, 1, 2, 8))):
            data = _damaged(data, chance)
    return data


def _written(documents: list[Any], chance: random.Random) -> str:
    if chance.random() < 0.3:
        text = "\n".join(json.dumps(document, default=str) for document in documents)
        return text.replace("a", "\\ud800", 1) if chance.random() < 0.1 else text
    flow = chance.choice((False, False, None, True))
    return yaml.dump_all(
        documents, Dumper=yaml.CSafeDumper, default_flow_style=flow, sort_keys=False, allow_unicode=True
    )


def _damaged(data: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(data) + 1)
    match chance.randrange(4):
        case 0:
            return data[:at] + chance.choice(_BYTES) + data[at:]
        case 1:
            return data[:at] + data[at + chance.choice((1, 1, 40)) :]
        case 2:
            end = min(len(data), at + chance.choice((5, 50)))
            return data[:end] + data[at:end] + data[end:]
        case _:
            return data[:at] + bytes((chance.randrange(256),)) + data[at + 1 :]
