"""The worlds of what the command line names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kgwctl.cli.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kgwctl.manifests import Source
    from kgwctl.worlds.model import Found

#: Words without one of which a named file needs no second look: nothing in it is unknown or made elsewhere.
_MARKS = (b"${", b"ENC[", b"sops", b"cert-manager.io", b"secret", b"Secret", b"fluxcd.io", b"argoproj.io", b".cnpg.io")


def worlds_of(sources: Sequence[Source], options: Any, *, always: bool = False) -> Found | None:
    """The worlds of ``sources``; ``None``, but not ``always``, where the files are named and hold nothing to find out.

    Raises :class:`UsageError` for a declaration that cannot be read.
    """
    declared = getattr(options, "external", None) or ()
    plain = all(source.named for source in sources) or options.per_file
    if (
        not always
        and plain
        and not declared
        and not options.per_file
        and not any(_is_marked(source.data) for source in sources)
    ):
        return None
    from kgwctl.objects.external import parse_external
    from kgwctl.worlds.find import Wanted, find_worlds

    try:
        external = tuple(parse_external(text) for text in declared)
    except ValueError as error:
        raise UsageError(f"--external {error}") from None
    return find_worlds(sources, Wanted(tuple(getattr(options, "worlds", None) or ()), external, options.per_file))


def _is_marked(data: bytes) -> bool:
    return any(mark in data for mark in _MARKS)
