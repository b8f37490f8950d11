"""The quick parser and the typer application agree on every option of every command."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from kgwctl.cli import app
from kgwctl.cli import fast_path as front
from kgwctl.cli.commandline import COMMANDS, Command, Option

Parsed = tuple[str, dict[str, Any]]


def sample(option: Option) -> str:
    return option.choices[-1] if option.choices else "some/value"


def spellings(option: Option) -> Iterator[list[str]]:
    """Every way to give one option."""
    for flag in option.flags:
        if not option.value:
            yield [flag]
        elif flag.startswith("--"):
            yield [flag, sample(option)]
            yield [f"{flag}={sample(option)}"]
        else:
            yield [flag, sample(option)]
            yield [flag + sample(option)]


def operands(command: Command) -> list[str]:
    if not command.argument:
        return []
    return ["one", "two", "-"] if command.many else ["one"]


def invocations() -> Iterator[Any]:
    for command in COMMANDS:
        rest = operands(command)
        yield pytest.param([command.name, *rest], id=command.name)
        for option in command.options:
            for words in spellings(option):
                yield pytest.param([command.name, *words, *rest], id=f"{command.name} {' '.join(words)}")
                yield pytest.param([command.name, *rest, *words], id=f"{command.name} PATH {' '.join(words)}")
            if option.many:
                twice = [option.flags[0], "first", option.flags[0], "second"]
                yield pytest.param([command.name, *twice, *rest], id=f"{command.name} {option.flags[0]} twice")
        if command.argument and command.many:
            yield pytest.param([command.name, "--", "-odd", "--name"], id=f"{command.name} --")


def quickly(arguments: list[str]) -> Parsed | None:
    parsed = front.parse(arguments)
    return (parsed[0].name, parsed[1]) if parsed else None


def by_typer(arguments: list[str], monkeypatch: pytest.MonkeyPatch) -> tuple[int, Parsed | None]:
    seen: list[Parsed] = []

    def keep(command: Command, values: dict[str, Any], program: str) -> int:
        seen.append((command.name, values))
        return 0

    monkeypatch.setattr(app, "invoke", keep)
    code = app.run_app("kgwctl", arguments)
    return code, seen[0] if seen else None


@pytest.mark.parametrize("arguments", list(invocations()))
def test_both_read_the_same(arguments: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    quick = quickly(arguments)
    assert quick is not None
    assert by_typer(arguments, monkeypatch) == (0, quick)


@pytest.mark.parametrize(
    "arguments",
    [
        ["nonsense"],
        ["validate", "--nonsense"],
        ["validate", "--fail-on"],
        ["validate", "--fail-on", "sometimes"],
        ["validate", "--per-file=yes"],
        ["explain"],
        ["explain", "one", "two"],
        ["rules", "operand"],
    ],
    ids=" ".join,
)
def test_what_the_quick_parser_declines_is_a_usage_error(
    arguments: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert quickly(arguments) is None
    assert by_typer(arguments, monkeypatch) == (2, None)
    assert "Error" in capsys.readouterr().err


@pytest.mark.parametrize("program", ["kgwctl", "kubectl kgw"])
@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_help_names_every_flag_and_the_program(
    command: Command, program: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert app.run_app(program, [command.name, "--help"]) == 0
    shown = capsys.readouterr().out
    assert f"Usage: {program} {command.name}" in shown
    assert [flag for option in command.options for flag in option.flags if flag not in shown] == []


def test_flags_and_names_are_unique_within_a_command() -> None:
    for command in COMMANDS:
        flags = [flag for option in command.options for flag in option.flags]
        names = [option.name for option in command.options]
        assert len(set(flags)) == len(flags)
        assert len(set(names)) == len(names)
