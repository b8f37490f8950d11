"""Writing result files: whole or not at all."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from kgwctl.cli.errors import UsageError


def write_atomically(path: str, data: bytes, *, private: bool = False, make_folder: bool = False) -> None:
    """Write ``data`` to ``path`` by way of a temporary file beside it.

    ``private`` files are readable by their owner only. Raises :class:`UsageError` with the reason when
    the file cannot be written; an existing one is then left as it was.
    """
    target = Path(path)
    try:
        if make_folder:
            target.parent.mkdir(parents=True, exist_ok=True)
        if target.exists() and not target.is_file():
            # A pipe or /dev/stdout cannot be replaced, only written to.
            target.write_bytes(data)
            return
        handle, temporary = tempfile.mkstemp(dir=target.resolve().parent, prefix=".kgwctl-")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
            mode = 0o600 if private else target.stat().st_mode & 0o777 if target.exists() else 0o666 & ~_umask()
            Path(temporary).chmod(mode)
            Path(temporary).replace(target.resolve())
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
    except (FileExistsError, NotADirectoryError) as error:
        raise UsageError(f"cannot write {path}: {error.filename} is not a folder") from None
    except OSError as error:
        raise UsageError(f"cannot write {path}: {error.strerror or error}") from None
    except (ValueError, RuntimeError) as error:
        # A name with a zero byte, a link that leads to itself.
        raise UsageError(f"cannot write {path!r}: {error}") from None


def _umask() -> int:
    current = os.umask(0o077)
    os.umask(current)
    return current
