"""The shape of ``.kgwctl.yaml``, read with pydantic. Imported only when there is such a file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from kgwctl.cli.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path


class ConfigFile(BaseModel):
    """``.kgwctl.yaml``. Paths are relative to the file."""

    model_config = ConfigDict(extra="forbid", strict=True)

    crds: list[str] = Field(default=[], description="CRD files or folders that add or override kinds.")
    select: list[str] = Field(default=[], description="Only these rules, by id or prefix.")
    ignore: list[str] = Field(default=[], description="Not these rules, by id or prefix.")
    baseline: str = Field(default="", description="A file of known findings that do not count.")
    failOn: Literal["error", "warning", "info", "none"] = Field(  # noqa: N815 - the key as users write it
        default="error", description="The least severity that makes the exit code 1."
    )
    strictKinds: bool = Field(  # noqa: N815
        default=False, description="An object of a kind without a schema is an error."
    )
    settings: dict[str, str] = Field(default={}, description="Settings of the controller (KGW_*).")
    output: list[str] = Field(default=[], description="Reports to write, as FORMAT or FORMAT=FILE.")
    external: list[str] = Field(
        default=[], description="Objects that exist in the cluster and in no file: KIND/NAMESPACE/NAME, with wildcards."
    )
    worlds: list[str] = Field(
        default=[], description="Globs of folders, of which each is a world of its own. By default worlds are found."
    )
    namespace: str = Field(default="default", description="Namespace of objects that name none.")


def read_config_file(path: Path, path_keys: Collection[str]) -> dict[str, Any]:
    """The keys that the file sets, paths made relative to the working directory. Raises :class:`ConfigError`."""
    from kgwctl.manifests import Source, read_source

    try:
        data = path.read_bytes()
    except OSError as error:
        raise ConfigError(f"{path}: {error.strerror}") from None
    documents, findings = read_source(Source(str(path), data))
    if findings:
        raise ConfigError(f"{findings[0].location}: {findings[0].message}")
    if len(documents) > 1:
        raise ConfigError(f"{path}: more than one document")
    value = documents[0].value if documents else {}
    try:
        config = ConfigFile.model_validate(value)
    except ValidationError as error:
        first = error.errors()[0]
        step = first["loc"]
        at = documents[0].locate(tuple(step))
        raise ConfigError(f"{at}: {'.'.join(map(str, step))}: {first['msg']}") from None
    chosen = {key: getattr(config, key) for key in config.model_fields_set}
    if "settings" in chosen:
        chosen["settings"] = [f"{name}={text}" for name, text in chosen["settings"].items()]
    for key in path_keys & chosen.keys():
        entry = chosen[key]
        chosen[key] = [_beside(path, one) for one in entry] if isinstance(entry, list) else _beside(path, entry)
    return chosen


def _beside(config: Path, entry: str) -> str:
    return str(config.parent / entry)


def json_schema() -> dict[str, Any]:
    """The JSON Schema of the file, published for editors."""
    schema = ConfigFile.model_json_schema()
    schema["title"] = "kgwctl configuration (.kgwctl.yaml)"
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}
