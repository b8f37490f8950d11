"""What a feature of AgentgatewayPolicy offers, and what it has to tell."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from keyword import iskeyword
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kgwctl.agentgateway.environment import Environment
    from kgwctl.agentgateway.resources.generated.resource import (
        BackendPolicySpec,
        FrontendPolicySpec,
        TrafficPolicySpec,
    )

#: A place inside an object: names of fields and numbers of elements.
Path: TypeAlias = tuple[str | int, ...]


class Problem(NamedTuple):
    """Something that the controller refuses. ``text`` stands in the status, ``path`` leads to the cause.

    ``panics`` marks what the controller does not survive; the text is ours then.
    """

    text: str
    path: Path = ()
    panics: bool = False

    def below(self, *path: str | int) -> Problem:
        """The same, seen from further up."""
        return self._replace(path=(*path, *self.path))


class Ignored(NamedTuple):
    """Something that is accepted and does nothing; ``why`` and ``hint`` are plain sentences for the user."""

    why: str
    path: Path = ()
    hint: str = ""

    def below(self, *path: str | int) -> Ignored:
        """The same, seen from further up."""
        return self._replace(path=(*path, *self.path))


class Part(NamedTuple):
    """One setting as agentgateway gets it. ``suffix`` tells the settings of a policy apart in their keys.

    Keys begin with the section of the policy, unless ``bare``.
    """

    suffix: str
    spec: FrontendPolicySpec | TrafficPolicySpec | BackendPolicySpec
    bare: bool = False


class Made(NamedTuple):
    """What a feature makes of its settings."""

    parts: tuple[Part, ...] = ()
    problems: tuple[Problem, ...] = ()
    ignored: tuple[Ignored, ...] = ()

    def below(self, *path: str | int) -> Made:
        """The same, with paths that begin further up."""
        return self._replace(
            problems=tuple(one.below(*path) for one in self.problems),
            ignored=tuple(one.below(*path) for one in self.ignored),
        )


class Origin(NamedTuple):
    """The object that holds the settings. References without a namespace lead into its own."""

    namespace: str
    name: str
    phase: str | None = None


class Feature(NamedTuple):
    """A field of a section of the policy, given as its JSON path, and what it is translated by."""

    path: tuple[str, ...]
    translate: Callable[[Any, Origin, Environment], Made]

    def made_of(self, section: Any, origin: Origin, env: Environment) -> Made | None:
        """What the field comes to; ``None`` where the section does not have it. Paths begin below the section."""
        value = self.value_in(section)
        return None if value is None else self.translate(value, origin, env).below(*self.path)

    def value_in(self, section: Any) -> Any:
        """The value of the field; ``None`` where the section does not have it."""
        value = section
        for name in self.path:
            # Backends of some kinds have only some of the settings.
            value = getattr(value, _attribute(name), None)
            if value is None:
                return None
        return value


def section_made(features: Iterable[Feature], section: Any, origin: Origin, env: Environment) -> Made:
    """What all features make of a section, in their order."""
    made = [one for one in (feature.made_of(section, origin, env) for feature in features) if one is not None]
    return Made(
        tuple(part for one in made for part in one.parts),
        tuple(problem for one in made for problem in one.problems),
        tuple(ignored for one in made for ignored in one.ignored),
    )


@cache
def _attribute(name: str) -> str:
    """The attribute of a field."""
    attribute = re.sub("[A-Z]", lambda letter: f"_{letter[0].lower()}", name)
    return f"{attribute}_" if iskeyword(attribute) else attribute
