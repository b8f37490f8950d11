"""``--jwks URL=FILE``: key sets that agentgateway's controller would fetch."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from kgwctl.cli.catalogue import KEYS_NOT_GIVEN
from kgwctl.cli.errors import UsageError
from kgwctl.diagnostics import Finding

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


def read_key_sets(given: Iterable[str]) -> dict[str, str]:
    """The key sets by URL, written as the controller writes what it fetched. Raises :class:`UsageError`."""
    from kgwctl.keys.jwks.key_set import KeySetError, key_set

    found: dict[str, str] = {}
    for one in given:
        # A URL may have an equals sign of its own.
        url, equals, path = one.rpartition("=")
        if not equals or not path or "://" not in url:
            raise UsageError(f"--jwks {one}: expected URL=FILE")
        try:
            found[url] = key_set(Path(path).read_text(encoding="utf-8")).text
        except OSError as error:
            raise UsageError(f"--jwks {one}: cannot read {path}: {error.strerror or error}") from None
        except (KeySetError, UnicodeDecodeError) as error:
            raise UsageError(f"--jwks {one}: {path} is not a key set: {error}") from None
    return found


def missing_key_sets(urls: Sequence[str]) -> list[Finding]:
    """A finding for each URL whose keys nobody gave."""
    return [
        Finding(
            rule=KEYS_NOT_GIVEN.id,
            severity=KEYS_NOT_GIVEN.severity,
            message=f"the keys of {url} are not fetched: a set without keys stands for them",
            hint=f"say --jwks {url}=FILE",
        )
        for url in urls
    ]
