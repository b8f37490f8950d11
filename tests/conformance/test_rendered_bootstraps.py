"""A real Envoy accepts the bootstrap of every case we render as upstream does, but for those meant to be refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from kgwctl.envoy.binary import validate
from kgwctl.envoy.bootstrap import build_bootstrap, without_log_files
from kgwctl.output.json_writer import to_json
from tests.conformance.goldens import Case, load_cases, passing, run

#: STANDARD validation leaves judging regular expressions and clusters to the proxy; these cases record exactly that.
REFUSED = {
    "TestBasic/OAuth2_policy": "end session endpoint is only supported for OpenID Connect",
    "TestBasic/Backend_Config_Policy_with_Health_Check": "cluster must support HTTP/2 for gRPC healthchecking",
    "TestValidation/backendconfigpolicy/BackendConfigPolicy_Invalid_Cipher_Suites_(standard)": "cipher suites",
    "TestValidation/backendconfigpolicy/BackendConfigPolicy_Invalid_Outlier_Detection_Zero_Interval_(standard)": (
        "value must be greater than 0s"
    ),
    "TestValidation/matcher/Header_Regex_Invalid_(standard)": "missing ]",
    "TestValidation/matcher/Path_Regex_Invalid_(standard)": "missing ]",
    "TestValidation/matcher/Regex_RE2_Unsupported_(standard)": "invalid named capture group",
}
CASES = [case for case in load_cases() if case.id in passing()]


@pytest.mark.skipif(not CASES, reason="no kgateway v2.2.0 data: set KGWCTL_UPSTREAM")
@pytest.mark.parametrize("case", [pytest.param(case, id=case.id) for case in CASES])
def test_envoy_accepts_what_we_render(case: Case, envoy: Path) -> None:
    built = build_bootstrap(run(case).resources)
    verdict = validate(to_json(without_log_files(built.bootstrap), show_secrets=True), envoy)
    expected = REFUSED.get(case.id, "")
    assert verdict.ok == (not expected), verdict.message
    assert expected in verdict.message
