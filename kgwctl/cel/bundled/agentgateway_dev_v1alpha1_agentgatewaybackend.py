"""Rules compiled by kgwctl.cel.compiler: do not edit."""
# ruff: noqa
# fmt: off
# mypy: ignore-errors

from kgwctl.cel.library.regex import matches
from kgwctl.cel.library.time import duration
from kgwctl.cel.support import rounds


def rule_0(self, old, budget):
    return (('ai' in self) if (('policies' in self) and ('ai' in self['policies'])) else True)


def rule_1(self, old, budget):
    return (('mcp' in self) if (('policies' in self) and ('mcp' in self['policies'])) else True)


def rule_2(self, old, budget):
    return (sum(1 for v0 in [('ai' in self), ('static' in self), ('dynamicForwardProxy' in self), ('mcp' in self)] if v0) == 1)


def rule_3(self, old, budget):
    return (sum(1 for v0 in [('provider' in self), ('groups' in self)] if v0) == 1)


def rule_4(self, old, budget):
    budget.start()
    return all((sum(1 for v1 in rounds(budget, self) if (v0['name'] == v1['name'])) == 1) for v0 in self)


def rule_5(self, old, budget):
    return ((('host' in self) and ('port' in self)) if (('host' in self) or ('port' in self)) else True)


def rule_6(self, old, budget):
    return (sum(1 for v0 in [('openai' in self), ('azureopenai' in self), ('anthropic' in self), ('gemini' in self), ('vertexai' in self), ('bedrock' in self)] if v0) == 1)


def rule_7(self, old, budget):
    return (('deploymentName' in self) if (('apiVersion' in self) and (not (('apiVersion' in self) and (self['apiVersion'] == 'v1')))) else True)


def rule_8(self, old, budget):
    return any(v0 for v0 in [('tcp' in self), ('tls' in self), ('http' in self), ('auth' in self), ('ai' in self)])


def rule_9(self, old, budget):
    return any(v0 for v0 in [('prompt' in self), ('promptGuard' in self), ('defaults' in self), ('overrides' in self), ('modelAliases' in self), ('promptCaching' in self), ('routes' in self)])


def rule_10(self, old, budget):
    return any(v0 for v0 in [('request' in self), ('response' in self)])


def rule_11(self, old, budget):
    return (sum(1 for v0 in [('regex' in self), ('webhook' in self), ('openAIModeration' in self)] if v0) == 1)


def rule_12(self, old, budget):
    return (sum(1 for v0 in [('key' in self), ('secretRef' in self), ('passthrough' in self), ('aws' in self)] if v0) == 1)


def rule_13(self, old, budget):
    return matches(self, '^(?:[0-9]{1,5}(?:ms|[hms])){1,4}$')


def rule_14(self, old, budget):
    return (duration('1ms') <= duration(self))


def rule_15(self, old, budget):
    return (duration('100ms') <= duration(self))


def rule_16(self, old, budget):
    return (duration('1s') <= duration(self))


def rule_17(self, old, budget):
    return ((not ('caCertificateRefs' in self)) if (('insecureSkipVerify' in self) and (self['insecureSkipVerify'] == 'All')) else True)


def rule_18(self, old, budget):
    return ((not ('verifySubjectAltNames' in self)) if ('insecureSkipVerify' in self) else True)


def rule_19(self, old, budget):
    return ((('insecureSkipVerify' in self) + ('verifySubjectAltNames' in self)) <= 1)


def rule_20(self, old, budget):
    return any(v0 for v0 in [('message' in self), ('statusCode' in self)])


def rule_21(self, old, budget):
    return (('port' in self) if ((not (len(self['group']) != 0)) and (self['kind'] == 'Service')) else True)


def rule_22(self, old, budget):
    return (sum(1 for v0 in [('regex' in self), ('webhook' in self)] if v0) == 1)


def rule_23(self, old, budget):
    return (sum(1 for v0 in [('selector' in self), ('static' in self)] if v0) == 1)


def rule_24(self, old, budget):
    return any(v0 for v0 in [('namespaces' in self), ('services' in self)])


def rule_25(self, old, budget):
    return any(v0 for v0 in [('tcp' in self), ('tls' in self), ('http' in self), ('auth' in self), ('mcp' in self)])


def rule_26(self, old, budget):
    return any(v0 for v0 in [('authorization' in self), ('authentication' in self)])


def rule_27(self, old, budget):
    return (duration('5m') <= duration(self))


def rule_28(self, old, budget):
    return any(v0 for v0 in [('tcp' in self), ('tls' in self), ('http' in self), ('auth' in self), ('mcp' in self), ('ai' in self)])


FUNCTIONS = {
    '.spec\n(has(self.policies) && has(self.policies.ai)) ? has(self.ai) : true': rule_0,
    '.spec\n(has(self.policies) && has(self.policies.mcp)) ? has(self.mcp) : true': rule_1,
    '.spec\n[has(self.ai), has(self.static), has(self.dynamicForwardProxy), has(self.mcp)].exists_one(given, given)': rule_2,
    '.spec.ai\n[has(self.provider), has(self.groups)].exists_one(given, given)': rule_3,
    '.spec.ai.groups[].providers\nself.all(a, self.exists_one(b, a.name == b.name))': rule_4,
    '.spec.ai.groups[].providers[]\n(has(self.host) || has(self.port)) ? (has(self.host) && has(self.port)) : true': rule_5,
    '.spec.ai.groups[].providers[]\n[has(self.openai), has(self.azureopenai), has(self.anthropic), has(self.gemini), has(self.vertexai), has(self.bedrock)].exists_one(given, given)': rule_6,
    ".spec.ai.groups[].providers[].azureopenai\n(has(self.apiVersion) && (!(has(self.apiVersion) && self.apiVersion == 'v1'))) ? has(self.deploymentName) : true": rule_7,
    '.spec.ai.groups[].providers[].policies\n[has(self.tcp), has(self.tls), has(self.http), has(self.auth), has(self.ai)].exists(given, given)': rule_8,
    '.spec.ai.groups[].providers[].policies.ai\n[has(self.prompt), has(self.promptGuard), has(self.defaults), has(self.overrides), has(self.modelAliases), has(self.promptCaching), has(self.routes)].exists(given, given)': rule_9,
    '.spec.ai.groups[].providers[].policies.ai.promptGuard\n[has(self.request), has(self.response)].exists(given, given)': rule_10,
    '.spec.ai.groups[].providers[].policies.ai.promptGuard.request[]\n[has(self.regex), has(self.webhook), has(self.openAIModeration)].exists_one(given, given)': rule_11,
    '.spec.ai.groups[].providers[].policies.ai.promptGuard.request[].openAIModeration.policies.auth\n[has(self.key), has(self.secretRef), has(self.passthrough), has(self.aws)].exists_one(given, given)': rule_12,
    ".spec.ai.groups[].providers[].policies.ai.promptGuard.request[].openAIModeration.policies.http.requestTimeout\nmatches(self, '^(?:[0-9]{1,5}(?:ms|[hms])){1,4}$')": rule_13,
    ".spec.ai.groups[].providers[].policies.ai.promptGuard.request[].openAIModeration.policies.http.requestTimeout\nduration('1ms') <= duration(self)": rule_14,
    ".spec.ai.groups[].providers[].policies.ai.promptGuard.request[].openAIModeration.policies.tcp.connectTimeout\nmatches(self, '^(?:[0-9]{1,5}(?:ms|[hms])){1,4}$')": rule_13,
    ".spec.ai.groups[].providers[].policies.ai.promptGuard.request[].openAIModeration.policies.tcp.connectTimeout\nduration('100ms') <= duration(self)": rule_15,
    ".spec.ai.groups[].providers[].policies.ai.promptGuard.request[].openAIModeration.policies.tcp.keepalive.interval\nmatches(self, '^(?:[0-9]{1,5}(?:ms|[hms])){1,4}$')": rule_13,
    ".spec.ai.groups[].providers[].policies.ai.promptGuard.request[].openAIModeration.policies.tcp.keepalive.interval\nduration('1s') <= duration(self)": rule_16,
    ".spec.ai.groups[].providers[].policies.ai.promptGuard.request[].openAIModeration.policies.tcp.keepalive.time\nmatches(self, '^(?:[0-9]{1,5}(?:ms|[hms])){1,4}$')": rule_13,
    ".spec.ai.groups[].providers[].policies.ai.promptGuard.request[].openAIModeration.policies.tcp.keepalive.time\nduration('1s') <= duration(self)": rule_16,
    ".spec.ai.groups[].providers[].policies.ai.promptGuard.request[].openAIModeration.policies.tls\n(has(self.insecureSkipVerify) && self.insecureSkipVerify == 'All') ? !has(self.caCertificateRefs) : true": rule_17,
    '.spec.ai.groups[].providers[].policies.ai.promptGuard.request[].openAIModeration.policies.tls\nhas(self.insecureSkipVerify) ? !has(self.verifySubjectAltNames) : true': rule_18,
    '.spec.ai.groups[].providers[].policies.ai.promptGuard.request[].openAIModeration.policies.tls\n[has(self.insecureSkipVerify), has(self.verifySubjectAltNames)].filter(given, given).size() <= 1': rule_19,
    '.spec.ai.groups[].providers[].policies.ai.promptGuard.request[].response\n[has(self.message), has(self.statusCode)].exists(given, given)': rule_20,
    ".spec.ai.groups[].providers[].policies.ai.promptGuard.request[].webhook.backendRef\n(!(size(self.group) != 0) && (self.kind == 'Service')) ? has(self.port) : true": rule_21,
    '.spec.ai.groups[].providers[].policies.ai.promptGuard.response[]\n[has(self.regex), has(self.webhook)].exists_one(given, given)': rule_22,
    '.spec.ai.groups[].providers[].policies.ai.promptGuard.response[].response\n[has(self.message), has(self.statusCode)].exists(given, given)': rule_20,
    ".spec.ai.groups[].providers[].policies.ai.promptGuard.response[].webhook.backendRef\n(!(size(self.group) != 0) && (self.kind == 'Service')) ? has(self.port) : true": rule_21,
    '.spec.ai.groups[].providers[].policies.auth\n[has(self.key), has(self.secretRef), has(self.passthrough), has(self.aws)].exists_one(given, given)': rule_12,
    ".spec.ai.groups[].providers[].policies.http.requestTimeout\nmatches(self, '^(?:[0-9]{1,5}(?:ms|[hms])){1,4}$')": rule_13,
    ".spec.ai.groups[].providers[].policies.http.requestTimeout\nduration('1ms') <= duration(self)": rule_14,
    ".spec.ai.groups[].providers[].policies.tcp.connectTimeout\nmatches(self, '^(?:[0-9]{1,5}(?:ms|[hms])){1,4}$')": rule_13,
    ".spec.ai.groups[].providers[].policies.tcp.connectTimeout\nduration('100ms') <= duration(self)": rule_15,
    ".spec.ai.groups[].providers[].policies.tcp.keepalive.interval\nmatches(self, '^(?:[0-9]{1,5}(?:ms|[hms])){1,4}$')": rule_13,
    ".spec.ai.groups[].providers[].policies.tcp.keepalive.interval\nduration('1s') <= duration(self)": rule_16,
    ".spec.ai.groups[].providers[].policies.tcp.keepalive.time\nmatches(self, '^(?:[0-9]{1,5}(?:ms|[hms])){1,4}$')": rule_13,
    ".spec.ai.groups[].providers[].policies.tcp.keepalive.time\nduration('1s') <= duration(self)": rule_16,
    ".spec.ai.groups[].providers[].policies.tls\n(has(self.insecureSkipVerify) && self.insecureSkipVerify == 'All') ? !has(self.caCertificateRefs) : true": rule_17,
    '.spec.ai.groups[].providers[].policies.tls\nhas(self.insecureSkipVerify) ? !has(self.verifySubjectAltNames) : true': rule_18,
    '.spec.ai.groups[].providers[].policies.tls\n[has(self.insecureSkipVerify), has(self.verifySubjectAltNames)].filter(given, given).size() <= 1': rule_19,
    '.spec.ai.provider\n(has(self.host) || has(self.port)) ? (has(self.host) && has(self.port)) : true': rule_5,
    '.spec.ai.provider\n[has(self.openai), has(self.azureopenai), has(self.anthropic), has(self.gemini), has(self.vertexai), has(self.bedrock)].exists_one(given, given)': rule_6,
    ".spec.ai.provider.azureopenai\n(has(self.apiVersion) && (!(has(self.apiVersion) && self.apiVersion == 'v1'))) ? has(self.deploymentName) : true": rule_7,
    '.spec.mcp.targets\nself.all(a, self.exists_one(b, a.name == b.name))': rule_4,
    '.spec.mcp.targets[]\n[has(self.selector), has(self.static)].exists_one(given, given)': rule_23,
    '.spec.mcp.targets[].selector\n[has(self.namespaces), has(self.services)].exists(given, given)': rule_24,
    '.spec.mcp.targets[].static.policies\n[has(self.tcp), has(self.tls), has(self.http), has(self.auth), has(self.mcp)].exists(given, given)': rule_25,
    '.spec.mcp.targets[].static.policies.auth\n[has(self.key), has(self.secretRef), has(self.passthrough), has(self.aws)].exists_one(given, given)': rule_12,
    ".spec.mcp.targets[].static.policies.http.requestTimeout\nmatches(self, '^(?:[0-9]{1,5}(?:ms|[hms])){1,4}$')": rule_13,
    ".spec.mcp.targets[].static.policies.http.requestTimeout\nduration('1ms') <= duration(self)": rule_14,
    '.spec.mcp.targets[].static.policies.mcp\n[has(self.authorization), has(self.authentication)].exists(given, given)': rule_26,
    ".spec.mcp.targets[].static.policies.mcp.authentication.jwks.backendRef\n(!(size(self.group) != 0) && (self.kind == 'Service')) ? has(self.port) : true": rule_21,
    ".spec.mcp.targets[].static.policies.mcp.authentication.jwks.cacheDuration\nmatches(self, '^(?:[0-9]{1,5}(?:ms|[hms])){1,4}$')": rule_13,
    ".spec.mcp.targets[].static.policies.mcp.authentication.jwks.cacheDuration\nduration('5m') <= duration(self)": rule_27,
    ".spec.mcp.targets[].static.policies.tcp.connectTimeout\nmatches(self, '^(?:[0-9]{1,5}(?:ms|[hms])){1,4}$')": rule_13,
    ".spec.mcp.targets[].static.policies.tcp.connectTimeout\nduration('100ms') <= duration(self)": rule_15,
    ".spec.mcp.targets[].static.policies.tcp.keepalive.interval\nmatches(self, '^(?:[0-9]{1,5}(?:ms|[hms])){1,4}$')": rule_13,
    ".spec.mcp.targets[].static.policies.tcp.keepalive.interval\nduration('1s') <= duration(self)": rule_16,
    ".spec.mcp.targets[].static.policies.tcp.keepalive.time\nmatches(self, '^(?:[0-9]{1,5}(?:ms|[hms])){1,4}$')": rule_13,
    ".spec.mcp.targets[].static.policies.tcp.keepalive.time\nduration('1s') <= duration(self)": rule_16,
    ".spec.mcp.targets[].static.policies.tls\n(has(self.insecureSkipVerify) && self.insecureSkipVerify == 'All') ? !has(self.caCertificateRefs) : true": rule_17,
    '.spec.mcp.targets[].static.policies.tls\nhas(self.insecureSkipVerify) ? !has(self.verifySubjectAltNames) : true': rule_18,
    '.spec.mcp.targets[].static.policies.tls\n[has(self.insecureSkipVerify), has(self.verifySubjectAltNames)].filter(given, given).size() <= 1': rule_19,
    '.spec.policies\n[has(self.tcp), has(self.tls), has(self.http), has(self.auth), has(self.mcp), has(self.ai)].exists(given, given)': rule_28,
    '.spec.policies.ai\n[has(self.prompt), has(self.promptGuard), has(self.defaults), has(self.overrides), has(self.modelAliases), has(self.promptCaching), has(self.routes)].exists(given, given)': rule_9,
    '.spec.policies.ai.promptGuard\n[has(self.request), has(self.response)].exists(given, given)': rule_10,
    '.spec.policies.ai.promptGuard.request[]\n[has(self.regex), has(self.webhook), has(self.openAIModeration)].exists_one(given, given)': rule_11,
    '.spec.policies.ai.promptGuard.request[].openAIModeration.policies.auth\n[has(self.key), has(self.secretRef), has(self.passthrough), has(self.aws)].exists_one(given, given)': rule_12,
    ".spec.policies.ai.promptGuard.request[].openAIModeration.policies.http.requestTimeout\nmatches(self, '^(?:[0-9]{1,5}(?:ms|[hms])){1,4}$')": rule_13,
    ".spec.policies.ai.promptGuard.request[].openAIModeration.policies.http.requestTimeout\nduration('1ms') <= duration(self)": rule_14,
    ".spec.policies.ai.promptGuard.request[].openAIModeration.policies.tcp.connectTimeout\nmatches(self, '^(?:[0-9]{1,5}(?:ms|[hms])){1,4}$')": rule_13,
    ".spec.policies.ai.promptGuard.request[].openAIModeration.policies.tcp.connectTimeout\nduration('100ms') <= duration(self)": rule_15,
    ".spec.policies.ai.promptGuard.request[].openAIModeration.policies.tcp.keepalive.interval\nmatches(self, '^(?:[0-9]{1,5}(?:ms|[hms])){1,4}$')": rule_13,
    ".spec.policies.ai.promptGuard.request[].openAIModeration.policies.tcp.keepalive.interval\nduration('1s') <= duration(self)": rule_16,
    ".spec.policies.ai.promptGuard.request[].openAIModeration.policies.tcp.keepalive.time\nmatches(self, '^(?:[0-9]{1,5}(?:ms|[hms])){1,4}$')": rule_13,
    ".spec.policies.ai.promptGuard.request[].openAIModeration.policies.tcp.keepalive.time\nduration('1s') <= duration(self)": rule_16,
    ".spec.policies.ai.promptGuard.request[].openAIModeration.policies.tls\n(has(self.insecureSkipVerify) && self.insecureSkipVerify == 'All') ? !has(self.caCertificateRefs) : true": rule_17,
    '.spec.policies.ai.promptGuard.request[].openAIModeration.policies.tls\nhas(self.insecureSkipVerify) ? !has(self.verifySubjectAltNames) : true': rule_18,
    '.spec.policies.ai.promptGuard.request[].openAIModeration.policies.tls\n[has(self.insecureSkipVerify), has(self.verifySubjectAltNames)].filter(given, given).size() <= 1': rule_19,
    '.spec.policies.ai.promptGuard.request[].response\n[has(self.message), has(self.statusCode)].exists(given, given)': rule_20,
    ".spec.policies.ai.promptGuard.request[].webhook.backendRef\n(!(size(self.group) != 0) && (self.kind == 'Service')) ? has(self.port) : true": rule_21,
    '.spec.policies.ai.promptGuard.response[]\n[has(self.regex), has(self.webhook)].exists_one(given, given)': rule_22,
    '.spec.policies.ai.promptGuard.response[].response\n[has(self.message), has(self.statusCode)].exists(given, given)': rule_20,
    ".spec.policies.ai.promptGuard.response[].webhook.backendRef\n(!(size(self.group) != 0) && (self.kind == 'Service')) ? has(self.port) : true": rule_21,
    '.spec.policies.auth\n[has(self.key), has(self.secretRef), has(self.passthrough), has(self.aws)].exists_one(given, given)': rule_12,
    ".spec.policies.http.requestTimeout\nmatches(self, '^(?:[0-9]{1,5}(?:ms|[hms])){1,4}$')": rule_13,
    ".spec.policies.http.requestTimeout\nduration('1ms') <= duration(self)": rule_14,
    '.spec.policies.mcp\n[has(self.authorization), has(self.authentication)].exists(given, given)': rule_26,
    ".spec.policies.mcp.authentication.jwks.backendRef\n(!(size(self.group) != 0) && (self.kind == 'Service')) ? has(self.port) : true": rule_21,
    ".spec.policies.mcp.authentication.jwks.cacheDuration\nmatches(self, '^(?:[0-9]{1,5}(?:ms|[hms])){1,4}$')": rule_13,
    ".spec.policies.mcp.authentication.jwks.cacheDuration\nduration('5m') <= duration(self)": rule_27,
    ".spec.policies.tcp.connectTimeout\nmatches(self, '^(?:[0-9]{1,5}(?:ms|[hms])){1,4}$')": rule_13,
    ".spec.policies.tcp.connectTimeout\nduration('100ms') <= duration(self)": rule_15,
    ".spec.policies.tcp.keepalive.interval\nmatches(self, '^(?:[0-9]{1,5}(?:ms|[hms])){1,4}$')": rule_13,
    ".spec.policies.tcp.keepalive.interval\nduration('1s') <= duration(self)": rule_16,
    ".spec.policies.tcp.keepalive.time\nmatches(self, '^(?:[0-9]{1,5}(?:ms|[hms])){1,4}$')": rule_13,
    ".spec.policies.tcp.keepalive.time\nduration('1s') <= duration(self)": rule_16,
    ".spec.policies.tls\n(has(self.insecureSkipVerify) && self.insecureSkipVerify == 'All') ? !has(self.caCertificateRefs) : true": rule_17,
    '.spec.policies.tls\nhas(self.insecureSkipVerify) ? !has(self.verifySubjectAltNames) : true': rule_18,
    '.spec.policies.tls\n[has(self.insecureSkipVerify), has(self.verifySubjectAltNames)].filter(given, given).size() <= 1': rule_19,
}
