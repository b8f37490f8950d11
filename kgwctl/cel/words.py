"""Words of the language that are no identifiers (language definition, "Syntax")."""

from __future__ import annotations

#: Words that cannot be names of variables; those of ``LITERALS`` and ``in`` cannot be fields either.
RESERVED = frozenset(
    {"as", "break", "const", "continue", "else", "for", "function", "if", "import", "let", "loop", "package"}
    | {"namespace", "return", "var", "void", "while"}
)
LITERALS = {"true": True, "false": False, "null": None}
