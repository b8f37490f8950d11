"""The configuration file ``.kgwctl.yaml`` and the ``KGWCTL_*`` environment variables.

A flag wins over a variable, a variable over the file, the file over the default. The file is looked
for in the working directory and upward, as far as the repository's root.
"""
# This runs every time, and importing pathlib takes longer than all of it.
# ruff: noqa: PTH100, PTH110, PTH113, PTH118, PTH120

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from kgwctl.cli.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Container, Mapping

FILE_NAME = ".kgwctl.yaml"
PREFIX = "KGWCTL_"
#: Configuration keys and the option each one stands for. Lists are comma separated in variables.
KEYS: Mapping[str, str] = {
    "crds": "crds",
    "select": "select",
    "ignore": "ignore",
    "baseline": "baseline",
    "failOn": "fail_on",
    "strictKinds": "strict_kinds",
    "settings": "settings",
    "output": "output",
    "namespace": "namespace",
    "external": "external",
    "worlds": "worlds",
}
_LISTS = frozenset({"crds", "select", "ignore", "settings", "output", "external", "worlds"})
_SWITCHES = frozenset({"strictKinds"})
_PATHS = frozenset({"crds", "baseline"})


def configured(options: Any, keys: Container[str] = KEYS) -> None:
    """Fill ``options`` in place, but those that were ``given`` as flags, from variables and the file.

    Only those of ``keys``. Raises :class:`ConfigError`.
    """
    values = {**_from_file(getattr(options, "config", None)), **_from_environment()}
    for key, value in values.items():
        name = KEYS[key]
        if key in keys and hasattr(options, name) and name not in options.given:
            setattr(options, name, value)


def find_file(start: str) -> str | None:
    """The nearest configuration file from ``start`` upward, not beyond a folder that holds ``.git``."""
    folder = os.path.abspath(start)
    while True:
        candidate = os.path.join(folder, FILE_NAME)
        if os.path.isfile(candidate):
            return candidate
        parent = os.path.dirname(folder)
        if parent == folder or os.path.exists(os.path.join(folder, ".git")):
            return None
        folder = parent


def _from_file(named: str | None) -> dict[str, Any]:
    path = named or find_file(os.curdir)
    if path is None:
        return {}
    from pathlib import Path

    from kgwctl.cli.config_file import read_config_file

    return read_config_file(Path(path), _PATHS)


def _from_environment() -> dict[str, Any]:
    values: dict[str, Any] = {}
    for key in KEYS:
        text = os.environ.get(variable(key))
        if text is None:
            continue
        if key in _LISTS:
            values[key] = [part.strip() for part in text.split(",") if part.strip()]
        elif key in _SWITCHES:
            values[key] = _switch(key, text)
        else:
            values[key] = text
    return values


def variable(key: str) -> str:
    """The environment variable of a key: ``failOn`` is ``KGWCTL_FAIL_ON``."""
    return PREFIX + "".join(f"_{letter}" if letter.isupper() else letter for letter in key).upper()


def _switch(key: str, text: str) -> bool:
    if text.lower() in ("1", "true", "yes"):
        return True
    if text.lower() in ("0", "false", "no", ""):
        return False
    raise ConfigError(f"{variable(key)}: {text!r} is neither true nor false")
