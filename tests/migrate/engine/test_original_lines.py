"""Messages name lines of the file as the user has it."""

from __future__ import annotations

from kgwctl.manifests import Source
from kgwctl.migrate.engine.original_lines import original_lines
from kgwctl.migrate.run import plan_migration

MANIFESTS = b"""\
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata:
  name: edge
  annotations:
    kgateway.dev/per-connection-buffer-limit: 64Ki
spec:
  gatewayClassName: kgateway
  listeners: [{name: http, port: 80, protocol: HTTP}]
---
apiVersion: gateway.kgateway.dev/v1alpha1
kind: HTTPListenerPolicy
metadata:
  name: edge
spec:
  targetRefs: [{group: gateway.networking.k8s.io, kind: Gateway, name: edge}]
  xffNumTrustedHops: 1
---
apiVersion: gateway.kgateway.dev/v1alpha1
kind: GatewayParameters
metadata:
  name: edge
spec:
  kube:
    floatingUserId: true
"""


def test_untouched_lines_keep_their_number() -> None:
    assert original_lines("a\nb\nc", "a\nnew\nnewer\nc") == [0, 1, 1, 2]
    assert original_lines("a\nb\nc", "c") == [2]
    assert original_lines("a", "a\nb\n") == [0, 0, 0]
    assert original_lines("a\nb", "a\nnew:\n  b") == [0, 0, 1]
    assert original_lines("a\nb\n", "a\nb\n") == [0, 1, 2]


def test_changes_after_earlier_edits_are_placed_in_the_source() -> None:
    lines = MANIFESTS.decode().splitlines()
    for change in plan_migration([Source("x.yaml", MANIFESTS)]).changes:
        written = change.old_path.split(".")[-1].strip('"]').split("/")[-1].split()[-1]
        assert written in lines[change.location.line - 1], change
