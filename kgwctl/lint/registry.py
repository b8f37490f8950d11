"""Every family of rules about objects seen together: its function, the kinds it reads, and the order of the run.

To add a family, write a module in :mod:`kgwctl.lint.rules` with a ``RULES`` tuple and a function, and add its row here.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from kgwctl.api.kinds import (
    AGENTGATEWAY_BACKEND,
    AGENTGATEWAY_POLICY,
    BACKEND_CONFIG_POLICY,
    GATEWAY_EXTENSION,
    HTTP_LISTENER_POLICY,
    LISTENER_POLICY,
    TRAFFIC_POLICY,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from kgwctl.diagnostics import Finding
    from kgwctl.objects.object_set import ObjectSet
    from kgwctl.resolve.resolved import ResolvedPlanes

_ROOM = "kgwctl.lint.rules"
#: What a function takes first: all planes, one of them (agentgateway's also only where it has Gateways), each that
#: occurs, or the Gateways of Envoy's.
Scope = Literal["planes", "envoy", "agentgateway", "agentgateway Gateways", "each", "gateways"]


class Family(NamedTuple):
    """A module of rules and its ``function``.

    ``scope`` is what the function takes. It runs only where there is an object of one of ``kinds`` (none: always),
    and is imported only then. It may take the objects that are there and have errors (``unusable``), and the
    findings of the families before it that explain what others see (``known``); it may be one of those (``explains``).
    """

    module: str
    function: str
    scope: Scope
    kinds: tuple[Any, ...] = ()
    unusable: bool = False
    known: bool = False
    explains: bool = False


#: In the order of the run.
FAMILIES: tuple[Family, ...] = (
    Family("references", "reference_findings", "planes", unusable=True, explains=True),
    Family("delegation", "delegation_findings", "gateways", unusable=True, explains=True),
    Family("policy_references", "policy_reference_findings", "envoy", unusable=True, explains=True),
    Family("attachment", "attachment_findings", "planes", unusable=True, explains=True),
    Family("policy_planes", "policy_plane_findings", "planes"),
    Family("no_effect", "no_effect_findings", "planes"),
    Family("unread_fields", "unread_field_findings", "envoy"),
    Family("security", "security_findings", "envoy"),
    Family("acceptance", "acceptance_findings", "envoy", unusable=True, known=True),
    Family("envoy_values", "envoy_value_findings", "planes"),
    Family("controller_crashes", "crash_findings", "envoy"),
    Family("accumulating_merges", "accumulation_findings", "envoy"),
    Family("annotations", "annotation_findings", "envoy"),
    Family("shadowed_matches", "shadowed_match_findings", "each"),
    Family("unserved_hostnames", "unserved_hostname_findings", "each"),
    Family("backend_protocols", "backend_protocol_findings", "each"),
    Family("doubtful_values", "doubtful_value_findings", "envoy"),
    Family("misspelt_names", "misspelt_name_findings", "envoy"),
    Family("route_settings", "route_setting_findings", "envoy"),
    Family("api_keys", "api_key_findings", "envoy"),
    Family("listener_status", "listener_status_findings", "envoy", known=True),
    Family("proxy_deployment", "proxy_deployment_findings", "planes", unusable=True, explains=True),
    Family("agentgateway_routes", "agentgateway_route_findings", "agentgateway Gateways", known=True),
    Family(
        "agentgateway",
        "agentgateway_findings",
        "agentgateway",
        (AGENTGATEWAY_POLICY, AGENTGATEWAY_BACKEND),
        unusable=True,
        known=True,
    ),
    Family("access_policies", "access_policy_findings", "envoy", (TRAFFIC_POLICY, GATEWAY_EXTENSION)),
    Family("extension_services", "extension_service_findings", "envoy", (TRAFFIC_POLICY, GATEWAY_EXTENSION)),
    Family(
        "access_conditions",
        "access_condition_findings",
        "envoy",
        (TRAFFIC_POLICY, LISTENER_POLICY, HTTP_LISTENER_POLICY),
    ),
    Family("listener_policies", "listener_policy_findings", "envoy", (LISTENER_POLICY, HTTP_LISTENER_POLICY)),
    Family("backend_policies", "backend_policy_findings", "envoy", (BACKEND_CONFIG_POLICY,)),
)
#: Modules with rules about single files, which :mod:`kgwctl.lint.file_check` and :mod:`kgwctl.lint.check` run.
FILE_FAMILIES = ("deprecations", "obsolete_fields", "renamed_values", "controller_settings")
#: Every module with rules.
MODULES: tuple[str, ...] = tuple(
    f"{_ROOM}.{name}" for name in (*(family.module for family in FAMILIES), *FILE_FAMILIES)
)


def run(objects: ObjectSet, planes: ResolvedPlanes, unusable: frozenset[str]) -> Iterator[Finding]:
    """The findings of every family about ``objects``, as ``planes`` see them.

    ``unusable`` names objects that are there and have errors.
    """
    known: list[Finding] = []
    for family in FAMILIES:
        if family.kinds and not any(map(objects.of, family.kinds)):
            continue
        found = _found(family, planes, unusable, known)
        if family.explains:
            found = list(found)
            known += found
        yield from found


def _found(
    family: Family, planes: ResolvedPlanes, unusable: frozenset[str], known: Sequence[Finding]
) -> Iterable[Finding]:
    function: Callable[..., Iterable[Finding]] = getattr(import_module(f"{_ROOM}.{family.module}"), family.function)
    others: list[Any] = [known] if family.known else []
    if family.unusable:
        others.append(unusable)
    for each in _seen(family.scope, planes):
        yield from function(each, *others)


def _seen(scope: Scope, planes: ResolvedPlanes) -> Iterable[Any]:
    from kgwctl.planes.agentgateway import AGENTGATEWAY
    from kgwctl.planes.envoy import ENVOY

    if scope == "planes":
        return (planes,)
    if scope == "each":
        return planes.occurring
    if scope == "agentgateway Gateways":
        return [one for one in planes.occurring if one.plane is AGENTGATEWAY]
    resolved = planes.of(AGENTGATEWAY if scope == "agentgateway" else ENVOY)
    return (resolved.gateways if scope == "gateways" else resolved,)
