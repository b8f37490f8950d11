"""Every example for Envoy is taken by a real one over ADS, whole."""

from __future__ import annotations

from pathlib import Path

import pytest

from kgwctl.control_plane.service import LocalControlPlane
from kgwctl.manifests import load
from kgwctl.pipeline.options import Options
from kgwctl.pipeline.render import emit
from kgwctl.pipeline.stages import resolve_objects, type_objects

pytest.importorskip("grpc")
EXAMPLES = sorted(path for path in (Path(__file__).resolve().parents[2] / "examples").iterdir() if path.is_dir())


@pytest.mark.parametrize("example", [pytest.param(path, id=path.name) for path in EXAMPLES])
def test_envoy_refuses_nothing(example: Path, envoy: Path) -> None:
    options = Options()
    typed = type_objects(load([str(example)]).documents, options, enforce_rules=True)
    results = list(emit(resolve_objects(typed.objects, options)))
    if not results:
        pytest.skip("no Gateway of Envoy in it")
    with LocalControlPlane(envoy, stand_in=True) as plane:
        applied = plane.apply(results)
        assert applied.refusing == ()
        assert applied.changed > 0
        status = plane.status()
    assert all(gateway["running"] for gateway in status["gateways"])
    assert all(gateway["listeners"] for gateway in status["gateways"])
