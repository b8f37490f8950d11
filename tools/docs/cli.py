"""The page on the command line: every command and option, exit codes, configuration, completion."""

from __future__ import annotations

from collections.abc import Iterator

from kgwctl.cli.commandline import COMMANDS, Command, Option
from kgwctl.cli.config import KEYS, variable

PATH = "docs/cli.md"

_HEAD = """\
# Command line

`kgwctl` reads files and standard input, never a cluster or a kubeconfig, and needs no network. `kubectl kgw` is the
same program. Results go to standard output, messages to standard error.

`PATH` is a YAML or JSON file, a folder (entered whole; `-f` enters one only with `-R`) or `-`. In folders, files that
end in `.yaml`, `.yml` and `.json` are read, and what starts with a dot is passed over.

This page is generated from the command line by `make docs`.

## Exit codes

| code | meaning |
| --- | --- |
| 0 | nothing found, or nothing as severe as `--fail-on` |
| 1 | findings at or above the threshold |
| 2 | the command line or the configuration is wrong |
| 3 | an input could not be read or parsed |
| 4 | an error in kgwctl itself |

The format of the output does not change the code.
"""
_TAIL = """\
## Shell completion

```
source <(kgwctl completion bash)                                        # bash
source <(kgwctl completion zsh)                                         # zsh
kgwctl completion fish | source                                         # fish
kgwctl completion powershell | Out-String | Invoke-Expression           # PowerShell
```

`kubectl kgw` is completed where kubectl's own completion is set up: kubectl asks `kubectl_complete-kgw`, which is
installed beside `kgwctl`.

## pre-commit

```yaml
repos:
- repo: https://github.com/OWNER/kgwctl
  rev: v0.1.0
  hooks:
  - id: kgwctl-validate          # all manifests together; args: [deploy] narrows it to a folder
  # - id: kgwctl-validate-files  # changed files, each on its own
  # - id: kgwctl-validate-system # the kgwctl that is installed already
```
"""


def render() -> str:
    """The page's text."""
    lines = [_HEAD]
    for command in COMMANDS:
        lines += _command(command)
    return "\n".join([*lines, *_configuration(), _TAIL])


def _command(command: Command) -> Iterator[str]:
    operand = ""
    if command.argument:
        operand = f" [{command.argument}]..." if command.many else f" {command.argument}"
    options = " [OPTIONS]" if command.options else ""
    yield f"## kgwctl {command.name}\n"
    yield f"{command.summary}\n"
    yield f"```\nkgwctl {command.name}{options}{operand}\n```\n"
    if command.argument:
        yield f"`{command.argument}`: {command.argument_help}\n"
    if command.options:
        yield "| option | what |"
        yield "| --- | --- |"
        for option in command.options:
            yield f"| {_flags(option)} | {_about(option)} |"
        yield ""


def _flags(option: Option) -> str:
    value = f" {option.value}" if option.value else ""
    return "`" + ", ".join(option.flags) + value + "`"


def _about(option: Option) -> str:
    words = option.help.replace("|", "\\|")
    if option.choices:
        words += f" One of {', '.join(f'`{choice}`' for choice in option.choices)}."
    if option.default:
        words += f" Default: `{option.default}`."
    return words


def _configuration() -> Iterator[str]:
    yield "## Configuration\n"
    yield (
        "`kgwctl validate` reads `.kgwctl.yaml` from the working directory or the nearest folder above it, not beyond "
        "the repository.\nA flag wins over a variable, a variable over the file. "
        "[`schemas/config.schema.json`](../schemas/config.schema.json) describes the file for editors.\n"
    )
    yield "| key | variable | flag |"
    yield "| --- | --- | --- |"
    flags = {option.name: option.flags[-1] for command in COMMANDS for option in command.options}
    for key, name in KEYS.items():
        yield f"| `{key}` | `{variable(key)}` | `{flags[name]}` |"
    yield ""
