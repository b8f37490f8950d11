"""Why a backend cannot become a cluster."""

from __future__ import annotations


class ClusterError(Exception):
    """A backend that cannot be translated; ``errors`` are the controller's texts."""

    def __init__(self, *errors: str) -> None:
        super().__init__("\n".join(errors))
        self.errors = list(errors)
