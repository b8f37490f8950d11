"""Whether the result of a migration is as good as its input: no new problem, and the same configuration.

What v2.2 does not read under its old name, or reads in another way, has no "before" in v2.2. Such changes
are made on both sides of the comparison; what they mean is said by the migration itself.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from kgwctl.diagnostics import Finding, Severity
from kgwctl.migrate.engine.changes import REGRESSION
from kgwctl.migrate.engine.plan import make_plan
from kgwctl.migrate.proof.comments import lost_comments
from kgwctl.migrate.proof.differences import Difference, canonical, differences
from kgwctl.migrate.proof.outcome import configurations, failing, size
from kgwctl.migrate.proof.placeholders import Missing, missing, stand_ins
from kgwctl.objects.external import External
from kgwctl.pipeline.options import Options
from kgwctl.worlds.find import find_worlds

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any

    from kgwctl.manifests import Source
    from kgwctl.migrate.engine.plan import Plan


#: What the rules begin with that compare an object with its schema.
_SCHEMA = "KGW01"


class Compared(NamedTuple):
    """What the configurations held that were compared, and the objects that were made up for it."""

    gateways: tuple[str, ...] = ()
    listeners: int = 0
    routes: int = 0
    placeholders: tuple[Missing, ...] = ()


class Proof(NamedTuple):
    """What was proven. ``not_compared`` says in sentences what was not."""

    regressions: tuple[Finding, ...] = ()
    differences: tuple[Difference, ...] = ()
    compared: Compared = Compared()
    not_compared: tuple[str, ...] = ()

    @property
    def holds(self) -> bool:
        """Whether nothing got worse, and nothing that was compared is different."""
        return not self.regressions and not self.differences


class Checks(NamedTuple):
    """How files are judged: what ``validate`` says of them, all families of rules, and what is rendered."""

    findings: Callable[[Sequence[Source], Options], Sequence[Finding]]
    configurations: Callable[[Sequence[Source], Options], dict[str, Any]] = configurations


def prove(plan: Plan, checks: Checks, options: Options = Options()) -> Proof:  # noqa: B008
    """Check and render the sources of ``plan`` before and after. Without edits there is nothing to prove."""
    if not plan.edits:
        return Proof()
    after = plan.migrated()
    base = make_plan(plan.sources, [each for each in plan.migrations if not each.comparable], plan.namespace)
    before = base.migrated()
    known = Counter(map(_essence, checks.findings(plan.sources, options)))
    if base.edits:
        # An object that does not fit its schema is not looked at any further, so what else is wrong shows afterwards.
        further = Counter(map(_essence, checks.findings(before, options)))
        known |= Counter({each: count for each, count in further.items() if not each[0].startswith(_SCHEMA)})
    regressions = _new_findings(known, checks.findings(after, options))
    old, new, lacking = _rendered(before, after, checks, options)
    regressions += tuple(_worse("the text", said) for said in lost_comments(plan.edits))
    broken = Counter(failing(new))
    broken.subtract(failing(old))
    regressions += tuple(
        _worse(str(each), "it answers 500, which it did not before") for each, count in broken.items() if count > 0
    )
    listeners, routes = size(new)
    compared = Compared(tuple(new), listeners, routes, tuple(lacking))
    return Proof(regressions, differences(old, new), compared, tuple(_not_compared(base, new)))


def _rendered(
    before: Sequence[Source], after: Sequence[Source], checks: Checks, options: Options
) -> tuple[dict[str, Any], dict[str, Any], list[Missing]]:
    """The configurations of every world before and after, each as it is built, and what was made up for both."""
    worlds = [{world.name: world for world in find_worlds(sources).worlds} for sources in (before, after)]
    names = list(dict.fromkeys([*worlds[0], *worlds[1]]))
    rendered: tuple[dict[str, Any], dict[str, Any]] = ({}, {})
    lacking: dict[Missing, None] = {}
    for name in names:
        first = worlds[0].get(name) or worlds[1][name]
        external = External(first.external)
        mine = options._replace(namespace=first.namespace or options.namespace, external=external if external else None)
        made_up = missing(first.sources, mine.namespace)
        lacking |= dict.fromkeys(made_up)
        extra = [stand_ins(made_up)] if made_up else []
        for side, found in zip(rendered, worlds, strict=True):
            if name in found:
                for gateway, each in checks.configurations([*found[name].sources, *extra], mine).items():
                    side[gateway if len(names) == 1 else f"{name}: {gateway}"] = each
    return (*rendered, list(lacking))


def _worse(subject: str, message: str) -> Finding:
    return Finding(rule=REGRESSION.id, severity=REGRESSION.severity, message=message, subject=subject)


def _not_compared(base: Plan, rendered: dict[str, Any]) -> list[str]:
    said = []
    if not rendered:
        said.append("no configuration: there is no Gateway here to render")
    if base.changes:
        count = len(base.changes)
        ids = ", ".join(dict.fromkeys(change.migration for change in base.changes))
        said.append(f"{count} change{'s' * (count != 1)} of what v2.2 does not read, or reads otherwise ({ids})")
    broken = len(set(failing(rendered)))
    if broken:
        said.append(f"{broken} route{'s' * (broken != 1)} that answer 500 before and after (backends are not here?)")
    return said


def _new_findings(known: Counter[tuple[str, str]], after: Sequence[Finding]) -> tuple[Finding, ...]:
    """What is found afterwards only. Lines move and fields are renamed, so problems are counted by kind and text."""
    new = []
    for finding in after:
        if finding.severity < Severity.WARNING:
            continue
        essence = _essence(finding)
        if known[essence]:
            known[essence] -= 1
        else:
            new.append(finding)
    return tuple(new)


def _essence(finding: Finding) -> tuple[str, str]:
    """What identifies a problem across a migration: the rule, and the last field it is about."""
    last = next((step for step in reversed(finding.path) if isinstance(step, str)), "")
    return finding.rule, f"{canonical(finding.subject)} {last}"
