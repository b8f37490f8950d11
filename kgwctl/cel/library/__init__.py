"""The functions Kubernetes 1.35 offers to CRD rules, one module a library.

``overloads()`` is the whole list. Names, signatures and results are those of Kubernetes' CEL
libraries and of the cel-go extensions it enables; nothing else is there (no ``math``, no
``base64``, no ``cel.bind``), because a rule that uses more would be refused by the API server.
"""

from __future__ import annotations

from functools import lru_cache

from kgwctl.cel.library.overload import Overload


@lru_cache(maxsize=1)
def overloads() -> tuple[Overload, ...]:
    """Every function and method but operators and macros, in the order of the libraries."""
    from kgwctl.cel.library import (
        conversions,
        formats,
        lists,
        network,
        optionals,
        quantity,
        regex,
        semver,
        sets,
        strings,
        time,
        urls,
    )

    modules = (
        conversions, strings, regex, time, lists, sets, optionals, quantity, urls, network, formats, semver,
    )  # fmt: skip
    return tuple(overload for module in modules for overload in module.OVERLOADS)
