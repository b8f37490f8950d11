"""The rules of the kinds that ship with kgwctl, compiled to Python ahead of time.

Python caches the bytecode of the modules in ``bundled/``, so that a run loads the rules of a kind in well
under a millisecond. :mod:`~kgwctl.cel.bundle` makes them.
"""

from __future__ import annotations

import re
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kgwctl.cel.validation_rules import Function


def module_name(group: str, version: str, kind: str) -> str:
    """``gateway_kgateway_dev_v1alpha1_trafficpolicy``."""
    return re.sub(r"\W", "_", f"{group}_{version}_{kind}".lower())


def load_functions(group: str, version: str, kind: str) -> Mapping[str, Function]:
    """The compiled rules of a bundled kind, for ``compile_rules``; empty when it has none.

    They are only right for the bundled schema of the kind, never for a user's CRD of that name.
    """
    name = f"{__package__}.bundled.{module_name(group, version, kind)}"
    try:
        functions: Mapping[str, Function] = import_module(name).FUNCTIONS
    except ModuleNotFoundError as error:
        if error.name != name:
            raise
        return {}
    return functions
