"""The typer application: help, completion and usage errors for every command of the table."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any

import typer

from kgwctl import __version__
from kgwctl.cli.commandline import COMMANDS, Command, Option
from kgwctl.cli.invocation import invoke
from kgwctl.cli.results import write_result

if TYPE_CHECKING:
    from collections.abc import Callable

_DESCRIPTION = (
    "Compile, check and migrate kgateway and agentgateway manifests from files alone: no cluster, no kubeconfig."
)


def run_app(program: str, arguments: list[str]) -> int:
    """Run ``arguments`` through typer and return the exit code (2 for usage errors)."""
    app = build_app(program)
    try:
        app(arguments, prog_name=program, standalone_mode=True)
    except SystemExit as exit_:
        return exit_.code if isinstance(exit_.code, int) else 0 if exit_.code is None else 1
    return 0


def build_app(program: str = "kgwctl") -> typer.Typer:
    """A typer application with one command per row of the table."""
    app = typer.Typer(
        name=program,
        help=_DESCRIPTION,
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )

    @app.callback()
    def root(
        version: bool = typer.Option(
            False, "--version", help="Print the version and exit.", is_eager=True, callback=_print_version
        ),
    ) -> None:
        """What stands before a command."""

    for command in COMMANDS:
        app.command(command.name, help=command.summary)(_callback(command, program))
    return app


def _print_version(asked: bool) -> None:
    if asked:
        write_result(f"kgwctl {__version__}\n".encode())
        raise typer.Exit


def _callback(command: Command, program: str) -> Callable[..., None]:
    names = [option.name for option in command.options]

    def body(context: typer.Context, **values: Any) -> None:
        sources = ((name, context.get_parameter_source(name)) for name in names)
        values["given"] = {name for name, source in sources if source is not None and source.name == "COMMANDLINE"}
        if "paths" in values:
            values["paths"] = list(values["paths"] or ())
        raise typer.Exit(invoke(command, values, program))

    context = inspect.Parameter("context", inspect.Parameter.KEYWORD_ONLY, annotation=typer.Context)
    parameters = [context, *(_parameter(option) for option in command.options)]
    if command.argument:
        parameters.append(_operand(command))
    body.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    body.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
    body.__name__ = command.name
    return body


def _parameter(option: Option) -> inspect.Parameter:
    declaration: dict[str, Any] = {"help": option.help}
    annotation: Any = bool
    default: Any = False
    if option.value:
        declaration["metavar"] = option.value
        annotation, default = (list[str], []) if option.many else (str | None, option.default)
        if option.choices:
            declaration["callback"] = _one_of(option)
            declaration["help"] += f" [{'|'.join(option.choices)}]"
            declaration["autocompletion"] = lambda: list(option.choices)
    return inspect.Parameter(
        option.name,
        inspect.Parameter.KEYWORD_ONLY,
        default=typer.Option(default, *option.flags, **declaration),
        annotation=annotation,
    )


def _one_of(option: Option) -> Callable[[Any], Any]:
    def check(value: Any) -> Any:
        for item in value if isinstance(value, list) else [value]:
            if item is not None and item not in option.choices:
                raise typer.BadParameter(f"{item!r} is not one of {', '.join(option.choices)}.")
        return value

    return check


def _operand(command: Command) -> inspect.Parameter:
    name, annotation, default = ("paths", list[str] | None, None) if command.many else ("argument", str, ...)
    metavar = f"[{command.argument}]..." if command.many else command.argument
    return inspect.Parameter(
        name,
        inspect.Parameter.KEYWORD_ONLY,
        default=typer.Argument(default, metavar=metavar, help=command.argument_help),
        annotation=annotation,
    )
