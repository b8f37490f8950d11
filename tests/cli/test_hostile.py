"""Input and surroundings that mean no good: one line or one finding, never a traceback."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from kgwctl.incremental import workers
from kgwctl.schema import crd_cache

from .runs import GOOD, ROUTE, command

MANY = "9" * 5000
COMMANDS = [
    ("validate", "-"),
    ("render", "-"),
    ("render", "-", "-o", "json"),
    ("migrate", "-"),
    ("migrate", "-", "-o", "json"),
    *(("validate", "-", "-o", form) for form in ("json", "yaml", "sarif", "junit", "github")),
]
KGATEWAY = "gateway.kgateway.dev/v1alpha1"


def policy(kind: str, spec: Any, **annotations: str) -> dict[str, Any]:
    return {"apiVersion": KGATEWAY, "kind": kind, "metadata": {"name": "a", "annotations": annotations}, "spec": spec}


def gateway(**annotations: str) -> dict[str, Any]:
    spec = {"gatewayClassName": "kgateway", "listeners": [{"name": "http", "port": 80, "protocol": "HTTP"}]}
    meta = {"name": "a", "annotations": annotations}
    return {"apiVersion": "gateway.networking.k8s.io/v1", "kind": "Gateway", "metadata": meta, "spec": spec}


SERVICE = {"targetRefs": [{"group": "", "kind": "Service", "name": "a"}]}
ROUTE_TARGET = {"targetRefs": [{"group": "gateway.networking.k8s.io", "kind": "HTTPRoute", "name": "a"}]}
DIGITS: dict[str, Any] = {
    "quantity": policy("TrafficPolicy", ROUTE_TARGET | {"buffer": {"maxRequestSize": MANY}}),
    "quantity with a fraction": policy("TrafficPolicy", ROUTE_TARGET | {"buffer": {"maxRequestSize": f"1.{MANY}Ki"}}),
    "annotation": gateway(**{"kgateway.dev/per-connection-buffer-limit": f"{MANY}Ki"}),
    "duration": policy("BackendConfigPolicy", SERVICE | {"connectTimeout": f"{MANY}s"}),
    "duration with a fraction": policy("BackendConfigPolicy", SERVICE | {"connectTimeout": f"0.{MANY}s"}),
    "expression": policy("TrafficPolicy", ROUTE_TARGET | {"rbac": {"policy": {"matchExpressions": [f"{MANY} > 1"]}}}),
    "weight": policy("TrafficPolicy", ROUTE_TARGET, **{"kgateway.dev/route-weight": MANY}),
    "number": policy(
        "TrafficPolicy", ROUTE_TARGET | {"rateLimit": {"local": {"tokenBucket": {"maxTokens": 10**4200}}}}
    ),
}


@pytest.mark.parametrize("case", DIGITS)
def test_numbers_of_many_digits(case: str) -> None:
    for arguments in COMMANDS:
        done = command(*arguments, stdin=json.dumps(DIGITS[case]).encode())
        assert done.code in (0, 1, 3), (arguments, done.err)
        assert "Exceeds the limit" not in done.err + done.out.decode()


def test_more_digits_than_python_reads() -> None:
    text = json.dumps(DIGITS["number"]).replace(str(10**4200), MANY)
    assert command("validate", "-", stdin=text.encode()).code in (1, 3)
    assert command("validate", "-", "-j", MANY, stdin=GOOD.encode()).code == 0
    assert command("validate", "-", "-j", "0" * 5000, stdin=GOOD.encode()).code == 2


@pytest.mark.parametrize("arguments", COMMANDS)
def test_halves_of_surrogate_pairs(arguments: tuple[str, ...]) -> None:
    """Go reads U+FFFD, in keys as in values; a whole pair is a character."""
    odd = {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": {"name": "\ud800x", "labels": {"a\udfff": "\ud83d\ude00"}},
    }
    route = {"apiVersion": "gateway.networking.k8s.io/v1", "kind": "HTTPRoute", "metadata": {"name": "a"}}
    route["spec"] = {"parentRefs": [{"name": "\ud800"}]}
    done = command(*arguments, stdin=(json.dumps(odd) + "\n" + json.dumps(route)).encode())
    assert done.code in (0, 1)
    if arguments == ("validate", "-", "-o", "json"):
        assert "\ufffdx" in done.out.decode()


def test_legacy_objects_in_a_stream_of_json() -> None:
    old = policy(
        "HTTPListenerPolicy", {"targetRefs": [{"group": "gateway.networking.k8s.io", "kind": "Gateway", "name": "a"}]}
    )
    stream = "\n".join(
        json.dumps(each) for each in (gateway(**{"kgateway.dev/per-connection-buffer-limit": "1Ki"}), old, old)
    )
    for arguments in COMMANDS:
        assert command(*arguments, stdin=stream.encode()).code in (0, 1), arguments
    assert "put --- between objects" in command("migrate", "-", stdin=stream.encode()).err


@pytest.mark.parametrize("content", [b"\xff{}", b'{"a": "\xff"}', b"[" * 100_000, b"\0", b"null", b""])
def test_a_baseline_that_is_none(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "baseline.json").write_bytes(content)
    done = command("validate", "-", "--baseline", str(tmp_path / "baseline.json"), stdin=GOOD.encode())
    assert (done.code, done.err.count("\n")) == (2, 1)


@pytest.mark.parametrize(
    "content",
    [b'baseline: "a\\0b"\n', b"\xff\xfe", b"\xff: 1\n", b'output: ["sarif=a\\0b"]\n', b'crds: ["a\\0b"]\n', b"a: [\n"],
)
def test_a_configuration_that_is_none(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "config.yaml").write_bytes(content)
    done = command("validate", "-", "--config", str(tmp_path / "config.yaml"), stdin=GOOD.encode())
    assert done.code in (2, 3)
    assert "internal" not in done.err


CRD = {
    "apiVersion": "apiextensions.k8s.io/v1",
    "kind": "CustomResourceDefinition",
    "metadata": {"name": "things.example.com"},
    "spec": {
        "group": "example.com",
        "scope": "Namespaced",
        "names": {"kind": "Thing", "plural": "things"},
        "versions": [{"name": "v1", "served": True, "storage": True}],
    },
}


def test_null_keywords_of_a_schema_are_absent(tmp_path: Path) -> None:
    nothing = dict.fromkeys(
        (
            "properties",
            "allOf",
            "anyOf",
            "oneOf",
            "not",
            "pattern",
            "items",
            "required",
            "enum",
            "x-kubernetes-validations",
        )
    )
    schema = {"type": "object", "properties": {"spec": {"type": "object", **nothing}, "more": None}, "default": None}
    CRD["spec"]["versions"][0]["schema"] = {"openAPIV3Schema": schema}  # type: ignore[index]
    (tmp_path / "crd.json").write_text(json.dumps(CRD))
    thing = {"apiVersion": "example.com/v1", "kind": "Thing", "metadata": {"name": "a"}, "spec": {}}
    done = command(
        "validate", "-", "--crds", str(tmp_path / "crd.json"), "--no-cache", stdin=json.dumps(thing).encode()
    )
    assert done.code in (0, 1)
    assert "internal" not in done.err


def test_names_that_are_no_text(tmp_path: Path) -> None:
    folder = tmp_path / os.fsdecode(b"dir\xfe")
    folder.mkdir()
    (folder / os.fsdecode(b"route\xff.yaml")).write_text(ROUTE.replace("port: 80", "port: 80000"))
    for form in ("text", "json", "yaml", "sarif", "junit", "github"):
        done = command("validate", str(tmp_path), "-o", form, "--write-baseline", str(tmp_path / "b.json"))
        assert done.code == 1
        assert b"xff" in done.out
    assert command("validate", str(tmp_path), "--baseline", str(tmp_path / "b.json")).code == 0
    assert command("render", str(tmp_path)).code == 1
    assert command("migrate", str(tmp_path)).code == 0


def test_a_user_without_a_home(monkeypatch: pytest.MonkeyPatch) -> None:
    def homeless() -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.setattr(crd_cache.Path, "home", homeless)
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    text = GOOD + "#" * (1 << 18)
    assert command("validate", "-", stdin=text.encode()).code == 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
@pytest.mark.parametrize("arguments", ["validate good.yaml", "render good.yaml", "--version", "--help", "rules"])
def test_a_full_disk(arguments: str, tmp_path: Path) -> None:
    (tmp_path / "good.yaml").write_text(GOOD)
    line = f"{sys.executable} -m kgwctl {arguments} > /dev/full"
    done = subprocess.run(["/bin/sh", "-c", line], capture_output=True, cwd=tmp_path, timeout=60, check=False)
    assert (done.returncode, done.stderr.count(b"\n")) == (2, 1)
    assert b"No space left" in done.stderr


@pytest.mark.skipif(not Path("/proc").exists(), reason="no list of processes")
@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGINT, 130)])
def test_what_was_started_ends_too(number: signal.Signals, code: int, tmp_path: Path) -> None:
    """Workers end with the process that started them, and no draft is left."""
    for each in range(40):
        (tmp_path / f"{each}.yaml").write_text(
            "---\n".join(ROUTE.replace("catalogue", f"r{each}-{n}") for n in range(400))
        )
    environment = os.environ | {"XDG_CACHE_HOME": str(tmp_path / "cache")}
    started = subprocess.Popen(
        [sys.executable, "-m", "kgwctl", "validate", ".", "-j", "2"],
        cwd=tmp_path,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    children: list[str] = []
    listed = Path(f"/proc/{started.pid}/task/{started.pid}/children")
    while not children and started.poll() is None:
        children = listed.read_text().split()
        time.sleep(0.01)
    if len(os.sched_getaffinity(0)) > 1:
        assert 0 < len(children) <= 2
    started.send_signal(number)
    _, err = started.communicate(timeout=60)
    assert started.returncode == code
    assert err == b""
    for child in children:
        assert not Path(f"/proc/{child}").exists()
    assert not [path for path in tmp_path.rglob("*") if path.suffix == f".{started.pid}"]


def test_no_more_workers_than_cores_or_work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    real = workers._started

    def noted(count: int) -> Any:
        asked.append(count)
        return real(count)

    monkeypatch.setattr(workers, "_started", noted)
    monkeypatch.setattr("kgwctl.incremental.check._WORTH_SHARING", 0)
    (tmp_path / "a.yaml").write_text(GOOD)
    command("validate", str(tmp_path), "-j", "5000", "--no-cache")
    (tmp_path / "b.yaml").write_text(GOOD.replace("catalogue", "b"))
    command("validate", str(tmp_path), "-j", "5000", "--no-cache")
    assert asked == [1, min(2, len(os.sched_getaffinity(0)))]


def test_work_of_a_worker_that_is_gone_is_done(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for each in range(8):
        (tmp_path / f"{each}.yaml").write_text(ROUTE.replace("catalogue", f"r{each}"))
    expected = command("validate", str(tmp_path), "-j", "1", "--no-cache")
    real = workers._started

    def killed(count: int) -> Any:
        started = real(count)
        for worker in started:
            worker.process.kill()
        return started

    monkeypatch.setattr(workers, "_started", killed)
    monkeypatch.setattr("kgwctl.incremental.check._WORTH_SHARING", 0)
    assert command("validate", str(tmp_path), "-j", "2", "--no-cache") == expected


@pytest.mark.parametrize("arguments", COMMANDS)
def test_what_follows_a_document_may_be_no_text(arguments: tuple[str, ...]) -> None:
    route = {
        "apiVersion": "gateway.networking.k8s.io/v1",
        "kind": "HTTPRoute",
        "metadata": {"name": "a"},
        "spec": {"odd": 1},
    }
    for text in (
        json.dumps(route).encode(),
        b"---\n" + json.dumps(route).encode(),
        b"apiVersion: v1\nkind: Service\nspec: 1\n",
    ):
        for rest in (b"\n...\n\xff\n", b"\n\xff", b" \xf5{", b"\n---\n\xff: 1\n"):
            assert command(*arguments, stdin=text + rest).code in (0, 1, 3)
