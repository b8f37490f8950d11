"""Exit codes of every command: the contract that other tools rely on."""

from __future__ import annotations

OK, FINDINGS, USAGE, UNREADABLE, INTERNAL = 0, 1, 2, 3, 4
INTERRUPTED, TERMINATED = 130, 143
