"""The text of an expression, token by token: what may come next, and what is said where something else does."""

from __future__ import annotations

from collections import Counter
from typing import NoReturn

from kgwctl.cel.tokens import SyntaxProblem, Token, tokenize
from kgwctl.envoy.cel_expressions.errors import Mistake

#: How deep a rule of the grammar may be inside itself.
MAX_DEPTH = 250
#: After so many characters that mean nothing the rest is not looked at.
MAX_UNREADABLE = 30
#: Tokens that an expression may begin with.
BEGINS = frozenset({"[", "{", "(", ".", "-", "!", "literal", "name"})
#: The same, as it is told.
EXPRESSION = (
    "{'[', '{', '(', '.', '-', '!', 'true', 'false', 'null', NUM_FLOAT, NUM_INT, NUM_UINT, STRING, BYTES, IDENTIFIER}"
)


class Stop(Exception):
    """The parser cannot go on; what is wrong is written down."""


class Reader:
    """Steps through tokens. ``mistakes`` is what was found wrong so far."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.mistakes: list[Mistake] = []
        self.tokens: list[Token] = []
        self.index = 0
        self.depths: Counter[str] = Counter()

    def read(self) -> None:
        """Make tokens of the text, less what cannot be one."""
        text = self.source
        while not self.tokens:
            try:
                self.tokens = tokenize(text)
            except SyntaxProblem as error:
                start, end = error.span[0], min(error.span[1], len(text))
                unread = text[start:end].replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t")
                self.wrong(start, f"Syntax error: token recognition error at: '{unread}'")
                if len(self.mistakes) > MAX_UNREADABLE:
                    raise Stop from None
                text = text[:start] + " " * (end - start) + text[end:]

    @property
    def token(self) -> Token:
        """The next token."""
        return self.tokens[self.index]

    @property
    def following(self) -> str:
        """The kind of the token after the next one."""
        return self.tokens[min(self.index + 1, len(self.tokens) - 1)].kind

    def wrong(self, position: int | None, problem: str) -> None:
        """Write down what is wrong, and go on."""
        self.mistakes.append(Mistake(position, problem))

    def fail(self, problem: str) -> NoReturn:
        """Write down what is wrong with the next token, and stop."""
        self.wrong(self.token.position, f"Syntax error: {problem}")
        raise Stop

    def text(self) -> str:
        """The next token as it is written."""
        if self.token.kind == "end":
            return "'<EOF>'"
        after = self.tokens[self.index + 1].position
        written = self.source[self.token.position : after].rstrip()
        return f"'{written}'"

    def take(self, kind: str) -> Token | None:
        """Step over the token and return it if it is of this kind."""
        token = self.token
        if token.kind != kind:
            return None
        self.index += 1
        return token

    def expect(self, kind: str, follow: frozenset[str] = frozenset()) -> Token:
        """Step over a token of this kind, over one that should not be there, or over none where it is left out."""
        found = self.take(kind)
        if found is not None:
            return found
        if self.following == kind and self.token.kind != "end":
            self.wrong(self.token.position, f"Syntax error: extraneous input {self.text()} expecting '{kind}'")
            self.index += 2
            return self.tokens[self.index - 1]
        if self.token.kind not in follow:
            self.fail(f"mismatched input {self.text()} expecting '{kind}'")
        self.wrong(self.token.position, f"Syntax error: missing '{kind}' at {self.text()}")
        return Token(kind, None, self.token.position)

    def end(self) -> None:
        """Make sure that nothing follows."""
        if self.token.kind == "end":
            return
        how = "extraneous" if self.following == "end" else "mismatched"
        self.fail(f"{how} input {self.text()} expecting <EOF>")

    def begin(self) -> None:
        """Make sure that an expression begins here; one token that is in the way is dropped."""
        if self.token.kind in BEGINS:
            return
        if self.token.kind != "end" and self.following in BEGINS:
            self.wrong(self.token.position, f"Syntax error: extraneous input {self.text()} expecting {EXPRESSION}")
            self.index += 1
            return
        self.fail(f"mismatched input {self.text()} expecting {EXPRESSION}")

    def enter(self, rule: str) -> None:
        """Count a rule of the grammar that is inside itself."""
        self.depths[rule] += 1
        if self.depths[rule] > MAX_DEPTH:
            self.wrong(None, f"expression recursion limit exceeded: {MAX_DEPTH}")
            raise Stop

    def leave(self, rule: str, times: int = 1) -> None:
        """Every operator of a chain counts when its rule is left, though not before: upstream's counter runs ahead."""
        self.depths[rule] = max(0, self.depths[rule] - times)

    def again(self, rule: str) -> None:
        """Leave a rule for another operator of its chain."""
        self.leave(rule)
        self.enter(rule)
