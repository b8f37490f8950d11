"""The command line as data: every command, argument and option, declared once.

Two readers: :mod:`~kgwctl.cli.fast_path` parses ordinary invocations from it without importing a
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

_EXTERNAL = Option(
    "external",
    ("--external",),
    "An object that exists in the cluster and in no file; wildcards are fine. Repeatable.",
    "KIND/NAMESPACE/NAME",
    many=True,
)
_WORLDS = Option(
    "worlds",
    ("--world",),
    "A glob of folders, of which each is a world of its own; by default worlds are found. Repeatable.",
    "GLOB",
    many=True,
)

RENDER = Command(
    "render",
    "Print the configuration that kgateway would send to Envoy or agentgateway.",
    "kgwctl.cli.render",
    (
        _FILES,
        _RECURSIVE,
        _NAMESPACE,
        _EXTERNAL,
        _WORLDS,
        Option("gateways", ("--gateway",), "Only this Gateway. Repeatable.", "NAMESPACE/NAME", many=True),
        Option("settings", ("--set",), "A setting of the controller, as its environment has it.", "KGW_X=V", many=True),
        Option(
            "key_sets",
            ("--jwks",),
            "The key set that agentgateway's controller would fetch from URL: JWKS, JWK or PEM. Repeatable.",
            "URL=FILE",
            many=True,
        ),
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
            "self-contained Envoy configuration; local a standalone agentgateway one; pb each resource as a "
            "length-delimited google.protobuf.Any.",
            "FORMAT",
            choices=("yaml", "json", "bootstrap", "local", "pb"),
            default="yaml",
        ),
        Option(
            "oidc_discovery",
            ("--oidc-discovery",),
            "What an OpenID Connect issuer publishes about itself, since nothing is fetched. Repeatable.",
            "ISSUER=FILE",
            many=True,
        ),
        Option(
            "proxy",
            ("--proxy",),
            "Print the Kubernetes objects that the controller creates for each Gateway's proxy "
            "instead of what it sends.",
        ),
        Option("output_file", ("--output-file",), "Write to this file instead of standard output.", "FILE"),
        Option("output_dir", ("--output-dir",), "Write one file per Gateway into this folder.", "DIR"),
        Option("show_secrets", ("--show-secrets",), "Print keys and passwords instead of their hashes."),
        Option("envoy", ("--envoy",), "Serve the result to the real Envoy and report what it refuses, at its line."),
        Option(
            "metrics_file",
            ("--metrics-file",),
            "Write counts and durations of this run as JSON; to FILE.prom, what Envoy refuses as Prometheus text.",
            "FILE",
        ),
        Option("no_cache", ("--no-cache",), "Neither read nor write the cache folder."),
    ),
    argument="PATH",
    argument_help=_PATHS,
)

RUN = Command(
    "run",
    "Serve manifests to real Envoys on this machine, and serve them again when they change.",
    "kgwctl.cli.run",
    (
        _FILES,
        _RECURSIVE,
        _NAMESPACE,
        Option("gateways", ("--gateway",), "Only this Gateway. Repeatable.", "NAMESPACE/NAME", many=True),
        Option("settings", ("--set",), "A setting of the controller, as its environment has it.", "KGW_X=V", many=True),
        Option(
            "port_offset",
            ("--port-offset",),
            "Add this to every port; without, 10000 is added to ports that are privileged or taken.",
            "N",
        ),
        Option("stand_in", ("--stand-in",), "Answer for backends that cannot be reached, and say who was meant."),
        Option("admin_port", ("--admin-port",), "Port of /status and /metrics; any free one by default.", "PORT"),
    ),
    argument="PATH",
    argument_help="Manifests to read and watch: files, or folders (recursively).",
)

VALIDATE = Command(
    "validate",
    "Say what the API server and the controllers would say, with file, line and column.",
    "kgwctl.cli.validate",
    (
        _FILES,
        _RECURSIVE,
        _NAMESPACE,
        Option("per_file", ("--per-file",), "Check each file on its own: nothing refers from one to another."),
        Option("crds", ("--crds",), "CRD file or folder that adds or overrides kinds. Repeatable.", "PATH", many=True),
        _EXTERNAL,
        _WORLDS,
        Option("strict_kinds", ("--strict-kinds",), "An object of a kind without a schema is an error."),
        Option("select", ("--select",), "Only these rules, by id or prefix, comma separated.", "IDS", many=True),
        Option("ignore", ("--ignore",), "Not these rules, by id or prefix, comma separated.", "IDS", many=True),
        Option("baseline", ("--baseline",), "A file of known findings, which do not count.", "FILE"),
        Option("write_baseline", ("--write-baseline",), "Write all findings of this run to a baseline file.", "FILE"),
        Option(
            "fail_on",
            ("--fail-on",),
            "The least severity that makes the exit code 1.",
            "LEVEL",
            choices=("error", "warning", "info", "none"),
            default="error",
        ),
        Option(
            "output",
            ("-o", "--output"),
            "text, json, yaml, sarif, junit or github, on standard output or as FORMAT=FILE. Repeatable.",
            "FORMAT[=FILE]",
            many=True,
        ),
        Option("settings", ("--set",), "A setting of the controller, as its environment has it.", "KGW_X=V", many=True),
        Option("envoy", ("--envoy",), "Render as well, and serve the result to the real Envoy."),
        Option("jobs", ("-j", "--jobs"), "Use that many processes for large inputs; by default one a core.", "N"),
        Option("config", ("--config",), "Configuration file instead of the nearest .kgwctl.yaml.", "FILE"),
        Option("no_cache", ("--no-cache",), "Neither read nor write the cache folder."),
    ),
    argument="PATH",
    argument_help=_PATHS,
)

MIGRATE = Command(
    "migrate",
    "Rewrite manifests for kgateway v2.2, as a diff to review; comments and layout stay.",
    "kgwctl.cli.migrate",
    (
        _FILES,
        _RECURSIVE,
        Option("list", ("--list",), "List the migrations: what, since when, how sure."),
        Option("only", ("--only",), "Only these migrations, comma separated.", "IDS", many=True),
        Option("skip", ("--skip",), "Not these migrations, comma separated.", "IDS", many=True),
        Option("diff", ("--diff",), "Print a unified diff (the default)."),
        Option("write", ("--write",), "Change the files: all of them or none."),
        Option("output_dir", ("--output-dir",), "Write the changed files below this folder instead.", "DIR"),
        Option("check", ("--check",), "Change nothing; exit code 1 when something would change."),
        Option("force", ("--force",), "Write where git has no way back, over hard links and existing copies."),
        Option("plan", ("--plan",), "Write the way through the cluster, as a checklist in Markdown.", "FILE"),
        Option("accept_differences", ("--accept-differences",), "Write although the result proves worse or different."),
        Option(
            "output",
            ("-o", "--output"),
            "text, or json for a report of every change.",
            "FORMAT",
            choices=("text", "json"),
            default="text",
        ),
        _NAMESPACE,
        Option("settings", ("--set",), "A setting of the controller, as its environment has it.", "KGW_X=V", many=True),
        Option("fail_on_loss", ("--fail-on-loss",), "Exit code 1 when something is lost, or proves different."),
        Option("no_proof", ("--no-proof",), "Do not validate and render again to compare with before."),
    ),
    argument="PATH",
    argument_help=_PATHS,
)

WORLDS = Command(
    "worlds",
    "Say what each cluster, or stage of one, gets from these files, and why.",
    "kgwctl.cli.worlds_command",
    (
        _FILES,
        _RECURSIVE,
        _EXTERNAL,
        _WORLDS,
        Option(
            "output",
            ("-o", "--output"),
            "text or json.",
            "FORMAT",
            choices=("text", "json"),
            default="text",
        ),
        Option("config", ("--config",), "Configuration file instead of the nearest .kgwctl.yaml.", "FILE"),
    ),
    argument="PATH",
    argument_help=_PATHS,
)

RULES = Command(
    "rules",
    "List every rule: id, severity, name, summary.",
    "kgwctl.cli.rules_command",
    (
        Option(
            "output",
            ("-o", "--output"),
            "text or json.",
            "FORMAT",
            choices=("text", "json"),
            default="text",
        ),
    ),
)

EXPLAIN = Command(
    "explain",
    "Explain one rule, with a manifest that breaks it and one that does not.",
    "kgwctl.cli.explain",
    (),
    argument="RULE",
    argument_help="The rule's id or name, as findings print it.",
    many=False,
)

COMPLETION = Command(
    "completion",
    "Print the completion script for bash, zsh, fish or powershell.",
    "kgwctl.cli.completion",
    (),
    argument="SHELL",
    argument_help="bash, zsh, fish or powershell.",
    many=False,
)

#: Every command, in the order help lists them.
COMMANDS: tuple[Command, ...] = (RENDER, RUN, VALIDATE, MIGRATE, WORLDS, RULES, EXPLAIN, COMPLETION)


def command_named(name: str) -> Command | None:
    """The command called ``name``, or ``None``."""
    return next((command for command in COMMANDS if command.name == name), None)
