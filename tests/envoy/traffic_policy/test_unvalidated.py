"""Input that an API server would have refused, rendered without its checks: a status, never a traceback."""

from __future__ import annotations

import pytest

from tests.envoy.rendering import GATEWAY, SERVICE, http_route, rendered

POLICY = """
apiVersion: gateway.kgateway.dev/v1alpha1
kind: TrafficPolicy
metadata: {{name: p, namespace: default}}
spec:
  targetRefs: [{{group: gateway.networking.k8s.io, kind: HTTPRoute, name: r}}]
  {spec}
"""
BUCKET = "invalid LocalRateLimit.TokenBucket: embedded message failed validation | caused by: "
REFUSED = {
    "timeouts: {request: banana}": 'timeouts: invalid duration "banana"',
    "timeouts: {streamIdle: ''}": 'timeouts: invalid duration ""',
    "retry: {retryOn: [5xx], perTryTimeout: 1x}": 'retry: unknown unit "x" in duration "1x"',
    "retry: {backoffBaseInterval: '-'}": 'retry: invalid duration "-"',
    "rateLimit: {local: {tokenBucket: {maxTokens: 1, fillInterval: soon}}}": 'rateLimit.local: invalid duration "soon"',
    "rateLimit: {local: {tokenBucket: {maxTokens: 0, tokensPerFill: 0, fillInterval: 0s}}}": (
        f"{BUCKET}invalid TokenBucket.MaxTokens: value must be greater than 0; "
        "invalid TokenBucket.TokensPerFill: value must be greater than 0; "
        "invalid TokenBucket.FillInterval: value must be greater than 0s"
    ),
    "buffer: {maxRequestSize: much}": (
        'buffer: invalid quantity "much": expected a number with a suffix such as m, k, Mi or e3'
    ),
    "basicAuth: {}": "basic auth: either users or secretRef must be specified",
    "basicAuth: {users: []}": "basic auth: either users or secretRef must be specified",
    "basicAuth: {users: ['']}": "basic auth: no valid users with {SHA} hash format found",
    "apiKeyAuth: {}": "either secretRef or secretSelector must be specified",
}


@pytest.mark.parametrize(("spec", "message"), REFUSED.items())
def test_refused(spec: str, message: str) -> None:
    result = rendered(GATEWAY, SERVICE, http_route(), POLICY.format(spec=spec))
    (ancestor,) = result.statuses["policies"]["TrafficPolicy/default/p"]["ancestors"]
    assert (ancestor["conditions"][0]["reason"], ancestor["conditions"][0]["message"]) == ("Invalid", message)
    assert result.route["directResponse"]["status"] == 500


def test_sizes_out_of_range_become_the_largest() -> None:
    for size in ("-5", "5Gi", "99999999999999999999"):
        result = rendered(GATEWAY, SERVICE, http_route(), POLICY.format(spec=f"buffer: {{maxRequestSize: {size}}}"))
        (config,) = result.route["typedPerFilterConfig"].values()
        assert config["buffer"] == {"maxRequestBytes": 0xFFFF_FFFF}


def test_an_empty_cors_configures_nothing_but_overrides() -> None:
    result = rendered(GATEWAY, SERVICE, http_route(), POLICY.format(spec="cors: {}"))
    assert "typedPerFilterConfig" not in result.route
    assert "cors" in result.route["metadata"]["filterMetadata"]["merge.TrafficPolicy.gateway.kgateway.dev"]


def test_an_origin_that_says_nothing_is_empty() -> None:
    spec = "csrf: {additionalOrigins: [{ignoreCase: true}]}"
    result = rendered(GATEWAY, SERVICE, http_route(), POLICY.format(spec=spec))
    assert result.route["typedPerFilterConfig"]["envoy.filters.http.csrf"]["additionalOrigins"] == [{}]


def test_what_says_nothing_changes_nothing() -> None:
    plain = rendered(GATEWAY, SERVICE, http_route()).route["route"]
    for spec in ("retry: null", "timeouts: null", "compression: {}", "urlRewrite: {}", "autoHostRewrite: null"):
        assert rendered(GATEWAY, SERVICE, http_route(), POLICY.format(spec=spec)).route["route"] == plain
