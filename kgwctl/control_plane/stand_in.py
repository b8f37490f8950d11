"""Answers in place of backends that cannot be reached from here, and says which one was meant."""

from __future__ import annotations

import asyncio
import json
import threading
from typing import TYPE_CHECKING, Self

from kgwctl.envoy.bootstrap import LOOPBACK

if TYPE_CHECKING:
    from types import TracebackType

#: The response header with the backend that was meant.
HEADER = "x-kgwctl-stand-in"
_LONGEST_HEAD = 1 << 16


class StandIns:
    """One loopback port for each backend, all in one thread, for the time of a ``with`` block.

    Speaks HTTP/1.1. Every request is answered with 200 and a JSON account of it.
    """

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="stand-ins", daemon=True)
        self._servers: dict[str, asyncio.Server] = {}

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        asyncio.run_coroutine_threadsafe(self._close(), self._loop).result(5)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)
        self._loop.close()

    def port_of(self, backend: str) -> int:
        """The port that answers for ``backend``, opened when first asked for."""
        if backend not in self._servers:
            opening = asyncio.run_coroutine_threadsafe(self._open(backend), self._loop)
            self._servers[backend] = opening.result(5)
        port: int = self._servers[backend].sockets[0].getsockname()[1]
        return port

    async def _open(self, backend: str) -> asyncio.Server:
        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            try:
                while await _answer(backend, reader, writer):
                    pass
            except (OSError, ValueError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
                return  # Not HTTP, or gone in the middle: there is nobody to tell.
            finally:
                writer.close()

        return await asyncio.start_server(serve, LOOPBACK, 0, limit=_LONGEST_HEAD)

    async def _close(self) -> None:
        for server in self._servers.values():
            server.close()
        for task in asyncio.all_tasks() - {asyncio.current_task()}:
            task.cancel()


async def _answer(backend: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
    """Answer one request; whether the connection stays open."""
    head = await reader.readuntil(b"\r\n\r\n")
    request, *lines = head.decode("latin-1").split("\r\n")
    method, path, _ = request.split(" ", 2)
    headers = {name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    await _skip_body(headers, reader)
    account = {"backend": backend, "method": method, "host": headers.get("host", ""), "path": path}
    body = json.dumps(account, indent=2).encode() + b"\n"
    writer.write(
        f"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n{HEADER}: {backend}\r\n"
        f"content-length: {len(body)}\r\n\r\n".encode("latin-1", "replace")
        + (b"" if method == "HEAD" else body)
    )
    await writer.drain()
    return headers.get("connection", "").lower() != "close"


async def _skip_body(headers: dict[str, str], reader: asyncio.StreamReader) -> None:
    if headers.get("transfer-encoding", "").lower() == "chunked":
        while size := int((await reader.readline()).split(b";")[0], 16):
            await reader.readexactly(size + 2)
        await reader.readuntil(b"\r\n")
        return
    await reader.readexactly(int(headers.get("content-length") or 0))
