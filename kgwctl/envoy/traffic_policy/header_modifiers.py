"""``spec.headerModifiers``: request and response headers added, set and removed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kgwctl.envoy.messages.generated.core import HeaderValue, HeaderValueOption
from kgwctl.envoy.messages.generated.filters.header_mutation import HeaderMutationPerRoute, Mutations
from kgwctl.envoy.messages.generated.mutation_rules import HeaderMutation
from kgwctl.envoy.messages.message import pack
from kgwctl.envoy.policy_engine.contract import Compiled
from kgwctl.envoy.policy_engine.filter_stages import Stage, dormant_filter
from kgwctl.envoy.policy_engine.violations import embedded, header_text_violation
from kgwctl.envoy.traffic_policy.contract import Feature, Scope

if TYPE_CHECKING:
    from kgwctl.api.kgateway.shared import HTTPHeaderFilter
    from kgwctl.api.kgateway.traffic_policy.policy import TrafficPolicy
    from kgwctl.envoy.policy_engine.contract import CompileEnv
    from kgwctl.objects.resource import Resource

FILTER = "envoy.extensions.filters.http.header_mutation"


class HeaderModifiersFeature(Feature[HeaderMutationPerRoute]):
    """Header modifiers."""

    name = "headerModifiers"
    fields = ("headerModifiers",)

    def compile(self, policy: Resource[TrafficPolicy], env: CompileEnv) -> Compiled | None:
        """The filter's per-route configuration."""
        spec = policy.object.spec.header_modifiers
        if spec is None:
            return None
        request, response = mutations(spec.request), mutations(spec.response)
        compiled = HeaderMutationPerRoute()
        if request or response:
            compiled.mutations = Mutations(request_mutations=request, response_mutations=response)
        return Compiled(pack(compiled))

    def validate(self, ir: HeaderMutationPerRoute) -> str | None:
        """Envoy lets no line breaks into headers."""
        if ir.mutations is None:
            return None
        lists = (("Request", ir.mutations.request_mutations), ("Response", ir.mutations.response_mutations))
        for direction, listed in lists:
            for index, mutation in enumerate(listed):
                broken = embedded("Mutations", f"{direction}Mutations[{index}]", _violation(mutation))
                if broken:
                    return embedded("HeaderMutationPerRoute", "Mutations", broken)
        return None

    def configure(self, ir: HeaderMutationPerRoute, scope: Scope) -> None:
        """The mutations on the scope, an empty filter in the chain.

        Quirk: upstream configures the chain's filter with the per-route message. Envoy does not mind,
        because the filter does nothing before a route enables it, so we print what upstream sends.
        """
        scope.typed_per_filter_config[FILTER] = ir
        scope.require(dormant_filter(FILTER, HeaderMutationPerRoute(), Stage.ROUTE))


def mutations(spec: HTTPHeaderFilter | None) -> list[HeaderMutation]:
    """Additions, then settings, then removals, each in the order written."""
    if spec is None:
        return []
    out = []
    for header in spec.add or ():
        out.append(HeaderMutation(append=HeaderValueOption(header=HeaderValue(key=header.name, value=header.value))))
    for header in spec.set or ():
        option = HeaderValueOption(
            header=HeaderValue(key=header.name, value=header.value), append_action="OVERWRITE_IF_EXISTS_OR_ADD"
        )
        out.append(HeaderMutation(append=option))
    out.extend(HeaderMutation(remove=name) for name in spec.remove or ())
    return out


def _violation(mutation: HeaderMutation) -> str | None:
    if mutation.remove is not None:
        return header_text_violation("HeaderMutation", "Remove", mutation.remove)
    header = mutation.append.header if mutation.append else None
    if header is None:
        return None
    broken = header_text_violation("HeaderValue", "Key", header.key)
    broken = broken or header_text_violation("HeaderValue", "Value", header.value)
    return embedded("HeaderMutation", "Append", embedded("HeaderValueOption", "Header", broken))


FEATURE = HeaderModifiersFeature()
