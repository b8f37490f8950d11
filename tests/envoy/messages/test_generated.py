"""The generated modules: up to date, typed as the descriptors say, cheap to load apart."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import msgspec
import pytest
from google.protobuf import descriptor_pool

from kgwctl.envoy.messages.generated.registry import RECORDS
from kgwctl.envoy.messages.message import message_class

REPOSITORY = Path(__file__).resolve().parents[3]
HAND_WRITTEN = ("google.protobuf.", "envoy.api.v2.")


def test_generated_modules_are_up_to_date() -> None:
    script = REPOSITORY / "tools" / "generate_messages.py"
    done = subprocess.run([sys.executable, str(script), "--check"], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("full_name", RECORDS)
def test_record_has_the_name_and_json_names_of_its_message(full_name: str) -> None:
    cls = message_class(f"type.googleapis.com/{full_name}")
    assert full_name == cls.PROTO
    assert cls.__struct_encode_fields__[0] == "@type"
    if full_name.startswith(HAND_WRITTEN):
        return
    by_package = full_name.rpartition(".")[0]
    while not by_package.rpartition(".")[2][0].islower():
        by_package = by_package.rpartition(".")[0]
    _import_package(by_package)
    descriptor = descriptor_pool.Default().FindMessageTypeByName(full_name)
    known = {field.json_name for field in descriptor.fields}
    assert set(cls.__struct_encode_fields__[1:]) <= known
    assert "name" not in known or cls.__struct_encode_fields__[1] == "name"


@pytest.mark.parametrize("full_name", RECORDS)
def test_annotations_resolve(full_name: str) -> None:
    cls = message_class(f"type.googleapis.com/{full_name}")
    assert isinstance(msgspec.inspect.type_info(cls), msgspec.inspect.StructType)


def test_a_family_loads_alone() -> None:
    script = "import sys; from kgwctl.envoy.messages.generated import core; print('\\n'.join(sys.modules))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, cwd=REPOSITORY, check=True)
    loaded = {name for name in done.stdout.split() if name.startswith("kgwctl.envoy.messages.")}
    families = {name.removeprefix("kgwctl.envoy.messages.") for name in loaded}
    assert families == {"generated", "message"} | {
        f"generated.{name}" for name in ("core", "matcher", "types", "xds", "cel")
    }


def _import_package(package: str) -> None:
    import importlib
    import importlib.util

    spec = importlib.util.find_spec(package)
    assert spec is not None
    for folder in spec.submodule_search_locations or ():
        for path in Path(folder).glob("*_pb2.py"):
            importlib.import_module(f"{package}.{path.stem}")
