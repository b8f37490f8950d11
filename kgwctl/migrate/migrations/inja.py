"""Templates written for Inja (classic transformations) as MiniJinja reads them.

Inja takes ``a.b-c.0`` for one name with dots, has functions where MiniJinja has filters and tests, and
other names for a few things. What means the same in both engines is left alone, so a template that is
already MiniJinja's comes out as it went in.
"""

from __future__ import annotations

import re
from typing import NamedTuple

#: What the transformation module of v2.2 adds to MiniJinja.
FUNCTIONS = frozenset(
    {
        "env",
        "substring",
        "base64_encode",
        "base64url_encode",
        "base64_decode",
        "base64url_decode",
        "replace_with_random",
        "replace_with_string",
        "raw_string",
        "header",
        "request_header",
        "body",
        "context",
    }
)
_BUILTINS = frozenset({"range", "dict", "namespace", "debug", "loop", "true", "false", "none"})
#: Functions of the classic engine that have no counterpart.
_GONE = frozenset(
    {
        "word_count",
        "extraction",
        "data_source",
        "dynamic_metadata",
        "host_metadata",
        "cluster_metadata",
        "clusterMetadata",
    }
)
#: Functions of Inja that MiniJinja has as filters of another name or order of arguments.
_OTHER_FILTERS = frozenset({"sort", "round", "replace", "at"})
_FILTERS = ["upper", "lower", "capitalize", "trim", "length", "first", "last", "join", "int", "float", "min", "max"]
_TESTS = {
    "isString": "string",
    "isNumber": "number",
    "isArray": "sequence",
    "isObject": "mapping",
    "isBoolean": "boolean",
    "isInteger": "integer",
    "isFloat": "float",
    "odd": "odd",
    "even": "even",
    "divisibleBy": "divisibleby",
}
_CODE = re.compile(r"(\{\{-?|\{%-?)(.*?)(-?\}\}|-?%\})", re.DOTALL)
_STRING = re.compile(r"\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*'")
_NAME = re.compile(r"(?<![\w.\]])([A-Za-z_]\w*)((?:\.[\w-]*\w)+)")
_INDEX = re.compile(r"(?<=[\])])\.(\d+)\b")
_PAIRS = re.compile(r"^(\s*for\s+\w+\s*,\s*\w+\s+in\s+)([\w.\[\]\"'()-]+)(\s*)$")
_CALL = re.compile(r"(?<![\w.])([A-Za-z_]\w*)\s*\(")
_LOOP = {"index1": "(loop.index0 + 1)", "is_first": "loop.first", "is_last": "loop.last"}


class Note(NamedTuple):
    """Something in a template that a human must look at, and its offset there."""

    offset: int
    message: str
    hint: str = ""


class Rewritten(NamedTuple):
    """A template for MiniJinja, why it may behave differently, and what could not be rewritten."""

    text: str
    notes: tuple[Note, ...]
    differs: str = ""


def rewrite(template: str, *, parses_json: bool) -> Rewritten:
    """What ``template`` is in MiniJinja. ``parses_json`` says that the body's fields are variables."""
    differs: list[str] = []
    text = _CODE.sub(lambda match: match[1] + _code(match[2], match[1], differs) + match[3], template)
    notes = list(_notes(text))
    problem = _syntax_error(text)
    if problem:
        notes.append(Note(0, f"MiniJinja cannot read this template: {problem}"))
    elif not parses_json:
        unknown = _unknown_variables(text)
        if unknown:
            message = f"{', '.join(unknown)} would come from the body, which is not parsed as JSON: requests get a 400"
            notes.append(Note(0, message, "Set body.parseAs to AsJson."))
    return Rewritten(text, tuple(notes), differs[0] if differs else "")


def _code(code: str, opening: str, differs: list[str]) -> str:
    """One ``{{ }}`` or ``{% %}``; strings in it are left alone."""
    held: list[str] = []

    def hold(match: re.Match[str]) -> str:
        held.append(match[0])
        return f"\x00{len(held) - 1}\x00"

    bare = _STRING.sub(hold, code)
    bare = _NAME.sub(_brackets, bare)
    bare = _INDEX.sub(r"[\1]", bare)
    called = _calls(bare, held, differs)
    if called != bare:
        # Parentheses keep a filter to its operand; around a whole expression they say nothing.
        bare = re.sub(r"^(\s*(?:(?:el)?if\s+)?)\(((?:[^()]|\([^()]*\))*)\)(\s*)$", r"\1\2\3", called)
    if opening.startswith("{%"):
        bare = re.sub(r"^(\s*)else\s+if\b", r"\1elif", bare)
        bare = _PAIRS.sub(r"\1\2|items\3", bare)
    return re.sub(r"\x00(\d+)\x00", lambda match: held[int(match[1])], bare)


def _brackets(match: re.Match[str]) -> str:
    """A dotted name: indexes and names with a dash go into brackets."""
    first, rest = match[1], match[2][1:].split(".")
    if first == "loop":
        return _LOOP.get(rest[0], match[0]) if len(rest) == 1 else match[0]
    if not any(part.isdigit() or "-" in part for part in rest):
        return match[0]
    text = first
    for part in rest:
        text += f"[{part}]" if part.isdigit() else f'["{part}"]' if "-" in part else f".{part}"
    return text


def _calls(code: str, held: list[str], differs: list[str]) -> str:
    """Functions that are filters or tests in MiniJinja, from the innermost outwards."""
    done = 0
    while True:
        calls = [match for match in _CALL.finditer(code) if match[1] in _REPLACED]
        if done >= len(calls):
            return code
        match = calls[-1 - done]
        arguments = _arguments(code, match.end())
        replaced = None
        if arguments is not None and code[: match.start()].rstrip()[-1:] != "|":
            replaced = _replace_call(match[1], arguments[0], held)
        if arguments is None or replaced is None:
            done += 1
            continue
        if match[1] == "length":
            differs.append("length counted bytes of a text, and counts characters now")
        code = code[: match.start()] + replaced + code[arguments[1] :]


_REPLACED = frozenset([*_FILTERS, *_TESTS, "default", "exists", "existsIn"])


def _arguments(code: str, start: int) -> tuple[list[str], int] | None:
    """The arguments of a call whose parenthesis opens before ``start``, and where it ends."""
    depth = 0
    parts = [""]
    for offset in range(start, len(code)):
        character = code[offset]
        if character in ")]}" and depth == 0:
            return ([part.strip() for part in parts], offset + 1) if character == ")" else None
        depth += (character in "([{") - (character in ")]}")
        if character == "," and depth == 0:
            parts.append("")
        else:
            parts[-1] += character
    return None


def _replace_call(name: str, arguments: list[str], held: list[str]) -> str | None:
    first, rest = arguments[0], ", ".join(arguments[1:])
    if not first:
        return None
    subject = first if re.fullmatch(r"[\w.\x00\[\]\"|-]*(?:\([^()]*\))?", first) else f"({first})"
    if name == "exists":
        literal = _literal(first, held)
        return f"({literal} is defined)" if literal and literal.isidentifier() else None
    if name == "existsIn":
        return f"({rest} in {subject})" if rest else None
    if name == "default":
        return f"({subject}|default({rest}))" if rest and "." not in first else None
    if name in _TESTS:
        return f"({subject} is {_TESTS[name]}{f'({rest})' if rest else ''})"
    return f"({subject}|{name}{f'({rest})' if rest else ''})"


def _literal(text: str, held: list[str]) -> str | None:
    match = re.fullmatch(r"\x00(\d+)\x00", text)
    return held[int(match[1])][1:-1] if match else None


def _notes(text: str) -> list[Note]:
    notes = []
    for match in _CODE.finditer(text):
        code = _STRING.sub(lambda found: " " * len(found[0]), match[2])
        notes += [Note(match.start(2) + note.offset, note.message, note.hint) for note in _code_notes(code)]
    for match in re.finditer(r"^\s*##", text, re.MULTILINE):
        notes.append(Note(match.end(), "lines that start with ## are text now", "Write {% ... %}."))
    if text != text.rstrip() and text.strip():
        notes.append(Note(len(text.rstrip()), "blanks at the end of the output are cut off"))
    if len(re.findall(r"\breplace_with_random\s*\(", text)) > 1:
        message = "each call of replace_with_random has a pattern of its own now"
        notes.append(Note(text.index("replace_with_random"), message))
    return notes


def _code_notes(code: str) -> list[Note]:
    notes = []
    for match in _CALL.finditer(code):
        if match[1] in _GONE:
            notes.append(Note(match.start(), f"{match[1]}() has no counterpart in v2.2"))
        elif match[1] in _OTHER_FILTERS:
            notes.append(Note(match.start(), f"{match[1]}() is no function in MiniJinja", "Use a filter."))
    if re.search(r"\bloop\.index\b", code):
        message = "loop.index counts from 1 in MiniJinja; it counted from 0"
        notes.append(Note(0, message, "Write loop.index0 if you count from 0."))
    if re.search(r"\bloop\.parent\b", code):
        notes.append(Note(0, "there is no loop.parent in MiniJinja", "Keep the outer loop in a variable."))
    if re.match(r"\s*(include|extends|import)\b", code):
        notes.append(Note(0, "templates cannot include others", "Write the text in place."))
    for match in re.finditer(r"(?<![\w.\]\x00])[A-Za-z_]\w*-[\w-]*\w", code):
        message = f"{match[0]} was one name, and is a subtraction in MiniJinja"
        notes.append(Note(match.start(), message, f'Parse the body as JSON and write context()["{match[0]}"].'))
    return notes


def _syntax_error(text: str) -> str:
    import minijinja

    try:
        minijinja.Environment().undeclared_variables_in_str(text)
    except minijinja.TemplateError as error:
        return str(error).splitlines()[0].partition(" (in ")[0]
    return ""


def _unknown_variables(text: str) -> list[str]:
    import minijinja

    found = minijinja.Environment().undeclared_variables_in_str(text)
    return sorted(set(found) - FUNCTIONS - _BUILTINS)
