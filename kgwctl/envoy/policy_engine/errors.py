"""What is wrong with one field of a policy that is made of settings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kgwctl.envoy.policy_engine.contract import Problem

if TYPE_CHECKING:
    from kgwctl.diagnostics import FieldPath
    from kgwctl.objects.resource import ObjectKey


class SettingError(Exception):
    """A field that the controller does not accept: its text, and the path below the field that is to blame.

    ``missing`` and ``hint`` are as in :class:`~kgwctl.envoy.policy_engine.contract.Problem`.
    """

    def __init__(self, text: str, *path: str | int, missing: ObjectKey | None = None, hint: str = "") -> None:
        super().__init__(text)
        self.path: FieldPath = path
        self.missing = missing
        self.hint = hint

    def problem(self, *field: str | int) -> Problem:
        """The same as a problem of the policy whose field it is."""
        return Problem((*field, *self.path), str(self), missing=self.missing, hint=self.hint)
