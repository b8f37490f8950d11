"""Whether agentgateway v0.11.1 would load a local file, without running it.

First upstream's JSON schema, where it and the binary agree; then what it cannot see or sees otherwise. Held against
the verdicts of the real binary by ``test_local_checks.py``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import jsonschema
import yaml

from kgwctl.cel.standard import is_standard
from kgwctl.re2.syntax import PatternError, parse
from tests.conftest import upstream_root

_HOST = re.compile(r"[^:\[\]/]+:\d{1,5}")
_EXPANSION = re.compile(r"\$(?:\$|\{?(\w*)\}?)")
_VERSIONS = ("HTTP/0.9", "HTTP/1.0", "HTTP/1.1", "HTTP/2.0", "HTTP/3.0")
#: Where expressions stand: two neighbours on the way to them, whatever is in between and after.
_EXPRESSIONS = (
    ("authorization", "rules"),
    ("mcpAuthorization", "rules"),
    ("transformations", "set"),
    ("transformations", "add"),
    ("transformations", "body"),
    ("extAuthz", "metadata"),
    ("extAuthz", "addRequestHeaders"),
    ("extAuthz", "path"),
    ("extAuthz", "redirect"),
    ("accessLog", "filter"),
    ("accessLog", "add"),
    ("tracing", "attributes"),
    ("tracing", "resources"),
    ("tracing", "randomSampling"),
    ("tracing", "clientSampling"),
    ("descriptors", "value"),
)


@cache
def _schema() -> Any:
    root = upstream_root()
    assert root is not None
    path = next(root.parent.glob("agentgateway-v0.11.1")) / "schema" / "config.json"
    return jsonschema.Draft202012Validator(json.loads(path.read_text()))


def schema_available() -> bool:
    """Whether upstream's schema is at hand."""
    root = upstream_root()
    return root is not None and any(root.parent.glob("agentgateway-v0.11.1/schema/config.json"))


def problems(text: str) -> list[str]:
    """Why the binary would not load the file; empty if it would."""
    found = []
    for match in _EXPANSION.finditer(text):
        if match[0] != "$$" and match[1] != "HOME":
            found.append(f"undefined {match[0]}")
    config = yaml.safe_load(text.replace("$$", "$"))
    found += _own(config)
    found += [f"{error.json_path}: {error.message[:200]}" for error in _schema().iter_errors(_agreed(config))]
    return found


def _agreed(value: Any, name: str = "") -> Any:
    """The file in forms that binary and schema agree on, where the schema refuses what loads."""
    if isinstance(value, list):
        return [_agreed(one, name) for one in value]
    if not isinstance(value, dict):
        return value
    made = {key: _agreed(one, key) for key, one in value.items()}
    if made.pop("invalid", "absent") != "absent":
        made["host"] = "nowhere:1"
    service = made.get("service")
    if isinstance(service, dict) and isinstance(service.get("name"), str):
        namespace, _, hostname = service["name"].partition("/")
        made["service"] = {**service, "name": {"namespace": namespace, "hostname": hostname}}
    if name == "retry" and "codes" in made:
        made["codes"] = [code % 256 for code in made["codes"]]
    if name in ("authorization", "mcpAuthorization") and "rules" in made:
        made["rules"] = [
            one.get("allow", one.get("deny", one)) if isinstance(one, dict) else one for one in made["rules"]
        ]
    if isinstance(made.get("method"), dict):
        made["method"] = made["method"].get("method")
    return made


def _own(config: Any) -> Iterator[str]:
    for bind in config.get("binds") or ():
        for listener in bind.get("listeners") or ():
            protocol = listener.get("protocol", "HTTP")
            wanted = "tcpRoutes" if protocol in ("TCP", "TLS") else "routes"
            if protocol != "HBONE" and wanted not in listener:
                yield f"protocol {protocol} requires '{wanted}'"
            if protocol == "HTTPS" and "tls" not in listener:
                yield "HTTPS listener requires 'tls'"
    for entry in config.get("policies") or ():
        if len(entry["policy"]) != 1:
            yield "'policies' must contain exactly 1 policy"
    yield from _values(config, ())


def _values(value: Any, path: tuple[str, ...]) -> Iterator[str]:
    if isinstance(value, list):
        for one in value:
            yield from _values(one, path)
    elif isinstance(value, dict):
        yield from _members(value, path[-1] if path else "")
        for key, one in value.items():
            yield from _values(one, (*path, key))
    elif isinstance(value, str) and _is_expression(path) and not is_standard(value):
        yield f"{path[-1]}: not CEL: {value}"


def _is_expression(path: tuple[str, ...]) -> bool:
    return any(outer in path and inner in path[path.index(outer) :] for outer, inner in _EXPRESSIONS)


def _members(value: dict[str, Any], name: str) -> Iterator[str]:
    host = value.get("host")
    if name in ("mcp", "sse", "openapi"):
        if ("port" in value) != ("path" in value):
            yield "if port or path is set, both must be set"
    elif isinstance(host, str) and name not in ("authority", "azureOpenAI") and not _HOST.fullmatch(host):
        yield f"invalid host:port: {host}"
    if isinstance(value.get("service"), dict) and not isinstance(value["service"].get("name"), str):
        yield "service: the name is namespace/host"
    if name == "http" and "version" in value and value["version"] not in _VERSIONS:
        yield f"invalid version {value['version']}"
    regex = value.get("regex")
    if isinstance(regex, str):
        yield from _regex(regex)
    elif isinstance(regex, list):
        yield from _regex(regex[0])
    for line in str(value.get("htpasswd", "")).split("\n"):
        match = re.fullmatch(r"[^:]*:\$apr1\$[^$]*\$(.*)", line)
        if match and len(match[1]) < 22:
            yield "a short $apr1$ hash crashes the binary"


def _regex(pattern: str) -> Iterator[str]:
    try:
        parse(pattern)
    except PatternError as error:
        yield f"regex: {error}"
