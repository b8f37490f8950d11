"""Rules compiled by kgwctl.cel.compiler: do not edit."""
# ruff: noqa
# fmt: off
# mypy: ignore-errors

from kgwctl.cel.library.quantity import quantity
from kgwctl.cel.library.regex import matches
from kgwctl.cel.library.time import duration
from kgwctl.cel.support import to_int


def rule_0(self, old, budget):
    return ((not ('autoHostRewrite' in self)) or (('targetRefs' in self) and ((not ('targetRefs' in self)) or all((v0['kind'] == 'HTTPRoute') for v0 in self['targetRefs']))) or (('targetSelectors' in self) and ((not ('targetSelectors' in self)) or all((v1['kind'] == 'HTTPRoute') for v1 in self['targetSelectors']))))


def rule_1(self, old, budget):
    return (((duration(self['timeouts']['request']) > duration(self['retry']['perTryTimeout'])) if (('perTryTimeout' in self['retry']) and ('request' in self['timeouts'])) else True) if (('retry' in self) and ('timeouts' in self)) else True)


def rule_2(self, old, budget):
    return (((not ('targetRefs' in self)) or all((('sectionName' in v0) if (v0['kind'] == 'Gateway') else True) for v0 in self['targetRefs'])) if (('retry' in self) and ('targetRefs' in self)) else True)


def rule_3(self, old, budget):
    return (((not ('targetSelectors' in self)) or all((('sectionName' in v0) if (v0['kind'] == 'Gateway') else True) for v0 in self['targetSelectors'])) if (('retry' in self) and ('targetSelectors' in self)) else True)


def rule_4(self, old, budget):
    return (sum(1 for v0 in [('secretRef' in self), ('secretSelector' in self), ('disable' in self)] if v0) == 1)


def rule_5(self, old, budget):
    return any(v0 for v0 in [('header' in self), ('query' in self), ('cookie' in self)])


def rule_6(self, old, budget):
    return (sum(1 for v0 in [('users' in self), ('secretRef' in self), ('disable' in self)] if v0) == 1)


def rule_7(self, old, budget):
    return (sum(1 for v0 in [('maxRequestSize' in self), ('disable' in self)] if v0) == 1)


def rule_8(self, old, budget):
    return (((quantity(self) > quantity('0')) and (quantity(self) < quantity('4294967296'))) if (type(self) is str) else ((type(self) is int) and (to_int(self) > 0) and (to_int(self) < 4294967296)))


def rule_9(self, old, budget):
    return any(v0 for v0 in [('responseCompression' in self), ('requestDecompression' in self)])


def rule_10(self, old, budget):
    return ((len(self) == 1) or (not ('*' in self)))


def rule_11(self, old, budget):
    return ((('percentageEnabled' in self) + ('percentageShadowed' in self)) <= 1)


def rule_12(self, old, budget):
    return (sum(1 for v0 in [('exact' in self), ('prefix' in self), ('suffix' in self), ('contains' in self), ('safeRegex' in self)] if v0) == 1)


def rule_13(self, old, budget):
    return (sum(1 for v0 in [('extensionRef' in self), ('disable' in self)] if v0) == 1)


def rule_14(self, old, budget):
    return any(v0 for v0 in [('request' in self), ('response' in self)])


def rule_15(self, old, budget):
    return (((self['type'] == 'Generic') and ('generic' in self) and (not ('header' in self))) or ((self['type'] == 'Header') and ('header' in self) and (not ('generic' in self))) or ((self['type'] in ['RemoteAddress', 'Path']) and ((not ('generic' in self)) and (not ('header' in self)))))


def rule_16(self, old, budget):
    return matches(self, '^(?:[0-9]{1,5}(?:ms|[hms])){1,4}$')


def rule_17(self, old, budget):
    return (duration('50ms') <= duration(self))


def rule_18(self, old, budget):
    return (('retryOn' in self) or ('statusCodes' in self))


def rule_19(self, old, budget):
    return (duration('1ms') <= duration(self))


def rule_20(self, old, budget):
    return all(((v0['kind'] in ['Gateway', 'HTTPRoute']) or (v0['kind'].endswith('ListenerSet'))) for v0 in self)


def rule_21(self, old, budget):
    return any(v0 for v0 in [('pathRegex' in self)])


FUNCTIONS = {
    ".spec\n!has(self.autoHostRewrite) || (has(self.targetRefs) && (!has(self.targetRefs) || self.targetRefs.all(e, e.kind == 'HTTPRoute'))) || (has(self.targetSelectors) && (!has(self.targetSelectors) || self.targetSelectors.all(e, e.kind == 'HTTPRoute')))": rule_0,
    '.spec\n(has(self.retry) && has(self.timeouts)) ? ((has(self.retry.perTryTimeout) && has(self.timeouts.request)) ? duration(self.timeouts.request) > duration(self.retry.perTryTimeout) : true) : true': rule_1,
    ".spec\n(has(self.retry) && has(self.targetRefs)) ? (!has(self.targetRefs) || self.targetRefs.all(e, (e.kind == 'Gateway') ? has(e.sectionName) : true)) : true": rule_2,
    ".spec\n(has(self.retry) && has(self.targetSelectors)) ? (!has(self.targetSelectors) || self.targetSelectors.all(e, (e.kind == 'Gateway') ? has(e.sectionName) : true)) : true": rule_3,
    '.spec.apiKeyAuth\n[has(self.secretRef), has(self.secretSelector), has(self.disable)].exists_one(given, given)': rule_4,
    '.spec.apiKeyAuth.keySources[]\n[has(self.header), has(self.query), has(self.cookie)].exists(given, given)': rule_5,
    '.spec.basicAuth\n[has(self.users), has(self.secretRef), has(self.disable)].exists_one(given, given)': rule_6,
    '.spec.buffer\n[has(self.maxRequestSize), has(self.disable)].exists_one(given, given)': rule_7,
    ".spec.buffer.maxRequestSize\ntype(self) == string ? quantity(self).isGreaterThan(quantity('0')) && quantity(self).isLessThan(quantity('4294967296')) : type(self) == int && int(self) > 0 && int(self) < 4294967296": rule_8,
    '.spec.compression\n[has(self.responseCompression), has(self.requestDecompression)].exists(given, given)': rule_9,
    ".spec.cors.allowMethods\nsize(self) == 1 || !('*' in self)": rule_10,
    ".spec.cors.allowOrigins\nsize(self) == 1 || !('*' in self)": rule_10,
    '.spec.csrf\n[has(self.percentageEnabled), has(self.percentageShadowed)].filter(given, given).size() <= 1': rule_11,
    '.spec.csrf.additionalOrigins[]\n[has(self.exact), has(self.prefix), has(self.suffix), has(self.contains), has(self.safeRegex)].exists_one(given, given)': rule_12,
    '.spec.extAuth\n[has(self.extensionRef), has(self.disable)].exists_one(given, given)': rule_13,
    '.spec.extProc\n[has(self.extensionRef), has(self.disable)].exists_one(given, given)': rule_13,
    '.spec.headerModifiers\n[has(self.request), has(self.response)].exists(given, given)': rule_14,
    '.spec.jwtAuth\n[has(self.extensionRef), has(self.disable)].exists_one(given, given)': rule_13,
    ".spec.rateLimit.global.descriptors[].entries[]\n((self.type == 'Generic') && has(self.generic) && !has(self.header)) || ((self.type == 'Header') && has(self.header) && !has(self.generic)) || ((self.type in ['RemoteAddress', 'Path']) && (!has(self.generic) && !has(self.header)))": rule_15,
    ".spec.rateLimit.local.tokenBucket.fillInterval\nmatches(self, '^(?:[0-9]{1,5}(?:ms|[hms])){1,4}$')": rule_16,
    ".spec.rateLimit.local.tokenBucket.fillInterval\nduration('50ms') <= duration(self)": rule_17,
    '.spec.retry\nhas(self.retryOn) || has(self.statusCodes)': rule_18,
    ".spec.retry.backoffBaseInterval\nmatches(self, '^(?:[0-9]{1,5}(?:ms|[hms])){1,4}$')": rule_16,
    ".spec.retry.backoffBaseInterval\nduration('1ms') <= duration(self)": rule_19,
    ".spec.retry.perTryTimeout\nmatches(self, '^(?:[0-9]{1,5}(?:ms|[hms])){1,4}$')": rule_16,
    ".spec.retry.perTryTimeout\nduration('1ms') <= duration(self)": rule_19,
    ".spec.targetRefs\nself.all(e, (e.kind in ['Gateway', 'HTTPRoute']) || e.kind.endsWith('ListenerSet'))": rule_20,
    ".spec.targetSelectors\nself.all(e, (e.kind in ['Gateway', 'HTTPRoute']) || e.kind.endsWith('ListenerSet'))": rule_20,
    ".spec.timeouts.request\nmatches(self, '^(?:[0-9]{1,5}(?:ms|[hms])){1,4}$')": rule_16,
    ".spec.timeouts.streamIdle\nmatches(self, '^(?:[0-9]{1,5}(?:ms|[hms])){1,4}$')": rule_16,
    '.spec.urlRewrite\n[has(self.pathRegex)].exists(given, given)': rule_21,
}
