"""Where remote key sets are, and by what TLS the controller asks for them: kgateway's own inputs."""

from __future__ import annotations

from pathlib import Path

import pytest

from kgwctl.agentgateway.environment import AGENTGATEWAY_GROUP
from kgwctl.agentgateway.jwks.stores import KeySetProblem
from kgwctl.agentgateway.jwks.urls import KeySetSource, TlsToKeys, key_set_source
from kgwctl.agentgateway.policies.contract import Origin
from kgwctl.keys.certificates import normalized_certificates
from kgwctl.objects.resource import ObjectKey
from tests.agentgateway.world import environment
from tests.conftest import upstream_root

FOLDER = (upstream_root() or Path("absent")) / "pkg/agentgateway/jwks_url/testdata"
ORIGIN = Origin("default", "gw-policy")
_SERVICE = "dummy-idp.default.svc.cluster.local:8443/org-one/keys"
_HOST = "dummy-idp.default:8443/org-one/keys"
_DEFAULT = TlsToKeys("", False, (), b"")
_UNVERIFIED = TlsToKeys("", True, (), b"")
#: With the certificates of the input in place of the last.
_ALL = TlsToKeys("test.testns", False, ("test1", "test2"), b"ca")

SOURCES = {
    "jwkspath-starts-with-slash": KeySetSource(f"http://{_SERVICE}", None),
    "svc-clear-text": KeySetSource(f"http://{_SERVICE}", None),
    "svc-with-default-tls": KeySetSource(f"https://{_SERVICE}", _DEFAULT),
    "svc-insecure-skip-verify": KeySetSource(f"https://{_SERVICE}", _UNVERIFIED),
    "svc-with-all-configurable-fields": KeySetSource(f"https://{_SERVICE}", _ALL),
    "gw-with-backend-clear-text": KeySetSource(f"http://{_HOST}", None),
    "gw-with-backend-default-tls": KeySetSource(f"https://{_HOST}", _DEFAULT),
    "gw-with-backend-insecure-skip-verify": KeySetSource(f"https://{_HOST}", _UNVERIFIED),
    "gw-with-backend-all-configurable-fields": KeySetSource(f"https://{_HOST}", _ALL),
    "gw-with-backend-with-policy-ref-with-default-tls": KeySetSource(f"https://{_HOST}", _DEFAULT),
    "gw-with-backend-with-policy-ref-with-insecure-skip-verify": KeySetSource(f"https://{_HOST}", _UNVERIFIED),
    "gw-with-backend-with-policy-ref-with-all-configurable-fields": KeySetSource(f"https://{_HOST}", _ALL),
}
PROBLEMS = {
    "gw-with-non-static-backend": (
        "only static backends are supported; backend: default/fail, policy: default/gw-policy"
    ),
    "gw-with-missing-backend": "backend default/fail not found, policy default/gw-policy",
}
pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason="no kgateway v2.2.0 data: set KGWCTL_UPSTREAM")


def source_of(name: str) -> KeySetSource:
    objects, env = environment((FOLDER / f"{name}.yaml").read_text())
    policy = objects.get(ObjectKey(AGENTGATEWAY_GROUP, "AgentgatewayPolicy", "default", "gw-policy"))
    assert policy is not None
    (provider,) = policy.object.spec.traffic.jwt_authentication.providers
    return key_set_source(provider.jwks.remote, ORIGIN, env)


@pytest.mark.parametrize("name", SOURCES)
def test_source(name: str) -> None:
    wanted = SOURCES[name]
    if wanted.tls is _ALL:
        objects, _ = environment((FOLDER / f"{name}.yaml").read_text())
        bundle = objects.get(ObjectKey("", "ConfigMap", "default", "ca"))
        assert bundle is not None
        roots = normalized_certificates(bundle.object.data["ca.crt"].encode())
        wanted = KeySetSource(wanted.url, _ALL._replace(roots=roots))
    assert source_of(name) == wanted


@pytest.mark.parametrize("name", PROBLEMS)
def test_problem(name: str) -> None:
    with pytest.raises(KeySetProblem) as raised:
        source_of(name)
    assert str(raised.value) == PROBLEMS[name]


def test_every_input_has_an_expectation() -> None:
    assert {file.stem for file in FOLDER.glob("*.yaml")} == {*SOURCES, *PROBLEMS}
