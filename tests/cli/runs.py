"""Runs of the real command line: in this process where that is enough, else in one of its own."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from kgwctl.cli.fast_path import run


class Done(NamedTuple):
    """A finished run. ``err`` is text, as messages are for people."""

    code: int
    out: bytes
    err: str

    @property
    def documents(self) -> list[Any]:
        """The result, read back."""
        return list(yaml.load_all(self.out, yaml.CSafeLoader))


def command(*arguments: str, stdin: bytes = b"", program: str = "kgwctl") -> Done:
    """Run the command line here, with streams of its own."""
    out, err = io.BytesIO(), io.StringIO()
    streams = sys.stdin, sys.stdout, sys.stderr
    sys.stdin = io.TextIOWrapper(io.BytesIO(stdin))
    sys.stdout = io.TextIOWrapper(out, encoding="utf-8")
    sys.stderr = err
    try:
        code = run([program, *arguments])
        if sys.stdout is not None:
            sys.stdout.flush()
        return Done(code, out.getvalue(), err.getvalue())
    finally:
        sys.stdin, sys.stdout, sys.stderr = streams


def process(*arguments: str, cwd: Path, stdin: bytes = b"", **environment: str) -> Done:
    """Run the command line in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "kgwctl", *arguments],
        input=stdin,
        capture_output=True,
        cwd=cwd,
        env=os.environ | environment,
        timeout=60,
        check=False,
    )
    return Done(done.returncode, done.stdout, done.stderr.decode("utf-8", "replace"))


def shell(script: str, cwd: Path) -> Done:
    """Run a line of shell in which ``kgwctl`` is ours."""
    text = f'kgwctl() {{ "{sys.executable}" -m kgwctl "$@"; }}\n{script}'
    done = subprocess.run(["bash", "-c", text], capture_output=True, cwd=cwd, timeout=60, check=False)
    return Done(done.returncode, done.stdout, done.stderr.decode("utf-8", "replace"))


GATEWAY = """\
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata:
  name: web
  namespace: shop
spec:
  gatewayClassName: kgateway
  listeners:
    - name: http
      port: 8080
      protocol: HTTP
"""
ROUTE = """\
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata:
  name: catalogue
  namespace: shop
spec:
  parentRefs:
    - name: web
  rules:
    - backendRefs:
        - name: catalogue
          port: 80
"""
SERVICE = """\
apiVersion: v1
kind: Service
metadata:
  name: catalogue
  namespace: shop
spec:
  ports:
    - port: 80
"""
#: A Gateway with one route to one Service: what every good run renders.
GOOD = "---\n".join((GATEWAY, ROUTE, SERVICE))
