"""Namespace (core/v1): only its labels matter offline."""

from __future__ import annotations

from kgwctl.api.meta import KubernetesObject


class Namespace(KubernetesObject):
    """A namespace; selectors of listeners and grants look at its labels."""
