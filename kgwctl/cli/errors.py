"""Why a command cannot run at all."""

from __future__ import annotations


class UsageError(Exception):
    """Flags that do not go together, names that are not there, files that cannot be written: exit code 2."""


class ConfigError(ValueError):
    """A configuration that cannot be used; the text names the file or variable and the key."""
