"""The generated pages and schemas are those of this code, and say what they have to."""

from __future__ import annotations

import json
from pathlib import Path
from types import ModuleType

import jsonschema
import pytest
import yaml

from kgwctl.cli.catalogue import known_rules
from kgwctl.cli.commandline import COMMANDS
from tools.generate_docs import PAGES, REPOSITORY, main


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.PATH)
def test_page_is_up_to_date(page: ModuleType) -> None:
    assert (REPOSITORY / page.PATH).read_text("utf-8") == page.render(), "run `make docs`"


def test_a_stale_page_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tools.generate_docs.REPOSITORY", tmp_path)
    for page in PAGES:
        (tmp_path / page.PATH).parent.mkdir(exist_ok=True)
    assert main(["--check"]) == 1
    assert main([]) == 0
    assert main(["--check"]) == 0


def test_every_rule_and_option_has_its_place() -> None:
    rules = (REPOSITORY / "docs" / "rules.md").read_text("utf-8")
    assert [rule for rule in known_rules() if f"### {rule}\n" not in rules] == []
    cli = (REPOSITORY / "docs" / "cli.md").read_text("utf-8")
    flags = [flag for command in COMMANDS for option in command.options for flag in option.flags]
    assert [flag for flag in flags if flag not in cli] == []


def test_configuration_schema_takes_what_the_command_takes() -> None:
    schema = json.loads((REPOSITORY / "schemas" / "config.schema.json").read_text("utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    good = (
        "failOn: warning\nignore: [KGW04]\nsettings: {KGW_ENABLE_WAYPOINT: 'true'}\noutput: [text, sarif=out.sarif]\n"
    )
    jsonschema.validate(yaml.safe_load(good), schema)
    for bad in ("failOn: sometimes", "ignored: [KGW04]", "ignore: KGW04"):
        assert not jsonschema.Draft202012Validator(schema).is_valid(yaml.safe_load(bad))
