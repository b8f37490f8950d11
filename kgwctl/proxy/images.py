"""Container images as one text."""

from __future__ import annotations

from typing import Any

from kgwctl.proxy.model import DeploymentRefused


def image_text(image: dict[str, Any]) -> str:
    """``registry/repository:tag@digest``, with what there is of it. Raises :class:`DeploymentRefused`.

    Upstream writes the text between double quotes into YAML, so escapes and line breaks are read as there.
    """
    if not image.get("repository"):
        raise DeploymentRefused("an Image's repository must be present")
    registry, tag, digest = (image.get(part) for part in ("registry", "tag", "digest"))
    text = f"{registry}/{image['repository']}" if registry else str(image["repository"])
    text += f":{tag}" if tag else ""
    text += f"@{digest}" if digest else ""
    return between_quotes(text)


def between_quotes(text: str) -> str:
    """What YAML reads of ``text`` between double quotes. Raises :class:`DeploymentRefused`."""
    if "\n" not in text and "\\" not in text and '"' not in text:
        return text
    import yaml

    try:
        read = yaml.safe_load(f'"{text}"')
    except yaml.YAMLError as error:
        raise DeploymentRefused(f"the text {text!r} cannot stand between double quotes in YAML") from error
    return str(read)


def pull_policy(image: dict[str, Any]) -> str | None:
    """When to pull the image; None where nothing is said."""
    return image.get("pullPolicy") or None
