"""Shell completion: the scripts that ``kgwctl completion SHELL`` prints, and the words they ask for.

The scripts call ``kgwctl __complete WORD...`` at every press of the key, kubectl calls
``kubectl_complete-kgw WORD...``. Both get one candidate a line, a tab and its description behind it,
and last ``:DIRECTIVE``, as kubectl's completion of plugins has it. Nothing heavy is imported.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from kgwctl.cli.commandline import COMMANDS, Command, Option, command_named
from kgwctl.cli.exit_codes import OK, USAGE
from kgwctl.cli.messages import complain
from kgwctl.cli.results import write_result

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

#: What the shell does with the candidates: complete file names if there are none, nothing besides, folders only.
FILES, NO_FILES, FOLDERS = 0, 4, 16

SHELLS = ("bash", "zsh", "fish", "powershell")
_HELP = (("-h", "Show help and exit."), ("--help", "Show help and exit."))


class Completion(NamedTuple):
    """Candidates with their descriptions, and what the shell does besides."""

    candidates: tuple[tuple[str, str], ...] = ()
    directive: int = NO_FILES


def run(options: Any) -> int:
    """Print the script for a shell."""
    from kgwctl.cli.completion_scripts import SCRIPTS

    script = SCRIPTS.get(options.argument)
    if script is None:
        complain(options.program, f"completion: {options.argument} is none of {', '.join(SHELLS)}")
        return USAGE
    write_result(script.encode())
    return OK


def answer(words: Sequence[str]) -> int:
    """Print what can stand in place of the last of ``words``, those before it given."""
    # PowerShell cannot pass an empty word.
    completion = complete([*words[:-1], words[-1].removeprefix('""')] if words else words)
    lines = [f"{word}\t{description}" if description else word for word, description in completion.candidates]
    write_result(("\n".join([*lines, f":{completion.directive}"]) + "\n").encode())
    return OK


def complete(words: Sequence[str]) -> Completion:
    """What can stand in place of the last of ``words``. The first is a command, or becomes one."""
    *before, current = words or ("",)
    if not before:
        entries = [(command.name, command.summary) for command in COMMANDS]
        flags = [("--version", "Print the version and exit."), *_HELP]
        return _starting(current, flags if current.startswith("-") else entries)
    command = command_named(before[0])
    if command is None:
        return Completion()
    pending = _pending_option(command, before[1:])
    if pending is not None:
        return _values(command, pending, current)
    name, equals, value = current.partition("=")
    if equals and name.startswith("--"):
        option = _option(command, name)
        found = _values(command, option, value) if option is not None and option.value else Completion()
        return found._replace(candidates=tuple((f"{name}={word}", about) for word, about in found.candidates))
    if current.startswith("-"):
        return _starting(current, [*_flags(command), *_HELP])
    return _operands(command, current, before[1:])


def _starting(current: str, entries: Iterable[tuple[str, str]], directive: int = NO_FILES) -> Completion:
    return Completion(tuple(entry for entry in entries if entry[0].startswith(current)), directive)


def _flags(command: Command) -> Iterator[tuple[str, str]]:
    for option in command.options:
        for flag in option.flags:
            yield flag, option.help


def _option(command: Command, flag: str) -> Option | None:
    return next((option for option in command.options if flag in option.flags), None)


def _pending_option(command: Command, words: Sequence[str]) -> Option | None:
    """The option whose value comes next, if the last of ``words`` is one that wants a value."""
    pending: Option | None = None
    for word in words:
        if pending is not None:
            pending = None
        elif word.startswith("-"):
            option = _option(command, word)
            pending = option if option is not None and option.value else None
    return pending


def _values(command: Command, option: Option, current: str) -> Completion:
    if option.choices:
        return _starting(current, [(choice, "") for choice in option.choices])
    if option.value in ("PATH", "FILE"):
        return Completion(directive=FILES)
    if option.value == "DIR":
        return Completion(directive=FOLDERS)
    if option.value == "FORMAT[=FILE]":
        from kgwctl.cli.reports import FORMATS

        return Completion(directive=FILES) if "=" in current else _starting(current, [(name, "") for name in FORMATS])
    if option.value == "IDS":
        # Of a list with commas, the last entry is being typed.
        head, comma, tail = current.rpartition(",")
        found = _starting(tail, _migrations() if command.name == "migrate" else _rules())
        return found._replace(candidates=tuple((head + comma + word, about) for word, about in found.candidates))
    return Completion()


def _operands(command: Command, current: str, before: Sequence[str]) -> Completion:
    if command.argument and command.many:
        return Completion(directive=FILES)
    if not command.argument or any(not word.startswith("-") for word in before):
        return Completion()
    if command.argument == "RULE":
        return _starting(current, _rules())
    return _starting(current, [(shell, "") for shell in SHELLS])


def _rules() -> list[tuple[str, str]]:
    from kgwctl.cli.catalogue import known_rules

    return [(rule.id, rule.name) for rule in known_rules().values()]


def _migrations() -> list[tuple[str, str]]:
    from kgwctl.migrate.migrations.catalogue import MIGRATIONS

    return [(migration.id, migration.summary) for migration in MIGRATIONS]
