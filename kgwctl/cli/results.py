"""Results on standard output: the bytes themselves, whatever the locale."""

from __future__ import annotations

import sys

from kgwctl.cli.errors import UsageError


def write_result(data: bytes) -> None:
    """Print ``data``. A reader that goes away (``| head``) has had what it wanted.

    Raises :class:`UsageError` when standard output is closed or cannot take it.
    """
    if sys.stdout is None:
        raise UsageError("cannot write the result: standard output is closed")
    try:
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    except OSError as error:
        # Python would try again, and complain in its own way, at exit.
        sys.stdout = None
        if not isinstance(error, BrokenPipeError):
            raise UsageError(f"cannot write the result: {error.strerror or error}") from None
