"""Listeners that are valid and not served."""

from __future__ import annotations

from base64 import b64encode

import pytest

from kgwctl.lint.check import check
from kgwctl.manifests import Source
from kgwctl.pipeline.options import Options
from tests.envoy.tls_data import key_pair

GATEWAY = """\
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: edge}
spec:
  gatewayClassName: kgateway
  tls:
    frontend:
      default: {validation: {caCertificateRefs: [CA]}}
  listeners:
  - {name: web, port: 80, protocol: HTTP}
  - name: https
    port: 443
    protocol: HTTPS
    tls: {certificateRefs: [{name: tls}]}
---
apiVersion: v1
kind: Secret
metadata: {name: tls}
type: kubernetes.io/tls
data: {tls.crt: CERTIFICATE, tls.key: KEY}
"""


def found(ca: str) -> list[tuple[str, str]]:
    certificate, key = (b64encode(data).decode() for data in key_pair("a"))
    text = GATEWAY.replace("[CA]", f"[{ca}]").replace("CERTIFICATE", certificate).replace("KEY", key)
    checked = check([Source("x.yaml", text.encode())], Options())
    return [(one.rule, ".".join(map(str, one.path))) for one in checked.findings]


@pytest.mark.parametrize(
    "ca",
    [
        '{group: "", kind: ConfigMap, name: gone}',
        # Wrong for every listener that terminates TLS.
        '{group: "", kind: Service, name: web}',
    ],
)
def test_a_problem_of_the_frontend_is_one_of_the_listener(ca: str) -> None:
    assert [(rule, path.startswith("spec.listeners.1.tls")) for rule, path in found(ca)] == [("KGW0704", True)]
