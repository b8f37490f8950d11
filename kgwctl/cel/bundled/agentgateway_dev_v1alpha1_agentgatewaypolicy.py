"""Rules compiled by kgwctl.cel.compiler: do not edit."""
# ruff: noqa
# fmt: off
# mypy: ignore-errors

from kgwctl.cel.library.regex import matches
from kgwctl.cel.library.time import duration


def rule_0(self, old, budget):
    return (('traffic' in self) or ('frontend' in self) or ('backend' in self))


def rule_1(self, old, budget):
    return ((not (('backend' in self) and ('mcp' in self['backend']))) or (not ((('targetRefs' in self) and any((v0['kind'] == 'Service') for v0 in self['targetRefs'])) or (('targetSelectors' in self) and any((v1['kind'] == 'Service') for v1 in self['targetSelectors'])))))


def rule_2(self, old, budget):
    return ((not (('backend' in self) and ('ai' in self['backend']))) or (not ((('targetRefs' in self) and any((v0['kind'] == 'Service') for v0 in self['targetRefs'])) or (('targetSelectors' in self) and any((v1['kind'] == 'Service') for v1 in self['targetSelectors'])))))


def rule_3(self, old, budget):
    return (((not ('targetRefs' in self)) or all(((v0['kind'] == 'Gateway') and (not ('sectionName' in v0))) for v0 in self['targetRefs'])) if (('frontend' in self) and ('targetRefs' in self)) else True)


def rule_4(self, old, budget):
    return (((not ('targetRefs' in self)) or all((v0['kind'] in ['Gateway', 'HTTPRoute', 'XListenerSet']) for v0 in self['targetRefs'])) if (('traffic' in self) and ('targetRefs' in self)) else True)


def rule_5(self, old, budget):
    return (((not ('targetRefs' in self)) or all((v0['kind'] in ['Gateway', 'XListenerSet']) for v0 in self['targetRefs'])) if (('targetRefs' in self) and (('traffic' in self) and ('phase' in self['traffic']) and (self['traffic']['phase'] == 'PreRouting'))) else True)


def rule_6(self, old, budget):
    return (((not ('targetSelectors' in self)) or all(((v0['kind'] == 'Gateway') and (not ('sectionName' in v0))) for v0 in self['targetSelectors'])) if (('frontend' in self) and ('targetSelectors' in self)) else True)


def rule_7(self, old, budget):
    return (((not ('targetSelectors' in self)) or all((v0['kind'] in ['Gateway', 'HTTPRoute', 'XListenerSet']) for v0 in self['targetSelectors'])) if (('traffic' in self) and ('targetSelectors' in self)) else True)


def rule_8(self, old, budget):
    return (((not ('targetSelectors' in self)) or all((v0['kind'] in ['Gateway', 'XListenerSet']) for v0 in self['targetSelectors'])) if (('targetSelectors' in self) and (('traffic' in self) and ('phase' in self['traffic']) and (self['traffic']['phase'] == 'PreRouting'))) else True)


def rule_9(self, old, budget):
    return (sum(1 for v0 in [('targetRefs' in self), ('targetSelectors' in self)] if v0) == 1)


def rule_10(self, old, budget):
    return any(v0 for v0 in [('tcp' in self), ('tls' in self), ('http' in self), ('auth' in self), ('mcp' in self), ('ai' in self)])


def rule_11(self, old, budget):
    return any(v0 for v0 in [('prompt' in self), ('promptGuard' in self), ('defaults' in self), ('overrides' in self), ('modelAliases' in self), ('promptCaching' in self), ('routes' in self)])


def rule_12(self, old, budget):
    return any(v0 for v0 in [('request' in self), ('response' in self)])


def rule_13(self, old, budget):
    return (sum(1 for v0 in [('regex' in self), ('webhook' in self), ('openAIModeration' in self)] if v0) == 1)


def rule_14(self, old, budget):
    return (sum(1 for v0 in [('key' in self), ('secretRef' in self), ('passthrough' in self), ('aws' in self)] if v0) == 1)


def rule_15(self, old, budget):
    return matches(self, '^(?:[0-9]{1,5}(?:ms|[hms])){1,4}$')


def rule_16(self, old, budget):
    return (duration('1ms') <= duration(self))


def rule_17(self, old, budget):
    return (duration('100ms') <= duration(self))


def rule_18(self, old, budget):
    return (duration('1s') <= duration(self))


def rule_19(self, old, budget):
    return ((not ('caCertificateRefs' in self)) if (('insecureSkipVerify' in self) and (self['insecureSkipVerify'] == 'All')) else True)


def rule_20(self, old, budget):
    return ((not ('verifySubjectAltNames' in self)) if ('insecureSkipVerify' in self) else True)


def rule_21(self, old, budget):
    return ((('insecureSkipVerify' in self) + ('verifySubjectAltNames' in self)) <= 1)


def rule_22(self, old, budget):
    return any(v0 for v0 in [('message' in self), ('statusCode' in self)])


def rule_23(self, old, budget):
    return (('port' in self) if ((not (len(self['group']) != 0)) and (self['kind'] == 'Service')) else True)


def rule_24(self, old, budget):
    return (sum(1 for v0 in [('regex' in self), ('webhook' in self)] if v0) == 1)


def rule_25(self, old, budget):
    return any(v0 for v0 in [('authorization' in self), ('authentication' in self)])


def rule_26(self, old, budget):
    return (duration('5m') <= duration(self))


def rule_27(self, old, budget):
    return any(v0 for v0 in [('remove' in self), ('add' in self)])


def rule_28(self, old, budget):
    return any(v0 for v0 in [('maxBufferSize' in self), ('http1MaxHeaders' in self), ('http1IdleTimeout' in self), ('http2WindowSize' in self), ('http2ConnectionWindowSize' in self), ('http2FrameSize' in self), ('http2KeepaliveInterval' in self), ('http2KeepaliveTimeout' in self)])


def rule_29(self, old, budget):
    return any(v0 for v0 in [('keepalive' in self)])


def rule_30(self, old, budget):
    return any(v0 for v0 in [('handshakeTimeout' in self)])


def rule_31(self, old, budget):
    return all((((v0['kind'] == 'Service') and (v0['group'] == '')) or ((v0['kind'] == 'AgentgatewayBackend') and (v0['group'] == 'agentgateway.dev')) or ((v0['kind'] == 'Gateway') and (v0['group'] == 'gateway.networking.k8s.io')) or ((v0['kind'] == 'HTTPRoute') and (v0['group'] == 'gateway.networking.k8s.io')) or ((v0['kind'] == 'XListenerSet') and (v0['group'] == 'gateway.networking.x-k8s.io'))) for v0 in self)


def rule_32(self, old, budget):
    return all((v0['kind'] == self[0]['kind']) for v0 in self)


def rule_33(self, old, budget):
    return (((not ('rateLimit' in self)) and (not ('cors' in self)) and (not ('csrf' in self)) and (not ('headerModifiers' in self)) and (not ('hostRewrite' in self)) and (not ('timeouts' in self)) and (not ('retry' in self)) and (not ('authorization' in self))) if (('phase' in self) and (self['phase'] == 'PreRouting')) else True)


def rule_34(self, old, budget):
    return (sum(1 for v0 in [('secretRef' in self), ('secretSelector' in self)] if v0) == 1)


def rule_35(self, old, budget):
    return (sum(1 for v0 in [('users' in self), ('secretRef' in self)] if v0) == 1)


def rule_36(self, old, budget):
    return ((len(self) == 1) or (not ('*' in self)))


def rule_37(self, old, budget):
    return (sum(1 for v0 in [('grpc' in self), ('http' in self)] if v0) == 1)


def rule_38(self, old, budget):
    return (sum(1 for v0 in [('remote' in self), ('inline' in self)] if v0) == 1)


def rule_39(self, old, budget):
    return any(v0 for v0 in [('local' in self), ('global' in self)])


def rule_40(self, old, budget):
    return (sum(1 for v0 in [('requests' in self), ('tokens' in self)] if v0) == 1)


def rule_41(self, old, budget):
    return any(v0 for v0 in [('set' in self), ('add' in self), ('remove' in self), ('body' in self)])


def rule_42(self, old, budget):
    return ((self in [':authority', ':method', ':path', ':scheme', ':status']) or (not (self.startswith(':'))))


FUNCTIONS = {
    '.spec\nhas(self.traffic) || has(self.frontend) || has(self.backend)': rule_0,
    ".spec\n(!(has(self.backend) && has(self.backend.mcp))) || (!((has(self.targetRefs) && self.targetRefs.exists(e, e.kind == 'Service')) || (has(self.targetSelectors) && self.targetSelectors.exists(e, e.kind == 'Service'))))": rule_1,
    ".spec\n(!(has(self.backend) && has(self.backend.ai))) || (!((has(self.targetRefs) && self.targetRefs.exists(e, e.kind == 'Service')) || (has(self.targetSelectors) && self.targetSelectors.exists(e, e.kind == 'Service'))))": rule_2,
    ".spec\n(has(self.frontend) && has(self.targetRefs)) ? (!has(self.targetRefs) || self.targetRefs.all(e, (e.kind == 'Gateway') && !has(e.sectionName))) : true": rule_3,
    ".spec\n(has(self.traffic) && has(self.targetRefs)) ? (!has(self.targetRefs) || self.targetRefs.all(e, e.kind in ['Gateway', 'HTTPRoute', 'XListenerSet'])) : true": rule_4,
    ".spec\n(has(self.targetRefs) && (has(self.traffic) && has(self.traffic.phase) && self.traffic.phase == 'PreRouting')) ? (!has(self.targetRefs) || self.targetRefs.all(e, e.kind in ['Gateway', 'XListenerSet'])) : true": rule_5,
    ".spec\n(has(self.frontend) && has(self.targetSelectors)) ? (!has(self.targetSelectors) || self.targetSelectors.all(e, (e.kind == 'Gateway') && !has(e.sectionName))) : true": rule_6,
    ".spec\n(has(self.traffic) && has(self.targetSelectors)) ? (!has(self.targetSelectors) || self.targetSelectors.all(e, e.kind in ['Gateway', 'HTTPRoute', 'XListenerSet'])) : true": rule_7,
    ".spec\n(has(self.targetSelectors) && (has(self.traffic) && has(self.traffic.phase) && self.traffic.phase == 'PreRouting')) ? (!has(self.targetSelectors) || self.targetSelectors.all(e, e.kind in ['Gateway', 'XListenerSet'])) : true": rule_8,
    '.spec\n[has(self.targetRefs), has(self.targetSelectors)].exists_one(given, given)': rule_9,
    '.spec.backend\n[has(self.tcp), has(self.tls), has(self.http), has(self.auth), has(self.mcp), has(self.ai)].exists(given, given)': rule_10,
    '.spec.backend.ai\n[has(self.prompt), has(self.promptGuard), has(self.defaults), has(self.overrides), has(self.modelAliases), has(self.promptCaching), has(self.routes)].exists(given, given)': rule_11,
    '.spec.backend.ai.promptGuard\n[has(self.request), has(self.response)].exists(given, given)': rule_12,
    '.spec.backend.ai.promptGuard.request[]\n[has(self.regex), has(self.webhook), has(self.openAIModeration)].exists_one(given, given)': rule_13,
    '.spec.backend.ai.promptGuard.request[].openAIModeration.policies.auth\n[has(self.key), has(self.secretRef), has(self.passthrough), has(self.aws)].exists_one(given, given)': rule_14,
    ".spec.backend.ai.promptGuard.request[].openAIModeration.policies.http.requestTimeout\nmatches(self, '^(?:[0-9]{1,5}(?:ms|[hms])){1,4}$')": rule_15,
    ".spec.backend.ai.promptGuard.request[].openAIModeration.policies.http.requestTimeout\nduration('1ms') <= duration(self)": rule_16,
    ".spec.backend.ai.promptGuard.request[].openAIModeration.policies.tcp.connectTimeout\nmatches(self, '^(?:[0-9]{1,5}(?:ms|[hms])){1,4}$')": rule_15,
    ".spec.backend.ai.promptGuard.request[].openAIModeration.policies.tcp.connectTimeout\nduration('100ms') <= duration(self)": rule_17,
    ".spec.backend.ai.promptGuard.request[].openAIModeration.policies.tcp.keepalive.interval\nmatches(self, '^(?:[0-9]{1,5}(?:ms|[hms])){1,4}$')": rule_15,
    ".spec.backend.ai.promptGuard.request[].openAIModeration.policies.tcp.keepalive.interval\nduration('1s') <= duration(self)": rule_18,
    ".spec.backend.ai.promptGuard.request[].openAIModeration.policies.tcp.keepalive.time\nmatches(self, '^(?:[0-9]{1,5}(?:ms|[hms])){1,4}$')": rule_15,
    ".spec.backend.ai.promptGuard.request[].openAIModeration.policies.tcp.keepalive.time\nduration('1s') <= duration(self)": rule_18,
    ".spec.backend.ai.promptGuard.request[].openAIModeration.policies.tls\n(has(self.insecureSkipVerify) && self.insecureSkipVerify == 'All') ? !has(self.caCertificateRefs) : true": rule_19,
    '.spec.backend.ai.promptGuard.request[].openAIModeration.policies.tls\nhas(self.insecureSkipVerify) ? !has(self.verifySubjectAltNames) : true': rule_20,
    '.spec.backend.ai.promptGuard.request[].openAIModeration.policies.tls\n[has(self.insecureSkipVerify), has(self.verifySubjectAltNames)].filter(given, given).size() <= 1': rule_21,
    '.spec.backend.ai.promptGuard.request[].response\n[has(self.message), has(self.statusCode)].exists(given, given)': rule_22,
    ".spec.backend.ai.promptGuard.request[].webhook.backendRef\n(!(size(self.group) != 0) && (self.kind == 'Service')) ? has(self.port) : true": rule_23,
    '.spec.backend.ai.promptGuard.response[]\n[has(self.regex), has(self.webhook)].exists_one(given, given)': rule_24,
    '.spec.backend.ai.promptGuard.response[].response\n[has(self.message), has(self.statusCode)].exists(given, given)': rule_22,
    ".spec.backend.ai.promptGuard.response[].webhook.backendRef\n(!(size(self.group) != 0) && (self.kind == 'Service')) ? has(self.port) : true": rule_23,
    '.spec.backend.auth\n[has(self.key), has(self.secretRef), has(self.passthrough), has(self.aws)].exists_one(given, given)': rule_14,
    ".spec.backend.http.requestTimeout\nmatches(self, '^(?:[0-9]{1,5}(?:ms|[hms])){1,4}$')": rule_15,
    ".spec.backend.http.requestTimeout\nduration('1ms') <= duration(self)": rule_16,
    '.spec.backend.mcp\n[has(self.authorization), has(self.authentication)].exists(given, given)': rule_25,
    ".spec.backend.mcp.authentication.jwks.backendRef\n(!(size(self.group) != 0) && (self.kind == 'Service')) ? has(self.port) : true": rule_23,
    ".spec.backend.mcp.authentication.jwks.cacheDuration\nmatches(self, '^(?:[0-9]{1,5}(?:ms|[hms])){1,4}$')": rule_15,
    ".spec.backend.mcp.authentication.jwks.cacheDuration\nduration('5m') <= duration(self)": rule_26,
    ".spec.backend.tcp.connectTimeout\nmatches(self, '^(?:[0-9]{1,5}(?:ms|[hms])){1,4}$')": rule_15,
    ".spec.backend.tcp.connectTimeout\nduration('100ms') <= duration(self)": rule_17,
    ".spec.backend.tcp.keepalive.interval\nmatches(self, '^(?:[0-9]{1,5}(?:ms|[hms])){1,4}$')": rule_15,
    ".spec.backend.tcp.keepalive.interval\nduration('1s') <= duration(self)": rule_18,
    ".spec.backend.tcp.keepalive.time\nmatches(self, '^(?:[0-9]{1,5}(?:ms|[hms])){1,4}$')": rule_15,
    ".spec.backend.tcp.keepalive.time\nduration('1s') <= duration(self)": rule_18,
    ".spec.backend.tls\n(has(self.insecureSkipVerify) && self.insecureSkipVerify == 'All') ? !has(self.caCertificateRefs) : true": rule_19,
    '.spec.backend.tls\nhas(self.insecureSkipVerify) ? !has(self.verifySubjectAltNames) : true': rule_20,
    '.spec.backend.tls\n[has(self.insecureSkipVerify), has(self.verifySubjectAltNames)].filter(given, given).size() <= 1': rule_21,
    '.spec.frontend.accessLog.attributes\n[has(self.remove), has(self.add)].exists(given, given)': rule_27,
    '.spec.frontend.http\n[has(self.maxBufferSize), has(self.http1MaxHeaders), has(self.http1IdleTimeout), has(self.http2WindowSize), has(self.http2ConnectionWindowSize), has(self.http2FrameSize), has(self.http2KeepaliveInterval), has(self.http2KeepaliveTimeout)].exists(given, given)': rule_28,
    ".spec.frontend.http.http1IdleTimeout\nmatches(self, '^(?:[0-9]{1,5}(?:ms|[hms])){1,4}$')": rule_15,
    ".spec.frontend.http.http1IdleTimeout\nduration('1s') <= duration(self)": rule_18,
    ".spec.frontend.http.http2KeepaliveInterval\nmatches(self, '^(?:[0-9]{1,5}(?:ms|[hms])){1,4}$')": rule_15,
    ".spec.frontend.http.http2KeepaliveInterval\nduration('1s') <= duration(self)": rule_18,
    ".spec.frontend.http.http2KeepaliveTimeout\nmatches(self, '^(?:[0-9]{1,5}(?:ms|[hms])){1,4}$')": rule_15,
    ".spec.frontend.http.http2KeepaliveTimeout\nduration('1s') <= duration(self)": rule_18,
    '.spec.frontend.tcp\n[has(self.keepalive)].exists(given, given)': rule_29,
    ".spec.frontend.tcp.keepalive.interval\nmatches(self, '^(?:[0-9]{1,5}(?:ms|[hms])){1,4}$')": rule_15,
    ".spec.frontend.tcp.keepalive.interval\nduration('1s') <= duration(self)": rule_18,
    ".spec.frontend.tcp.keepalive.time\nmatches(self, '^(?:[0-9]{1,5}(?:ms|[hms])){1,4}$')": rule_15,
    ".spec.frontend.tcp.keepalive.time\nduration('1s') <= duration(self)": rule_18,
    '.spec.frontend.tls\n[has(self.handshakeTimeout)].exists(given, given)': rule_30,
    ".spec.frontend.tls.handshakeTimeout\nmatches(self, '^(?:[0-9]{1,5}(?:ms|[hms])){1,4}$')": rule_15,
    ".spec.frontend.tls.handshakeTimeout\nduration('100ms') <= duration(self)": rule_17,
    '.spec.frontend.tracing.attributes\n[has(self.remove), has(self.add)].exists(given, given)': rule_27,
    ".spec.frontend.tracing.backendRef\n(!(size(self.group) != 0) && (self.kind == 'Service')) ? has(self.port) : true": rule_23,
    ".spec.targetRefs\nself.all(e, ((e.kind == 'Service') && (e.group == '')) || ((e.kind == 'AgentgatewayBackend') && (e.group == 'agentgateway.dev')) || ((e.kind == 'Gateway') && (e.group == 'gateway.networking.k8s.io')) || ((e.kind == 'HTTPRoute') && (e.group == 'gateway.networking.k8s.io')) || ((e.kind == 'XListenerSet') && (e.group == 'gateway.networking.x-k8s.io')))": rule_31,
    '.spec.targetRefs\nself.all(e, e.kind == self[0].kind)': rule_32,
    ".spec.targetSelectors\nself.all(e, ((e.kind == 'Service') && (e.group == '')) || ((e.kind == 'AgentgatewayBackend') && (e.group == 'agentgateway.dev')) || ((e.kind == 'Gateway') && (e.group == 'gateway.networking.k8s.io')) || ((e.kind == 'HTTPRoute') && (e.group == 'gateway.networking.k8s.io')) || ((e.kind == 'XListenerSet') && (e.group == 'gateway.networking.x-k8s.io')))": rule_31,
    '.spec.targetSelectors\nself.all(e, e.kind == self[0].kind)': rule_32,
    ".spec.traffic\n(has(self.phase) && self.phase == 'PreRouting') ? (!has(self.rateLimit) && !has(self.cors) && !has(self.csrf) && !has(self.headerModifiers) && !has(self.hostRewrite) && !has(self.timeouts) && !has(self.retry) && !has(self.authorization)) : true": rule_33,
    '.spec.traffic.apiKeyAuthentication\n[has(self.secretRef), has(self.secretSelector)].exists_one(given, given)': rule_34,
    '.spec.traffic.basicAuthentication\n[has(self.users), has(self.secretRef)].exists_one(given, given)': rule_35,
    ".spec.traffic.cors.allowMethods\nsize(self) == 1 || !('*' in self)": rule_36,
    ".spec.traffic.cors.allowOrigins\nsize(self) == 1 || !('*' in self)": rule_36,
    '.spec.traffic.extAuth\n[has(self.grpc), has(self.http)].exists_one(given, given)': rule_37,
    ".spec.traffic.extAuth.backendRef\n(!(size(self.group) != 0) && (self.kind == 'Service')) ? has(self.port) : true": rule_23,
    ".spec.traffic.extProc.backendRef\n(!(size(self.group) != 0) && (self.kind == 'Service')) ? has(self.port) : true": rule_23,
    '.spec.traffic.headerModifiers\n[has(self.request), has(self.response)].exists(given, given)': rule_12,
    '.spec.traffic.jwtAuthentication.providers[].jwks\n[has(self.remote), has(self.inline)].exists_one(given, given)': rule_38,
    ".spec.traffic.jwtAuthentication.providers[].jwks.remote.backendRef\n(!(size(self.group) != 0) && (self.kind == 'Service')) ? has(self.port) : true": rule_23,
    ".spec.traffic.jwtAuthentication.providers[].jwks.remote.cacheDuration\nmatches(self, '^(?:[0-9]{1,5}(?:ms|[hms])){1,4}$')": rule_15,
    ".spec.traffic.jwtAuthentication.providers[].jwks.remote.cacheDuration\nduration('5m') <= duration(self)": rule_26,
    '.spec.traffic.rateLimit\n[has(self.local), has(self.global)].exists(given, given)': rule_39,
    ".spec.traffic.rateLimit.global.backendRef\n(!(size(self.group) != 0) && (self.kind == 'Service')) ? has(self.port) : true": rule_23,
    '.spec.traffic.rateLimit.local[]\n[has(self.requests), has(self.tokens)].exists_one(given, given)': rule_40,
    ".spec.traffic.timeouts.request\nmatches(self, '^(?:[0-9]{1,5}(?:ms|[hms])){1,4}$')": rule_15,
    ".spec.traffic.timeouts.request\nduration('100ms') <= duration(self)": rule_17,
    '.spec.traffic.transformation\n[has(self.request), has(self.response)].exists(given, given)': rule_12,
    '.spec.traffic.transformation.request\n[has(self.set), has(self.add), has(self.remove), has(self.body)].exists(given, given)': rule_41,
    ".spec.traffic.transformation.request.add[].name\nself in [':authority', ':method', ':path', ':scheme', ':status'] || !self.startsWith(':')": rule_42,
    ".spec.traffic.transformation.request.remove[]\nself in [':authority', ':method', ':path', ':scheme', ':status'] || !self.startsWith(':')": rule_42,
    ".spec.traffic.transformation.request.set[].name\nself in [':authority', ':method', ':path', ':scheme', ':status'] || !self.startsWith(':')": rule_42,
    '.spec.traffic.transformation.response\n[has(self.set), has(self.add), has(self.remove), has(self.body)].exists(given, given)': rule_41,
    ".spec.traffic.transformation.response.add[].name\nself in [':authority', ':method', ':path', ':scheme', ':status'] || !self.startsWith(':')": rule_42,
    ".spec.traffic.transformation.response.remove[]\nself in [':authority', ':method', ':path', ':scheme', ':status'] || !self.startsWith(':')": rule_42,
    ".spec.traffic.transformation.response.set[].name\nself in [':authority', ':method', ':path', ':scheme', ':status'] || !self.startsWith(':')": rule_42,
}
