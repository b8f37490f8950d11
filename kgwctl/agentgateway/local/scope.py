"""What the parts of a local file share while it is built."""

from __future__ import annotations

from base64 import b64decode
from typing import TYPE_CHECKING, Any, NamedTuple

from kgwctl.output.sensitive import Sensitive

if TYPE_CHECKING:
    from kgwctl.agentgateway.local.attached import Attached, Setting
    from kgwctl.agentgateway.local.notes import Notes
    from kgwctl.agentgateway.resources.generated.resource import Backend


class NamedHost(NamedTuple):
    """A host that has settings, and so needs a name in the file."""

    host: str
    settings: list[Setting]


class Scope:
    """Backends by key, policies by target, and what is to be written beside or said about the file.

    ``files`` are certificates and keys by file name; ``hosts`` the named backends of the file.
    """

    def __init__(self, prefix: str, backends: dict[str, Backend], attached: Attached, notes: Notes) -> None:
        self.prefix = prefix
        self.backends = backends
        self.attached = attached
        self.notes = notes
        self.files: dict[str, bytes] = {}
        self.hosts: dict[str, NamedHost] = {}

    def file(self, name: str, ending: str, content: str) -> str:
        """Put base64 text into a file of its own; returns the file's name."""
        data = proto_bytes_of(content)
        path = f"{self.prefix}-{name}.{ending}"
        number = 1
        while self.files.get(path, data) != data:
            number += 1
            path = f"{self.prefix}-{name}-{number}.{ending}"
        self.files[path] = data
        return path


def plain(text: str) -> str:
    """A text that may be secret, as it is."""
    return text.reveal() if isinstance(text, Sensitive) else text


def proto_bytes_of(text: str) -> bytes:
    """Bytes from their form in proto-JSON."""
    return b64decode(plain(text))


def text_of(encoded: str) -> str:
    """Text from bytes in their form in proto-JSON."""
    return proto_bytes_of(encoded).decode("utf-8", "replace")


def without_absent(**members: Any) -> dict[str, Any]:
    """The members that are neither absent nor empty."""
    return {name: value for name, value in members.items() if value not in (None, [], {}, "")}
