"""No field without a claim, no claim without a module and a proof that names the field."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Literal, get_args, get_origin, get_type_hints

import msgspec
import pytest
import yaml

from kgwctl.api import registry
from kgwctl.api.kgateway.backend_config_policy.policy import BackendConfigPolicy, BackendConfigPolicySpec
from kgwctl.api.kgateway.gateway_extension.extension import GatewayExtension
from kgwctl.api.kgateway.listener_policy.http_settings import HTTPListenerPolicy, HTTPSettings
from kgwctl.api.kgateway.traffic_policy.policy import TrafficPolicy, TrafficPolicySpec
from kgwctl.api.kinds import GroupKind
from kgwctl.envoy import not_rendered
from kgwctl.envoy.backend_config_policy.registry import SETTINGS
from kgwctl.envoy.coverage import Claim, claims_of, covered_kinds, fields, rows
from kgwctl.envoy.listener_policy.registry import SETTINGS as HTTP_SETTINGS
from kgwctl.envoy.traffic_policy.registry import FEATURES as ROWS
from kgwctl.envoy.traffic_policy.registry import Row
from kgwctl.envoy.traffic_policy.registry import feature as feature_named
from tests.envoy.case_files import read
from tools.docs import coverage as page

TESTS = Path(__file__).resolve().parent.parent
KINDS = [pytest.param(kind, id=kind.kind) for kind in covered_kinds()]


@cache
def text(proof: str) -> str:
    return (TESTS / proof).read_text("utf-8")


@pytest.mark.parametrize("kind", KINDS)
def test_every_field_is_claimed_and_every_claim_used(kind: registry.Kind) -> None:
    used = {claim for row in rows(kind) for claim in row.claims}
    assert used == set(claims_of(kind))


@pytest.mark.parametrize("kind", KINDS)
def test_claims_say_who_translates_a_field_or_why_nobody_does(kind: registry.Kind) -> None:
    for claim in claims_of(kind):
        assert bool(claim.module) != bool(claim.reason), claim
        if claim.module:
            assert find_spec(f"kgwctl.{claim.module}"), claim
            assert claim.proof, claim


@pytest.mark.parametrize("kind", KINDS)
def test_the_proof_names_the_field(kind: registry.Kind) -> None:
    for row in rows(kind):
        for claim in row.claims:
            name = row.field.rpartition(".")[2]
            walked = "proxy/test_every_field.py" in claim.proof
            named = walked or any(re.search(rf"\b{name}\b", text(proof)) for proof in claim.proof)
            assert named or not claim.module, f"{kind.kind} {row.field} is not in {claim.proof}"


def test_a_field_without_a_claim_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    kind = registry.find_kind(registry.GATEWAY_API, "HTTPRoute")
    assert kind is not None
    monkeypatch.setattr("kgwctl.envoy.coverage.CLAIMS", {GroupKind(*kind[:2]): (Claim("spec.hostnames", "x"),)})
    with pytest.raises(LookupError, match=r"nothing claims HTTPRoute spec\.parentRefs"):
        list(rows(kind))


FEATURES = tuple(feature_named(row.name) for row in ROWS)


@pytest.mark.parametrize("row", [pytest.param(row, id=row.name) for row in ROWS])
def test_the_registry_says_what_the_feature_says(row: Row) -> None:
    feature = feature_named(row.name)
    assert feature.name == row.name
    names = {member.name: member.encode_name for member in msgspec.structs.fields(TrafficPolicySpec)}
    assert {field.partition(".")[0] for field in feature.fields} == {names[row.attribute.partition(".")[0]]}


def test_what_is_not_rendered_exists_and_is_no_features() -> None:
    claimed = {f"spec.{field}" for feature in FEATURES for field in feature.fields}
    existing = list(fields(TrafficPolicy))
    for path in not_rendered.FIELDS[not_rendered.TRAFFIC_POLICY]:
        name = ".".join(path)
        assert name not in claimed
        assert any(field == name or field.startswith(f"{name}.") for field in existing)


def test_the_page_is_fresh() -> None:
    assert (TESTS.parent / page.PATH).read_text("utf-8") == page.render(), "run make docs"


def inputs(file: str, kind: str) -> Iterator[dict[str, Any]]:
    """The specs of a kind of policy in a case file."""
    for case in read(TESTS / "envoy" / file).cases:
        for document in yaml.safe_load_all(case.manifests):
            if document["kind"] == kind:
                yield document["spec"]


def said(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Every scalar of a value with its path; lists are not marked."""
    if isinstance(value, dict):
        yield path, {}
        for key, member in value.items():
            yield from said(member, f"{path}.{key}" if path else key)
    elif isinstance(value, list):
        for member in value:
            yield from said(member, path)
    else:
        yield path, value


@pytest.mark.parametrize("feature", [pytest.param(feature, id=feature.name) for feature in FEATURES])
def test_every_field_and_value_of_a_feature_has_an_input(feature: Any) -> None:
    file = f"traffic_policy/cases/{type(feature).__module__.rpartition('.')[2]}.yaml"
    assert_every_field_and_value(file, TrafficPolicy, feature.fields)


@pytest.mark.parametrize(
    ("field", "file"),
    [("extAuth", "ext_auth"), ("extProc", "ext_proc"), ("rateLimit", "global_rate_limit")],
)
def test_every_field_and_value_of_an_extension_has_an_input(field: str, file: str) -> None:
    assert_every_field_and_value(f"traffic_policy/cases/{file}.yaml", GatewayExtension, (field,))


@pytest.mark.parametrize("row", [pytest.param(row, id=row.field) for row in SETTINGS])
def test_every_field_and_value_of_a_setting_has_an_input(row: Any) -> None:
    assert_every_field_and_value(f"clusters/cases/{row.module}.yaml", BackendConfigPolicy, (row.field,))


@pytest.mark.parametrize("row", [pytest.param(row, id=row.field) for row in HTTP_SETTINGS])
def test_every_field_and_value_of_an_http_setting_has_an_input(row: Any) -> None:
    assert_every_field_and_value(f"listeners/cases/{row.module}.yaml", HTTPListenerPolicy, (row.field,))


@pytest.mark.parametrize(("settings", "spec"), [(SETTINGS, BackendConfigPolicySpec), (HTTP_SETTINGS, HTTPSettings)])
def test_settings_are_of_the_field_they_say(settings: tuple[Any, ...], spec: type[msgspec.Struct]) -> None:
    names = {member.name: member.encode_name for member in msgspec.structs.fields(spec)}
    assert {row.attribute: row.field for row in settings} == {
        name: field for name, field in names.items() if not name.startswith("target_")
    }


def assert_every_field_and_value(file: str, policy: type[Any], owned: Iterable[str]) -> None:
    """A case file has inputs for all that is below the ``owned`` fields of a kind of policy."""
    values: dict[str, list[Any]] = {}
    for spec in inputs(file, policy.__name__):
        for path, value in said(spec):
            values.setdefault(path, []).append(value)
    wanted = [field.removeprefix("spec.") for field in fields(policy)]
    for own in owned:
        for path in (field for field in wanted if field == own or field.startswith(f"{own}.")):
            assert path in values or any(key.startswith(f"{path}.") for key in values), path
            for choice in choices(policy, path):
                assert choice in values[path], f"{path}: {choice}"


def choices(policy: type[Any], path: str) -> tuple[Any, ...]:
    """The values of an enum or a boolean at a path below ``spec``."""
    found: Any = policy
    for name in ("spec", *path.split(".")):
        names = {member.encode_name: member.name for member in msgspec.structs.fields(found)}
        found = _plain(get_type_hints(found)[names[name]])
        if found is dict:
            return ()
    if get_origin(found) is Literal:
        return get_args(found)
    return (True, False) if found is bool else ()


def _plain(hint: Any) -> Any:
    """A type without ``None``, tuple and mapping around it."""
    arguments = [one for one in get_args(hint) if one not in (type(None), Ellipsis)]
    if get_origin(hint) is Literal or not arguments:
        return hint
    return dict if get_origin(hint) is dict else _plain(arguments[0])
