"""Manifests: from files to documents, as Kubernetes reads them, with the place of everything in them.

This room knows no API. What it cannot read it reports; whatever else is in the same input it reads.
"""

from __future__ import annotations

from kgwctl.manifests.document import Document, Source
from kgwctl.manifests.loading import Loaded, load, read_source, read_sources

__all__ = ["Document", "Loaded", "Source", "load", "read_source", "read_sources"]
