"""Values that are filled in elsewhere: variables of a substitution, encrypted fields.

In place of each stands a value of the right type that tells which variable it is, so that the object can be read,
two uses of one variable are equal, and whatever is found about the value itself can be left out.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from kgwctl.worlds.model import Built

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from kgwctl.diagnostics import FieldPath
    from kgwctl.schema.schema_set import SchemaSet

#: What makes a file worth a look.
MARKS = (b"${", b"ENC[", b"sops:", b'"sops"')
#: ``${NAME}``, with what Flux' substitution allows after the name; ``$${`` stands for the text itself.
VARIABLE = re.compile(r"\$?\$\{([A-Za-z_][A-Za-z0-9_]*)(?:(:?[-=+?])((?:[^{}]|\{[^{}]*\})*))?\}")
_ENCRYPTED = re.compile(r"^ENC\[[A-Z0-9_]+,.*\]$", re.DOTALL)
#: Begins what stands for a value that is not known.
STAND_IN = "unknown-"
_CANDIDATES: tuple[Any, ...] = (1, 8080, True, "1s", "1", "10.0.0.0/8", "http://unknown.invalid", "/unknown")


def has_unknown(text: str) -> bool:
    """Whether part of a text is not known."""
    if "${" not in text:
        return text.startswith("ENC[") and _ENCRYPTED.match(text) is not None
    return any(not found[0].startswith("$$") for found in VARIABLE.finditer(text))


def substitute(built: Built, values: Mapping[str, str]) -> Built:
    """``built`` with the variables that are known, as Flux fills them in; a default counts where nothing else does.

    Source: fluxcd/pkg ``envsubst``, and drone/envsubst for the operators.
    """

    def filled(text: str) -> Any:
        if "${" not in text:
            return text
        made = VARIABLE.sub(lambda found: _value_of(found, values), text)
        return _read_again(made) if made != text and "\n" not in made and not has_unknown(made) else made

    value = _mapped(built.value, filled)
    return built._replace(value=value) if value != built.value else built


def _read_again(text: str) -> Any:
    """Flux fills in the text of a YAML document, which is read after that: what looks like a number becomes one."""
    from kgwctl.manifests.scalars import ScalarError, resolve_plain, to_value

    try:
        return to_value(resolve_plain(text))
    except ScalarError:
        return text


def _value_of(found: re.Match[str], values: Mapping[str, str]) -> str:
    if found[0].startswith("$$"):
        return found[0]
    name, operator, default = found[1], found[2] or "", found[3] or ""
    known = values.get(name)
    if known is not None and (known or not operator.startswith(":")):
        return default if "+" in operator else known
    return default if operator and operator[-1] in "-=" else found[0]


def _mapped(value: Any, change: Callable[[str], Any]) -> Any:
    if isinstance(value, str):
        return change(value)
    if isinstance(value, dict):
        return {key: _mapped(one, change) for key, one in value.items()}
    return [_mapped(one, change) for one in value] if isinstance(value, list) else value


def with_stand_ins(built: Built, schemas: SchemaSet) -> Built:
    """``built`` with something in place of every value that is not known, and the paths of those."""
    value = built.value
    if isinstance(value.get("sops"), dict):
        # SOPS' own notes, which are taken out when the file is decrypted.
        value = {key: one for key, one in value.items() if key != "sops"}
    paths = [path for path, text in _texts(value, ()) if has_unknown(text)]
    if not paths:
        return built._replace(value=value) if value is not built.value else built
    value = _mapped(value, _stand_in)
    made = built._replace(value=value, unknown=built.unknown | frozenset(paths))
    return _fitted(made, paths, schemas)


def _stand_in(text: str) -> str:
    if not has_unknown(text):
        return text
    if _ENCRYPTED.match(text):
        return STAND_IN + "encrypted"
    return VARIABLE.sub(lambda found: STAND_IN + found[1].lower().replace("_", "-"), text)


def _texts(value: Any, path: FieldPath) -> Iterator[tuple[FieldPath, str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, dict):
        for key, one in value.items():
            yield from _texts(one, (*path, key))
    elif isinstance(value, list):
        for index, one in enumerate(value):
            yield from _texts(one, (*path, index))


def _fitted(built: Built, paths: list[FieldPath], schemas: SchemaSet) -> Built:
    """``built`` with stand-ins that the schema of the kind takes, as far as a few guesses go."""
    if built.kind == "Secret" and built.group == "":
        return built
    version = str(built.value.get("apiVersion", "")).rpartition("/")[2]
    kind = schemas.find(built.group, version, built.kind)
    check = kind.check if kind is not None else None
    value = built.value
    if kind is None or check is None:
        return _fitted_core(built, paths)
    for path in paths:
        if _complains(check(value), path):
            for candidate in _CANDIDATES:
                tried = _replaced(value, path, candidate)
                if not _complains(check(tried), path):
                    value = tried
                    break
    return built._replace(value=value)


def _fitted_core(built: Built, paths: list[FieldPath]) -> Built:
    """Core kinds have no schema here: what is a number among their fields is known by its name."""
    value = built.value
    for path in paths:
        if path[-1] in ("port", "targetPort", "nodePort", "replicas"):
            value = _replaced(value, path, 1)
    return built._replace(value=value)


def _complains(problems: Any, path: FieldPath) -> bool:
    return any(tuple(reversed(one.steps)) == path for one in problems or ())


def _replaced(value: Any, path: FieldPath, new: Any) -> Any:
    if not path:
        return new
    copy: Any = dict(value) if isinstance(value, dict) else list(value)
    copy[path[0]] = _replaced(value[path[0]], path[1:], new)
    return copy
