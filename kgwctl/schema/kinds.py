"""A kind with its schema, and the validators compiled from it."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

import msgspec

from kgwctl.schema.checks import TypedChecks
from kgwctl.schema.defaulting import Defaulter, compile_defaulter
from kgwctl.schema.pruning import Pruned, compile_pruner
from kgwctl.schema.structural import compile_schema

if TYPE_CHECKING:
    from collections.abc import Callable

    from kgwctl.cel.validation_rules import Evaluator


class KindSchema(msgspec.Struct, frozen=True, rename="camel", omit_defaults=True):
    """One version of a kind: how it is named and what its objects look like.

    ``schema`` is the ``openAPIV3Schema`` without descriptions, rules included. ``status_subresource``
    says that an API server ignores ``status`` when an object is created.
    """

    group: str
    version: str
    kind: str
    plural: str
    namespaced: bool
    schema: dict[str, Any]
    status_subresource: bool = False
    embedded_objects: bool = False

    @property
    def api_version(self) -> str:
        """``group/version``, or only the version of a core kind."""
        return f"{self.group}/{self.version}" if self.group else self.version


class CompiledKind:
    """The validators of one :class:`KindSchema`, each compiled at its first use.

    ``bundled``: it is the schema that ships with kgwctl, whose rules are compiled ahead of time.
    """

    def __init__(self, kind: KindSchema, *, bundled: bool = False) -> None:
        self.kind = kind
        self.bundled = bundled

    @cached_property
    def prune(self) -> Callable[[Any], Pruned]:
        """Leaves out unknown fields and lists them."""
        return compile_pruner(self.kind.schema)

    @cached_property
    def default(self) -> Defaulter:
        """Applies defaults and removes nulls."""
        return compile_defaulter(self.kind.schema)

    @cached_property
    def check(self) -> TypedChecks:
        """Finds what breaks the schema."""
        return compile_schema(self.kind.schema)

    @cached_property
    def rules(self) -> Evaluator:
        """Evaluates the schema's CEL rules."""
        from kgwctl.cel.shipped import load_functions
        from kgwctl.cel.validation_rules import compile_rules

        kind = self.kind
        functions = load_functions(kind.group, kind.version, kind.kind) if self.bundled else None
        return compile_rules(kind.schema, resource=True, functions=functions)
