"""The command line as data: every command, argument and option, declared once.

Two readers: :mod:`~kgwctl.cli.front` parses ordinary invocations from it without importing a
command-line library, and :mod:`~kgwctl.cli.app` builds the typer application from it, which owns
help, completion and usage errors. A contract test runs both over every option.
"""

from __future__ import annotations

from typing import NamedTuple


class Option(NamedTuple):
    """One option. ``name`` is the attribute the command reads; ``value`` names the operand in help.

    An option without ``value`` is a switch. ``many`` options may be repeated and yield a list.
    ``choices`` limits the values.
    """

    name: str
    flags: tuple[str, ...]
    help: str
    value: str = ""
    many: bool = False
    choices: tuple[str, ...] = ()
    default: str | None = None


class Command(NamedTuple):
    """One command: ``module`` has ``run(options) -> int`` and is imported only when it runs."""

    name: str
    summary: str
    module: str
    options: tuple[Option, ...]
    argument: str = ""
    argument_help: str = ""
    many: bool = True


_FILES = Option(
    "files", ("-f", "--filename"), "Read this file, folder or - (standard input). Repeatable.", "PATH", many=True
)
_RECURSIVE = Option("recursive", ("-R", "--recursive"), "Descend into folders given with -f.")
_NAMESPACE = Option(
    "namespace", ("-n", "--namespace"), "Namespace of objects that name none.", "NAMESPACE", default="default"
)
_PATHS = "Manifests to read: files, folders (recursively) or - for standard input."

RENDER = Command(
    "render",
    "Print the configuration that kgateway would send to Envoy or agentgateway.",
    "kgwctl.cli.render",
    (
        _FILES,
        _RECURSIVE,
        _NAMESPACE,
        Option("gateways", ("--gateway",), "Only this Gateway. Repeatable.", "NAMESPACE/NAME", many=True),
        Option("settings", ("--set",), "A setting of the controller, as its environment has it.", "KGW_X=V", many=True),
        Option(
            "defaulting",
            ("--defaulting",),
            "Which kinds get the defaults of their schemas: all, only kgateway's own, or none.",
            "WHICH",
            choices=("all", "kgateway", "none"),
            default="all",
        ),
        Option(
            "output",
            ("-o", "--output"),
            "yaml or json prints every Gateway's configuration and statuses; bootstrap prints one "
            "self-contained Envoy configuration; local a standalone agentgateway one.",
            "FORMAT",
            choices=("yaml", "json", "bootstrap", "local"),
            default="yaml",
        ),
        Option("output_file", ("--output-file",), "Write to this file instead of standard output.", "FILE"),
        Option("output_dir", ("--output-dir",), "Write one file per Gateway into this folder.", "DIR"),
        Option("show_secrets", ("--show-secrets",), "Print keys and passwords instead of their hashes."),
        Option("envoy", ("--envoy",), "Load the result with the real Envoy and report what it says."),
        Option("metrics_file", ("--metrics-file",), "Write counts and durations of this run as JSON.", "FILE"),
        Option("no_cache", ("--no-cache",), "Neither read nor write the cache folder."),
    ),
    argument="PATH",
    argument_help=_PATHS,
)

#: Every command, in the order help lists them.
COMMANDS: tuple[Command, ...] = (RENDER,)


def command_named(name: str) -> Command | None:
    """The command called ``name``, or ``None``."""
    return next((command for command in COMMANDS if command.name == name), None)
