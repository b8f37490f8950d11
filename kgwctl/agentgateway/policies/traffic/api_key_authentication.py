"""``traffic.apiKeyAuthentication``: callers show a key that a Secret holds."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from kgwctl.agentgateway.environment import secret_values
from kgwctl.agentgateway.policies.contract import Feature, Made, Origin, Part, Problem
from kgwctl.agentgateway.resources.generated.resource import TrafficPolicySpec
from kgwctl.api.kinds import SECRET
from kgwctl.golang.json_syntax import GoJsonError, check_json
from kgwctl.output.sensitive import Sensitive

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kgwctl.agentgateway.environment import Environment
    from kgwctl.api.agentgateway.traffic_auth import APIKeyAuthentication
    from kgwctl.objects.resource import Resource

_APIKey = TrafficPolicySpec.APIKey
_JSON_TYPES = {str: "string", bool: "bool", int: "number", float: "number", list: "array", dict: "object"}


class _KeyProblem(ValueError):
    """A value that is no key; the text is Go's."""


class _EmptyKeyError(_KeyProblem):
    """A value that the controller does not survive."""


def translate(spec: APIKeyAuthentication, origin: Origin, env: Environment) -> Made:
    """``plugins/traffic_plugin.go:processAPIKeyAuthenticationPolicy@v2.2.0``.

    Every value of a Secret is a key. Upstream walks a Go map; ours go by the name of the Secret and the key.
    """
    path = "secretRef" if spec.secret_ref is not None else "secretSelector"
    secrets: Sequence[Resource[Any]] = ()
    if spec.secret_ref is not None:
        name = spec.secret_ref.name or ""
        found = env.find(*SECRET, origin.namespace, name)
        if found is None:
            return Made(problems=(Problem(f"API Key secret {name} not found", (path,)),))
        secrets = (found,)
    if spec.secret_selector is not None:
        secrets = env.secrets_labelled(origin.namespace, spec.secret_selector.match_labels)
    keys = _APIKey(mode="OPTIONAL" if spec.mode == "Optional" else "STRICT")
    problems = []
    for secret in secrets:
        for name, value in sorted(secret_values(secret).items()):
            try:
                keys.api_keys.append(_user(value))
            except _KeyProblem as problem:
                text = f"secret {secret.name} contains invalid key {name}: {problem}"
                problems.append(Problem(text, (path,), panics=isinstance(problem, _EmptyKeyError)))
    return Made((Part("apikeyauth", TrafficPolicySpec(api_key_auth=keys)),), tuple(problems))


def _user(value: bytes) -> TrafficPolicySpec.APIKey.User:
    """A key alone, or an object with the key and metadata. Raises :class:`_KeyProblem`."""
    text = value.decode("utf-8", "replace")
    if not text.strip():
        raise _EmptyKeyError("an empty value makes the controller panic")
    if not text.strip().startswith("{"):
        return _APIKey.User(key=Sensitive(text), metadata={})
    try:
        check_json(text)
    except GoJsonError as error:
        raise _KeyProblem(str(error)) from None
    entry = {name.lower(): member for name, member in json.loads(text).items()}
    key, metadata = entry.get("key"), entry.get("metadata")
    if key is not None and not isinstance(key, str):
        kind = _JSON_TYPES[type(key)]
        raise _KeyProblem(f"json: cannot unmarshal {kind} into Go struct field APIKeyEntry.key of type string")
    if metadata is not None and not isinstance(metadata, dict):
        kind = _JSON_TYPES[type(metadata)]
        text = f"json: cannot unmarshal {kind} into Go value of type map[string]json.RawMessage"
        raise _KeyProblem(f"bad StructValue: {text}")
    return _APIKey.User(key=Sensitive(key) if key else "", metadata=metadata or {})


FEATURE = Feature(("apiKeyAuthentication",), translate)
