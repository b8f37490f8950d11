"""Rules compiled by kgwctl.cel.compiler: do not edit."""
# ruff: noqa
# fmt: off
# mypy: ignore-errors

from kgwctl.cel.library.regex import matches
from kgwctl.cel.library.time import duration


def rule_0(self, old, budget):
    return (('extAuth' in self) if (('type' in self) and (self['type'] == 'ExtAuth')) else True)


def rule_1(self, old, budget):
    return (('extProc' in self) if (('type' in self) and (self['type'] == 'ExtProc')) else True)


def rule_2(self, old, budget):
    return (('rateLimit' in self) if (('type' in self) and (self['type'] == 'RateLimit')) else True)


def rule_3(self, old, budget):
    return (('jwt' in self) if (('type' in self) and (self['type'] == 'JWT')) else True)


def rule_4(self, old, budget):
    return (('oauth2' in self) if (('type' in self) and (self['type'] == 'OAuth2')) else True)


def rule_5(self, old, budget):
    return (sum(1 for v0 in [('extAuth' in self), ('extProc' in self), ('rateLimit' in self), ('jwt' in self), ('oauth2' in self)] if v0) == 1)


def rule_6(self, old, budget):
    return (sum(1 for v0 in [('grpcService' in self), ('httpService' in self)] if v0) == 1)


def rule_7(self, old, budget):
    return (('port' in self) if ((not (len(self['group']) != 0)) and (self['kind'] == 'Service')) else True)


def rule_8(self, old, budget):
    return matches(self, '^(?:[0-9]{1,5}(?:ms|[hms])){1,4}$')


def rule_9(self, old, budget):
    return (duration('1ms') <= duration(self))


def rule_10(self, old, budget):
    return ((duration(self['maxInterval']) >= duration(self['baseInterval'])) if ('maxInterval' in self) else True)


def rule_11(self, old, budget):
    return (sum(1 for v0 in [('local' in self), ('remote' in self)] if v0) == 1)


def rule_12(self, old, budget):
    return (sum(1 for v0 in [('inline' in self), ('configMapRef' in self)] if v0) == 1)


def rule_13(self, old, budget):
    return (sum(1 for v0 in [('header' in self), ('queryParameter' in self)] if v0) == 1)


def rule_14(self, old, budget):
    return (('issuerURI' in self) or (('authorizationEndpoint' in self) and ('tokenEndpoint' in self)))


FUNCTIONS = {
    ".spec\n(has(self.type) && self.type == 'ExtAuth') ? has(self.extAuth) : true": rule_0,
    ".spec\n(has(self.type) && self.type == 'ExtProc') ? has(self.extProc) : true": rule_1,
    ".spec\n(has(self.type) && self.type == 'RateLimit') ? has(self.rateLimit) : true": rule_2,
    ".spec\n(has(self.type) && self.type == 'JWT') ? has(self.jwt) : true": rule_3,
    ".spec\n(has(self.type) && self.type == 'OAuth2') ? has(self.oauth2) : true": rule_4,
    '.spec\n[has(self.extAuth), has(self.extProc), has(self.rateLimit), has(self.jwt), has(self.oauth2)].exists_one(given, given)': rule_5,
    '.spec.extAuth\n[has(self.grpcService), has(self.httpService)].exists_one(given, given)': rule_6,
    ".spec.extAuth.grpcService.backendRef\n(!(size(self.group) != 0) && (self.kind == 'Service')) ? has(self.port) : true": rule_7,
    ".spec.extAuth.grpcService.requestTimeout\nmatches(self, '^(?:[0-9]{1,5}(?:ms|[hms])){1,4}$')": rule_8,
    ".spec.extAuth.grpcService.requestTimeout\nduration('1ms') <= duration(self)": rule_9,
    '.spec.extAuth.grpcService.retry.backoff\nhas(self.maxInterval) ? duration(self.maxInterval) >= duration(self.baseInterval) : true': rule_10,
    ".spec.extAuth.grpcService.retry.backoff.baseInterval\nmatches(self, '^(?:[0-9]{1,5}(?:ms|[hms])){1,4}$')": rule_8,
    ".spec.extAuth.grpcService.retry.backoff.baseInterval\nduration('1ms') <= duration(self)": rule_9,
    ".spec.extAuth.grpcService.retry.backoff.maxInterval\nmatches(self, '^(?:[0-9]{1,5}(?:ms|[hms])){1,4}$')": rule_8,
    ".spec.extAuth.httpService.backendRef\n(!(size(self.group) != 0) && (self.kind == 'Service')) ? has(self.port) : true": rule_7,
    ".spec.extAuth.httpService.requestTimeout\nmatches(self, '^(?:[0-9]{1,5}(?:ms|[hms])){1,4}$')": rule_8,
    ".spec.extAuth.httpService.requestTimeout\nduration('1ms') <= duration(self)": rule_9,
    '.spec.extAuth.httpService.retry.backoff\nhas(self.maxInterval) ? duration(self.maxInterval) >= duration(self.baseInterval) : true': rule_10,
    ".spec.extAuth.httpService.retry.backoff.baseInterval\nmatches(self, '^(?:[0-9]{1,5}(?:ms|[hms])){1,4}$')": rule_8,
    ".spec.extAuth.httpService.retry.backoff.baseInterval\nduration('1ms') <= duration(self)": rule_9,
    ".spec.extAuth.httpService.retry.backoff.maxInterval\nmatches(self, '^(?:[0-9]{1,5}(?:ms|[hms])){1,4}$')": rule_8,
    ".spec.extProc.grpcService.backendRef\n(!(size(self.group) != 0) && (self.kind == 'Service')) ? has(self.port) : true": rule_7,
    ".spec.extProc.grpcService.requestTimeout\nmatches(self, '^(?:[0-9]{1,5}(?:ms|[hms])){1,4}$')": rule_8,
    ".spec.extProc.grpcService.requestTimeout\nduration('1ms') <= duration(self)": rule_9,
    '.spec.extProc.grpcService.retry.backoff\nhas(self.maxInterval) ? duration(self.maxInterval) >= duration(self.baseInterval) : true': rule_10,
    ".spec.extProc.grpcService.retry.backoff.baseInterval\nmatches(self, '^(?:[0-9]{1,5}(?:ms|[hms])){1,4}$')": rule_8,
    ".spec.extProc.grpcService.retry.backoff.baseInterval\nduration('1ms') <= duration(self)": rule_9,
    ".spec.extProc.grpcService.retry.backoff.maxInterval\nmatches(self, '^(?:[0-9]{1,5}(?:ms|[hms])){1,4}$')": rule_8,
    ".spec.extProc.maxMessageTimeout\nmatches(self, '^(?:[0-9]{1,5}(?:ms|[hms])){1,4}$')": rule_8,
    ".spec.extProc.maxMessageTimeout\nduration('1ms') <= duration(self)": rule_9,
    ".spec.extProc.messageTimeout\nmatches(self, '^(?:[0-9]{1,5}(?:ms|[hms])){1,4}$')": rule_8,
    ".spec.extProc.messageTimeout\nduration('1ms') <= duration(self)": rule_9,
    '.spec.jwt.providers[].jwks\n[has(self.local), has(self.remote)].exists_one(given, given)': rule_11,
    '.spec.jwt.providers[].jwks.local\n[has(self.inline), has(self.configMapRef)].exists_one(given, given)': rule_12,
    ".spec.jwt.providers[].jwks.remote.backendRef\n(!(size(self.group) != 0) && (self.kind == 'Service')) ? has(self.port) : true": rule_7,
    ".spec.jwt.providers[].jwks.remote.cacheDuration\nmatches(self, '^(?:[0-9]{1,5}(?:ms|[hms])){1,4}$')": rule_8,
    ".spec.jwt.providers[].jwks.remote.cacheDuration\nduration('1ms') <= duration(self)": rule_9,
    '.spec.jwt.providers[].tokenSource\n[has(self.header), has(self.queryParameter)].exists_one(given, given)': rule_13,
    '.spec.oauth2\nhas(self.issuerURI) || (has(self.authorizationEndpoint) && has(self.tokenEndpoint))': rule_14,
    ".spec.oauth2.backendRef\n(!(size(self.group) != 0) && (self.kind == 'Service')) ? has(self.port) : true": rule_7,
    ".spec.rateLimit.grpcService.backendRef\n(!(size(self.group) != 0) && (self.kind == 'Service')) ? has(self.port) : true": rule_7,
    ".spec.rateLimit.grpcService.requestTimeout\nmatches(self, '^(?:[0-9]{1,5}(?:ms|[hms])){1,4}$')": rule_8,
    ".spec.rateLimit.grpcService.requestTimeout\nduration('1ms') <= duration(self)": rule_9,
    '.spec.rateLimit.grpcService.retry.backoff\nhas(self.maxInterval) ? duration(self.maxInterval) >= duration(self.baseInterval) : true': rule_10,
    ".spec.rateLimit.grpcService.retry.backoff.baseInterval\nmatches(self, '^(?:[0-9]{1,5}(?:ms|[hms])){1,4}$')": rule_8,
    ".spec.rateLimit.grpcService.retry.backoff.baseInterval\nduration('1ms') <= duration(self)": rule_9,
    ".spec.rateLimit.grpcService.retry.backoff.maxInterval\nmatches(self, '^(?:[0-9]{1,5}(?:ms|[hms])){1,4}$')": rule_8,
    ".spec.rateLimit.timeout\nmatches(self, '^(?:[0-9]{1,5}(?:ms|[hms])){1,4}$')": rule_8,
}
