"""The one error of writing."""

from __future__ import annotations


class WriteRefused(Exception):
    """Nothing was written; the message says why, and how to go on."""
