"""A real Envoy accepts the bootstrap made of every recorded output, but for those upstream records to be refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from kgwctl.envoy.binary import validate
from kgwctl.envoy.bootstrap import build_bootstrap, without_log_files
from kgwctl.output.json_writer import to_json
from tests.envoy.goldens import golden_files, golden_name, golden_resources

OUTPUTS = "translator/gateway/testutils/outputs/"
STANDARD = f"{OUTPUTS}route-replacement/standard/"
#: Outputs a proxy would refuse in the cluster too, by what Envoy says about them.
REFUSED = {
    # STANDARD validation does not look into values only Envoy can judge: that is what these cases show.
    f"{STANDARD}backendconfigpolicy/invalid-cipher-suites-out.yaml": "Failed to initialize cipher suites",
    f"{STANDARD}backendconfigpolicy/invalid-outlier-detection-zero-interval-out.yaml": "OutlierDetectionValidation",
    f"{STANDARD}matcher/matcher-header-regex-invalid-out.yaml": "missing ]",
    f"{STANDARD}matcher/matcher-path-regex-invalid-out.yaml": "missing ]",
    f"{STANDARD}matcher/matcher-regex-re2-unsupported-out.yaml": "invalid named capture group",
    # The policy asks for gRPC health checks of a cluster that speaks HTTP/1.
    f"{OUTPUTS}backendconfigpolicy/healthcheck.yaml": "must support HTTP/2 for gRPC healthchecking",
    # The extension sets an end session endpoint without the openid scope.
    f"{OUTPUTS}traffic-policy/oauth2.yaml": "end session endpoint is only supported for OpenID Connect",
}


@pytest.mark.parametrize("path", golden_files(), ids=golden_name)
def test_envoy_judges_the_bootstrap_as_expected(path: Path, envoy: Path) -> None:
    built = build_bootstrap(golden_resources(path))
    verdict = validate(to_json(without_log_files(built.bootstrap), show_secrets=True), envoy)
    expected = REFUSED.get(golden_name(path), "")
    assert verdict.ok == (not expected), verdict.message
    assert expected in verdict.message


def test_every_refusal_is_of_a_recorded_output() -> None:
    names = set(map(golden_name, golden_files()))
    if not names:
        pytest.skip("no kgateway v2.2.0 data: set KGWCTL_UPSTREAM")
    assert REFUSED.keys() <= names
