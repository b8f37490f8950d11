"""Start-up is a promise: which modules a run may load is tested as sets, never as times."""

from __future__ import annotations

import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parent.parent
#: What no ordinary run may import, whatever its input.
HEAVY = {
    "asyncio",
    "cel_expr_python",
    "celpy",
    "cryptography",
    "dataclasses",
    "google.protobuf",
    "inspect",
    "jsonschema",
    "pydantic",
    "rich",
    "ruamel",
    "subprocess",
    "typer",
    "typing_extensions",
    "xds",
}
#: What a render of plain HTTP routes has no use for: modules, or packages with all they hold.
NOT_FOR_PLAIN_HTTP = {
    "ipaddress",
    "json",
    "kgwctl.api.kgateway",
    "kgwctl.cel.compiler",
    "kgwctl.cel.google_engine",
    "kgwctl.cel.interpreter",
    "kgwctl.cel.parser",
    "kgwctl.cel.tokens",
    "kgwctl.cli.app",
    "kgwctl.cli.bootstraps",
    "kgwctl.cli.files",
    "kgwctl.envoy.bootstrap",
    "kgwctl.keys.certificates",
    "kgwctl.envoy.traffic_policy",
    "kgwctl.envoy.listeners.l4",
    "kgwctl.envoy.listeners.tls_context",
    "kgwctl.envoy.messages.generated.tls",
    "kgwctl.envoy.direct_response",
    "kgwctl.envoy.traffic_policy.kind",
    "kgwctl.lint",
    "kgwctl.manifests.json_reader",
    "kgwctl.manifests.yaml_reader",
    "kgwctl.migrate",
    "kgwctl.report",
    "pathlib",
    "tempfile",
    "yaml",
}
#: What a validation of plain HTTP routes without findings has no use for.
NOT_FOR_CLEAN_HTTP = {
    "difflib",
    "hashlib",
    "inspect",
    "ipaddress",
    "json",
    "kgwctl.api.kgateway",
    "kgwctl.cel.compiler",
    "kgwctl.cel.google_engine",
    "kgwctl.cel.interpreter",
    "kgwctl.cel.parser",
    "kgwctl.cel.tokens",
    "kgwctl.cli.app",
    "kgwctl.cli.config_file",
    "kgwctl.cli.files",
    "kgwctl.cli.catalogue",
    "kgwctl.envoy.clusters",
    "kgwctl.envoy.listeners",
    "kgwctl.envoy.messages",
    "kgwctl.envoy.policy_engine",
    "kgwctl.lint.catalogue",
    "kgwctl.lint.rules.deprecations",
    "kgwctl.incremental.memory",
    "kgwctl.manifests.block_places",
    "kgwctl.manifests.json_reader",
    "kgwctl.manifests.positions",
    "kgwctl.manifests.yaml_reader",
    "kgwctl.migrate",
    "kgwctl.schema.user_crds",
    "multiprocessing",
    "pathlib",
    "tempfile",
    "urllib",
    "yaml",
}


@cache
def loaded_by(*arguments: str) -> frozenset[str]:
    """The modules that a successful run of the command line imports, and the packages they lie in."""
    command = [sys.executable, "-v", "-m", "kgwctl", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, cwd=REPOSITORY, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout
    names = set(re.findall(r"^import '([\w.]+)' #", done.stderr, re.MULTILINE))
    return frozenset(".".join(name.split(".")[:depth]) for name in names for depth in range(1, name.count(".") + 2))


@pytest.mark.parametrize(
    "arguments",
    [
        ("--version",),
        ("render", "examples/basic-http"),
        ("render", "-o", "json", "examples/basic-http"),
        ("render", "examples/filters"),
        ("render", "examples/traffic-policies"),
        ("render", "examples/backend-policies"),
        ("render", "examples/listener-policies"),
        ("render", "examples/agentgateway-routes"),
        ("validate", "examples/basic-http"),
        ("validate", "examples/traffic-policies"),
        ("validate", "examples/backend-policies"),
        ("validate", "examples/listener-policies"),
    ],
    ids=" ".join,
)
def test_nothing_heavy_is_imported(arguments: tuple[str, ...]) -> None:
    assert not loaded_by(*arguments) & HEAVY


def test_certificates_cost_what_reading_them_costs() -> None:
    """A listener's certificate is checked against its key, and ``cryptography`` brings these two along."""
    assert loaded_by("validate", "examples/https") & HEAVY <= {"cryptography", "dataclasses", "inspect"}


def test_version_loads_only_the_entry_point() -> None:
    assert {name for name in loaded_by("--version") if name.split(".")[0] == "kgwctl"} == {"kgwctl"}


def test_plain_routes_load_nothing_of_other_features() -> None:
    assert not loaded_by("render", "examples/basic-http") & NOT_FOR_PLAIN_HTTP


def test_clean_routes_are_validated_with_nothing_of_other_features() -> None:
    assert not loaded_by("validate", "examples/basic-http") & NOT_FOR_CLEAN_HTTP


def test_migrations_are_loaded_where_something_is_old() -> None:
    arguments = ("validate", "--fail-on", "none", "examples/migrate")
    assert loaded_by(*arguments) >= {"kgwctl.lint.rules.deprecations", "kgwctl.manifests.block_places"}
    assert not loaded_by(*arguments) & (HEAVY | {"kgwctl.lint.catalogue"})


def test_a_kind_of_policy_is_loaded_where_the_input_has_one() -> None:
    loaded = loaded_by("render", "examples/traffic-policies")
    assert "kgwctl.envoy.traffic_policy.kind" in loaded
    assert "kgwctl.envoy.clusters.dynamic_forward_proxy" not in loaded


def test_certificates_are_read_where_a_listener_has_some() -> None:
    assert loaded_by("render", "examples/https") >= {"kgwctl.envoy.listeners.tls_context", "cryptography"}


@pytest.mark.parametrize(("example", "other"), [("basic-http", "agentgateway"), ("agentgateway-routes", "envoy")])
def test_a_plane_is_rendered_with_nothing_of_the_other(example: str, other: str) -> None:
    assert not {name for name in loaded_by("render", f"examples/{example}") if name.startswith(f"kgwctl.{other}")}


def test_every_name_of_a_budget_exists() -> None:
    """A module that is renamed must not slip out of its budget."""
    ours = {name for name in NOT_FOR_PLAIN_HTTP | NOT_FOR_CLEAN_HTTP if name.startswith("kgwctl.")}
    paths = {name: REPOSITORY / name.replace(".", "/") for name in ours}
    assert {name for name, path in paths.items() if not (path.is_dir() or path.with_suffix(".py").is_file())} == set()


def test_a_feature_is_loaded_where_a_policy_sets_its_field() -> None:
    loaded = loaded_by("validate", "examples/traffic-policies")
    assert "kgwctl.envoy.traffic_policy.buffer" in loaded
    assert "kgwctl.envoy.traffic_policy.api_key_auth" not in loaded


def test_a_setting_of_listeners_is_loaded_where_a_policy_has_it() -> None:
    loaded = loaded_by("render", "examples/listener-policies")
    assert "kgwctl.envoy.listener_policy.tracing" in loaded
    assert "kgwctl.envoy.listener_policy.http_listener_policy" not in loaded
    assert "kgwctl.envoy.listener_policy" not in loaded_by("render", "examples/traffic-policies")


def test_a_setting_of_backends_is_loaded_where_a_policy_has_it() -> None:
    loaded = loaded_by("render", "examples/backend-policies")
    assert "kgwctl.envoy.backend_config_policy.health" in loaded
    assert "kgwctl.envoy.backend_config_policy.upstream_tls" not in loaded
    assert "kgwctl.lint.rules.backend_policies" in loaded_by("validate", "examples/backend-policies")
    assert "kgwctl.lint.rules.backend_policies" not in loaded_by("validate", "examples/traffic-policies")


def test_no_module_imports_itself_by_way_of_others() -> None:
    """Local imports count; those for type checkers alone do not."""
    import grimp

    graph = grimp.build_graph("kgwctl", exclude_type_checking_imports=True, cache_dir=None)
    imports = {module: graph.find_modules_directly_imported_by(module) for module in graph.modules}
    # What imports nothing that is left cannot be in a circle, nor can what only imports such modules.
    while done := {module for module, others in imports.items() if not others & imports.keys()}:
        imports = {module: others for module, others in imports.items() if module not in done}
    assert sorted(imports) == []
