"""TrafficPolicies at work in the real Envoy: one proxy, a route for each feature."""

from __future__ import annotations

import gzip
import socket
from base64 import b64encode
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from functools import partial
from hashlib import sha1
from pathlib import Path
from typing import NamedTuple

import pytest

from kgwctl.envoy.binary import Server
from kgwctl.envoy.bootstrap import build_bootstrap
from kgwctl.envoy.catalogue import FILTER_LEFT_OUT
from tests.e2e.backends import HttpBackend
from tests.e2e.clients import Reply, request
from tests.e2e.manifests import at, rendered, route, served, services, traffic_policy


def sha_user(name: str, password: str) -> str:
    return f"{name}:{{SHA}}{b64encode(sha1(password.encode(), usedforsecurity=False).digest()).decode()}"


def limit(tokens: int) -> str:
    return f"{{local: {{tokenBucket: {{maxTokens: {tokens}, fillInterval: 1h}}}}}}"


def credentials(name: str, password: str) -> dict[str, str]:
    return {"authorization": f"Basic {b64encode(f'{name}:{password}'.encode()).decode()}"}


ROUTES = {
    "limited": f"rateLimit: {limit(3)}",
    "cors": (
        "cors: {allowOrigins: ['https://*.example.org'], allowMethods: [GET, PUT], allowHeaders: [x-one], maxAge: 60}"
    ),
    "csrf": "csrf: {percentageEnabled: 100, additionalOrigins: [{suffix: .friends.example}]}",
    "no-csrf": "csrf: {percentageEnabled: 0}",
    "headers": (
        "headerModifiers: {request: {add: [{name: x-add, value: a}], set: [{name: x-set, value: s}], remove: [x-gone]},"
        " response: {set: [{name: x-answer, value: '42'}], remove: [content-type]}}"
    ),
    "rewrite": "urlRewrite: {pathRegex: {pattern: '^/rewrite/v([0-9]+)/(.*)$', substitution: '/\\2/\\1'}}",
    "flaky": "retry: {retryOn: [5xx], attempts: 2, backoffBaseInterval: 1ms}",
    "stuck": "timeouts: {request: 100ms}",
    "small": "buffer: {maxRequestSize: 64}",
    "gzip": "compression: {responseCompression: {}, requestDecompression: {}}",
    "basic": f"basicAuth: {{users: ['{sha_user('ann', 'secret')}']}}",
    "keys": (
        "apiKeyAuth: {keySources: [{header: x-key}, {query: key}, {cookie: key}], clientIdHeader: x-client,"
        " secretRef: {name: keys}}"
    ),
    "roles": (
        """rbac: {policy: {matchExpressions: ['request.headers["x-role"] == "admin"', "request.method == 'PUT'"]}}"""
    ),
    "no-bots": (
        "rbac: {action: Deny, policy: {matchExpressions: ['has(request.headers.referer) && "
        'request.useragent.startsWith("bot")\']}}'
    ),
    "template": (
        "transformation: {response: {set: [{name: x-t, value: t}]}}, "
        "headerModifiers: {response: {set: [{name: x-h, value: h}]}}"
    ),
}
#: What a browser sends with a form of the site itself.
SAME_ORIGIN = {"origin": "http://example.com"}
BACKENDS = {"flaky": "flaky", "stuck": "stuck"}
MANIFESTS = (
    """
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: gw}
spec:
  gatewayClassName: kgateway
  listeners:
  - {name: http, port: 80, protocol: HTTP}
  - {name: guarded, port: 81, protocol: HTTP}
---
apiVersion: v1
kind: Secret
metadata: {name: keys}
stringData: {ann: k-1, bob: k-2}
"""
    + services("web", "flaky", "stuck")
    + "".join(
        route(name, at(f"/{name}", BACKENDS.get(name, "web")))
        + traffic_policy(name, f"kind: HTTPRoute, name: {name}", spec)
        for name, spec in ROUTES.items()
    )
    + route("plain", at("/plain"))
    + traffic_policy("on-gateway", "kind: Gateway, name: gw", "csrf: {percentageEnabled: 100}")
    + traffic_policy(
        "on-listener",
        "kind: Gateway, name: gw, sectionName: guarded",
        f"basicAuth: {{users: ['{sha_user('bob', 'pw')}']}}, rateLimit: {limit(2)}",
    )
    + route("inside", at("/inside"), listener="guarded")
    + route("lobby", at("/lobby"), listener="guarded")
    + traffic_policy("lobby", "kind: HTTPRoute, name: lobby", "basicAuth: {disable: {}}, rateLimit: {local: {}}")
)


class Site(NamedTuple):
    """The proxy and the backends behind it."""

    proxy: Server
    web: HttpBackend
    flaky: HttpBackend

    def get(self, target: str, listener: int = 80, **options: object) -> Reply:
        return request(self.proxy.ports[f"listener~{listener}"], target, **options)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def site(envoy: Path) -> Iterator[Site]:
    with ExitStack() as stack:
        web = stack.enter_context(HttpBackend("web"))
        flaky = stack.enter_context(HttpBackend("flaky", statuses=(503, 500)))
        stuck = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
        ports = {"web": web.port, "flaky": flaky.port, "stuck": stuck.getsockname()[1]}
        yield Site(stack.enter_context(served(MANIFESTS, ports, envoy)), web, flaky)


def test_local_rate_limit(site: Site) -> None:
    assert Counter(site.get("/limited").status for _ in range(8)) == {200: 3, 429: 5}


def test_cors_preflight(site: Site) -> None:
    def preflight(origin: str) -> Reply:
        return site.get("/cors", method="OPTIONS", headers={"origin": origin, "access-control-request-method": "PUT"})

    allowed = preflight("https://app.example.org")
    assert allowed.status == 200
    assert not allowed.body
    assert allowed.headers["access-control-allow-origin"] == ["https://app.example.org"]
    assert allowed.headers["access-control-allow-methods"] == ["GET, PUT"]
    assert allowed.headers["access-control-allow-headers"] == ["x-one"]
    assert allowed.headers["access-control-max-age"] == ["60"]
    assert "access-control-allow-origin" not in preflight("https://example.com").headers
    actual = site.get("/cors", headers={"origin": "https://app.example.org"})
    assert (actual.backend, actual.headers["access-control-allow-origin"]) == ("web", ["https://app.example.org"])


@pytest.mark.parametrize(
    ("path", "method", "origin", "status"),
    [
        ("/csrf", "POST", "https://evil.example", 403),
        ("/csrf", "POST", "", 403),
        ("/csrf", "POST", "http://example.com", 200),
        ("/csrf", "POST", "https://good.friends.example", 200),
        ("/csrf", "GET", "https://evil.example", 200),
        # The Gateway's policy, and a route that overrides it.
        ("/plain", "POST", "https://evil.example", 403),
        ("/plain", "POST", "https://good.friends.example", 403),
        ("/no-csrf", "POST", "https://evil.example", 200),
    ],
)
def test_csrf(site: Site, path: str, method: str, origin: str, status: int) -> None:
    headers = {"origin": origin} if origin else {}
    assert site.get(path, method=method, headers=headers).status == status


def test_header_modifiers(site: Site) -> None:
    reply = site.get("/headers", headers={"x-add": "own", "x-set": "own", "x-gone": "own"})
    seen = reply.echo["headers"]
    assert ",".join(seen["x-add"]) == "own,a"
    assert (seen["x-set"], seen.get("x-gone")) == (["s"], None)
    assert (reply.headers["x-answer"], reply.headers.get("content-type")) == (["42"], None)


def test_url_rewrite(site: Site) -> None:
    assert site.get("/rewrite/v2/users?q=1").echo["target"] == "/users/2?q=1"
    assert site.get("/rewrite/other").echo["target"] == "/rewrite/other"


def test_retry_on_a_failing_backend(site: Site) -> None:
    assert site.get("/flaky").status == 200
    assert len(site.flaky.received) == 3


def test_request_timeout(site: Site) -> None:
    assert site.get("/stuck").status == 504


def test_buffer_limit(site: Site) -> None:
    assert site.get("/small", method="POST", body=b"x" * 64, headers=SAME_ORIGIN).status == 200
    assert site.get("/small", method="POST", body=b"x" * 65, headers=SAME_ORIGIN).status == 413


def test_gzip_both_ways(site: Site) -> None:
    plain = b"some text " * 20
    headers = {"accept-encoding": "gzip", "content-encoding": "gzip", **SAME_ORIGIN}
    reply = site.get("/gzip", method="POST", body=gzip.compress(plain), headers=headers)
    assert reply.headers["content-encoding"] == ["gzip"]
    assert b"some text some text" in gzip.decompress(reply.body)
    assert "content-encoding" not in site.get("/plain", headers={"accept-encoding": "gzip"}).headers


def test_basic_auth(site: Site) -> None:
    assert site.get("/basic").status == 401
    assert site.get("/basic", headers=credentials("ann", "wrong")).status == 401
    assert site.get("/basic", headers=credentials("bob", "pw")).status == 401
    assert site.get("/basic", headers=credentials("ann", "secret")).status == 200


def test_api_keys(site: Site) -> None:
    assert site.get("/keys").status == 401
    assert site.get("/keys", headers={"x-key": "k-9"}).status == 401
    by_header = site.get("/keys", headers={"x-key": "k-1"})
    assert by_header.echo["headers"]["x-client"] == ["ann"]
    assert "x-key" not in by_header.echo["headers"]
    by_query = site.get("/keys?a=b&key=k-2")
    assert (by_query.echo["headers"]["x-client"], by_query.echo["target"]) == (["bob"], "/keys?a=b")
    assert site.get("/keys", headers={"cookie": "key=k-2"}).echo["headers"]["x-client"] == ["bob"]


def test_rbac(site: Site) -> None:
    assert site.get("/roles").status == 403
    assert site.get("/roles", headers={"x-role": "guest"}).status == 403
    assert site.get("/roles", headers={"x-role": "admin"}).status == 200
    assert site.get("/roles", method="PUT", headers=SAME_ORIGIN).status == 200
    # What is not turned away is not let through either: nothing matched.
    assert site.get("/no-bots", headers={"user-agent": "bot/1"}).status == 403
    assert site.get("/no-bots", headers={"user-agent": "human"}).status == 403


def test_a_listener_is_guarded_but_for_a_route_that_opts_out(site: Site) -> None:
    inside = partial(site.get, "/inside", 81)
    assert [inside().status for _ in range(3)] == [401, 401, 401]
    assert [inside(headers=credentials("bob", "pw")).status for _ in range(3)] == [200, 200, 429]
    assert {site.get("/lobby", 81).status for _ in range(4)} == {200}


def test_what_a_stock_envoy_cannot_do_is_left_out_and_said(site: Site) -> None:
    assert "x-t" not in (headers := site.get("/template").headers)
    assert headers["x-h"] == ["h"]
    findings = build_bootstrap(rendered(MANIFESTS).resources).findings
    assert [finding.rule for finding in findings] == [FILTER_LEFT_OUT.id]
