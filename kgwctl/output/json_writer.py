"""Results as JSON."""

from __future__ import annotations

from typing import Any

import msgspec

from kgwctl.output.sensitive import redacted, shown
from kgwctl.printable import escaped_json


def to_json(value: Any, *, show_secrets: bool = False, pretty: bool = True) -> bytes:
    """``value`` (records, dicts, lists, scalars) as UTF-8 JSON, ending in a newline when ``pretty``.

    Records keep the order of their fields, map keys are sorted. Secrets are redacted unless
    ``show_secrets``. Raises :class:`TypeError` for a value that is not data.
    """
    encoder = msgspec.json.Encoder(enc_hook=shown if show_secrets else redacted, order="deterministic")
    text = escaped_json(encoder.encode(value))
    return msgspec.json.format(text, indent=2) + b"\n" if pretty else text
