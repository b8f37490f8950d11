"""The quick way in: parse ordinary invocations and run the command.

Importing a command-line library costs more than rendering a small file, so well-formed calls are
read here, from the table in :mod:`~kgwctl.cli.commandline`. Anything else (help, completion, a
flag we don't know, a missing operand) is handed to the typer application, which owns those.
"""

from __future__ import annotations

import errno
import sys
from typing import TYPE_CHECKING, Any, NoReturn

from kgwctl.cli.commandline import Command, Option, command_named
from kgwctl.cli.errors import UsageError
from kgwctl.cli.exit_codes import INTERNAL, INTERRUPTED, OK, TERMINATED, USAGE
from kgwctl.cli.invocation import invoke

if TYPE_CHECKING:
    from collections.abc import Sequence

#: Why standard output takes nothing.
_UNWRITABLE = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EBADF, errno.EFBIG})
#: What completion scripts call; no command of the table, since nobody types it.
COMPLETE = "__complete"


class Terminated(BaseException):
    """Somebody wants the process to end: what it started ends with it, and no draft is left behind."""


def terminated(*_: object) -> NoReturn:
    """Handles SIGTERM."""
    raise Terminated


def program_name(argv0: str) -> str:
    """How users call us: ``kubectl kgw`` when run as the kubectl plugin."""
    stem = argv0.replace("\\", "/").rsplit("/", 1)[-1].removesuffix(".exe")
    return "kubectl kgw" if stem == "kubectl-kgw" else "kgwctl"


def run(argv: Sequence[str]) -> int:
    """Run the command line ``argv`` (program first) and return the exit code."""
    try:
        if argv[1:2] == [COMPLETE]:
            from kgwctl.cli.completion import answer

            return answer(argv[2:])
        parsed = parse(argv[1:])
        if parsed is None:
            from kgwctl.cli.app import run_app

            return run_app(program_name(argv[0]), list(argv[1:]))
        command, values = parsed
        return invoke(command, values, program_name(argv[0]))
    except KeyboardInterrupt:
        return INTERRUPTED
    except Terminated:
        return TERMINATED
    except BrokenPipeError:
        # The reader went away (`| head`); what it wanted, it got. Python would complain again at exit.
        sys.stdout = None
        return OK
    except UsageError as error:
        return _usage(argv[0], str(error))
    except OSError as error:
        if error.errno not in _UNWRITABLE:
            return _internal_error(error)
        # Help, or a coloured report, on a full disk or a terminal that is gone.
        sys.stdout = None
        return _usage(argv[0], f"cannot write the result: {error.strerror}")
    except Exception as error:
        return _internal_error(error)


def parse(arguments: Sequence[str]) -> tuple[Command, dict[str, Any]] | None:
    """The command and its option values, or ``None`` when typer shall look at it.

    ``given`` among the values names the options that the user wrote, which is more than those that
    differ from their defaults.
    """
    if not arguments:
        return None
    command = command_named(arguments[0])
    if command is None:
        return None
    values = default_values(command)
    values["given"] = set()
    flags = {flag: option for option in command.options for flag in option.flags}
    operands: list[str] = []
    rest = iter(arguments[1:])
    for word in rest:
        if word == "--":
            operands.extend(rest)
        elif word == "-" or not word.startswith("-"):
            operands.append(word)
        elif not _take_option(word, rest, flags, values):
            return None
    return _with_operands(command, values, operands)


def default_values(command: Command) -> dict[str, Any]:
    """What every option holds when it is not given."""
    values: dict[str, Any] = {}
    for option in command.options:
        values[option.name] = [] if option.many else option.default if option.value else False
    return values


def _with_operands(
    command: Command, values: dict[str, Any], operands: list[str]
) -> tuple[Command, dict[str, Any]] | None:
    if not command.argument:
        return None if operands else (command, values)
    if not command.many:
        if len(operands) != 1:
            return None
        values["argument"] = operands[0]
    else:
        values["paths"] = operands
    return command, values


def _take_option(word: str, rest: Any, flags: dict[str, Option], values: dict[str, Any]) -> bool:
    name, equals, operand = word.partition("=") if word.startswith("--") else (word[:2], "", word[2:])
    option = flags.get(name)
    if option is None:
        return False
    values["given"].add(option.name)
    if not option.value:
        if equals or operand:
            return False
        values[option.name] = True
        return True
    if not equals and not operand:
        given = next(rest, None)
        # An operand that looks like a flag is more likely a forgotten one: let typer say so.
        if given is None or (given.startswith("-") and given != "-"):
            return False
        operand = given
    if option.choices and operand not in option.choices:
        return False
    if option.many:
        values[option.name].append(operand)
    else:
        values[option.name] = operand
    return True


def _usage(argv0: str, text: str) -> int:
    from kgwctl.cli.messages import complain

    complain(program_name(argv0), text)
    return USAGE


def _internal_error(error: Exception) -> int:
    import os

    if os.environ.get("KGWCTL_DEBUG"):
        raise error
    from kgwctl.cli.messages import tell

    tell(
        f"kgwctl: internal error: {type(error).__name__}: {error}\n"
        "This is a bug in kgwctl. Run again with KGWCTL_DEBUG=1 for the traceback, and please report it.\n"
    )
    return INTERNAL
