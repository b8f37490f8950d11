"""Finding, asking and running the real Envoy."""

from __future__ import annotations

from http.client import HTTPConnection
from pathlib import Path

import pytest

from kgwctl.envoy.binary import EnvoyError, Server, Verdict, find_envoy, refusal, validate
from kgwctl.envoy.messages.generated import bootstrap, core, hcm, listener, route
from kgwctl.envoy.messages.generated.filters import router
from kgwctl.envoy.messages.message import Message, pack
from kgwctl.output.json_writer import to_json


def configuration(prefix: str | None = "/", regex: str = "") -> bytes:
    from kgwctl.envoy.messages.generated.matcher import RegexMatcher

    def loopback() -> core.Address:
        return core.Address(socket_address=core.SocketAddress(address="127.0.0.1", port_value=0))

    match = route.RouteMatch(safe_regex=RegexMatcher(regex=regex)) if regex else route.RouteMatch(prefix=prefix)
    answer = route.DirectResponseAction(status=207, body=core.DataSource(inline_string="here"))
    host = route.VirtualHost(name="v", domains=["*"], routes=[route.Route(match=match, direct_response=answer)])
    manager = hcm.HttpConnectionManager(
        stat_prefix="http",
        route_config=route.RouteConfiguration(name="r", virtual_hosts=[host]),
        http_filters=[hcm.HttpFilter(name="envoy.filters.http.router", typed_config=pack(router.Router()))],
    )
    chain = listener.FilterChain(filters=[listener.Filter(name="hcm", typed_config=pack(manager))])
    resources = bootstrap.Bootstrap.StaticResources(
        listeners=[listener.Listener(name="web", address=loopback(), filter_chains=[chain])]
    )
    return to_json(bootstrap.Bootstrap(static_resources=resources, admin=bootstrap.Admin(address=loopback())))


def test_the_variable_comes_first(tmp_path: Path) -> None:
    binary = tmp_path / "my-envoy"
    binary.touch(mode=0o755)
    assert find_envoy({"KGWCTL_ENVOY": str(binary), "PATH": ""}) == binary


@pytest.mark.parametrize("name", ["missing", "."])
def test_the_variable_must_name_a_program(tmp_path: Path, name: str) -> None:
    with pytest.raises(EnvoyError, match="KGWCTL_ENVOY"):
        find_envoy({"KGWCTL_ENVOY": str(tmp_path / name)})


def test_path_comes_last(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    binary = tmp_path / "envoy"
    binary.touch(mode=0o755)
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    assert find_envoy({"PATH": str(tmp_path)}) == binary
    assert find_envoy({"PATH": str(tmp_path / "elsewhere")}) is None


def test_a_good_configuration(envoy: Path) -> None:
    assert validate(configuration(), envoy) == Verdict(True, "")


def test_a_bad_configuration(envoy: Path) -> None:
    verdict = validate(configuration(regex="[x"), envoy)
    assert verdict == Verdict(False, "error initializing configuration '/dev/fd/0': missing ]: [x")


def test_something_that_is_not_envoy(tmp_path: Path) -> None:
    with pytest.raises(EnvoyError, match="cannot run"):
        validate(b"{}", tmp_path)


def test_a_program_that_does_not_answer(tmp_path: Path) -> None:
    binary = tmp_path / "slow"
    binary.write_text("#!/bin/sh\nexec sleep 10\n")
    binary.chmod(0o755)
    with pytest.raises(EnvoyError, match=r"did not answer in 0\.1 seconds"):
        validate(b"{}", binary, timeout=0.1)


@pytest.mark.parametrize(
    ("output", "message"),
    [
        ("noise\n error initializing configuration 'x': a\n\n  b \n", "error initializing configuration 'x': a b"),
        ("segmentation fault\n", "segmentation fault"),
        ("", ""),
    ],
)
def test_refusal(output: str, message: str) -> None:
    assert refusal(output) == message


def test_a_server_answers_on_the_port_it_chose(envoy: Path) -> None:
    with Server(configuration(), envoy) as server:
        process = server._process
        assert process is not None
        connection = HTTPConnection("127.0.0.1", server.ports["web"], timeout=5)
        connection.request("GET", "/")
        response = connection.getresponse()
        assert (response.status, response.read()) == (207, b"here")
        connection.close()
        assert server.admin("/ready") == (200, b"LIVE\n")
    assert process.poll() is not None


def test_a_server_that_is_refused_says_why(envoy: Path) -> None:
    with pytest.raises(EnvoyError, match=r"missing \]"), Server(configuration(regex="[x"), envoy):
        pytest.fail("it must not start")


def test_a_server_stops_when_the_block_fails(envoy: Path) -> None:
    started = []

    def fail() -> None:
        with Server(configuration(), envoy) as server:
            started.append(server._process)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    (process,) = started
    assert process is not None
    assert process.poll() is not None


def test_a_configuration_on_disk_is_private(envoy: Path) -> None:
    with Server(configuration(), envoy) as server:
        assert server._folder is not None
        assert (Path(server._folder.name) / "bootstrap.json").stat().st_mode & 0o077 == 0


def test_messages_of_any_kind_are_accepted() -> None:
    assert to_json(Message(), pretty=False) == b"{}"
