"""A real Envoy starts with the bootstrap of its ConfigMap."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

from kgwctl.envoy.binary import validate
from tests.proxy.inputs import envoy_of

MATCHER = "{stats: {matcher: {inclusionList: [{prefix: http.}, {safeRegex: '.*rq', ignoreCase: true}]}}}"


@pytest.mark.parametrize(
    ("spec", "settings"),
    [
        ("{}", ()),
        (MATCHER, ()),
        ("{stats: {enabled: false}}", ("KGW_ENABLE_ISTIO_AUTO_MTLS=true",)),
    ],
)
def test_envoy_accepts_it(spec: str, settings: tuple[str, ...], envoy: Path, tmp_path: Path) -> None:
    data = envoy_of(spec, *settings)["ConfigMap"]["data"]
    # The files of a Pod are not here: the token's secret lies in the test's folder instead of the mount.
    (tmp_path / "xds_service_account_token.json").write_text(data["xds_service_account_token.json"])
    bootstrap = yaml.safe_load(data["envoy.yaml"].replace("/etc/envoy/", f"{tmp_path}/"))
    bootstrap["node"]["id"] = "pod.web"  # The Deployment gives it by an argument.
    verdict = validate(json.dumps(bootstrap).encode(), envoy)
    assert verdict.ok, verdict.message
