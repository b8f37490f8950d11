"""Rules compiled by kgwctl.cel.compiler: do not edit."""
# ruff: noqa
# fmt: off
# mypy: ignore-errors

from kgwctl.cel.library.regex import matches
from kgwctl.cel.support import rounds


def rule_0(self, old, budget):
    budget.start()
    return all(all(((((('sectionName' in v0) and (v0['sectionName'] != '')) == (('sectionName' in v1) and (v1['sectionName'] != ''))) and ((('port' in v0) and (v0['port'] != 0)) == (('port' in v1) and (v1['port'] != 0)))) if ((v0['group'] == v1['group']) and (v0['kind'] == v1['kind']) and (v0['name'] == v1['name']) and ((v0['namespace'] if ('namespace' in v0) else '') == (v1['namespace'] if ('namespace' in v1) else ''))) else True) for v1 in rounds(budget, self)) for v0 in self)


def rule_1(self, old, budget):
    budget.start()
    return all((sum(1 for v1 in rounds(budget, self) if ((v0['group'] == v1['group']) and (v0['kind'] == v1['kind']) and (v0['name'] == v1['name']) and ((v0['namespace'] if ('namespace' in v0) else '') == (v1['namespace'] if ('namespace' in v1) else '')) and ((v0['sectionName'] if ('sectionName' in v0) else '') == (v1['sectionName'] if ('sectionName' in v1) else '')) and ((v0['port'] if ('port' in v0) else 0) == (v1['port'] if ('port' in v1) else 0)))) == 1) for v0 in self)


def rule_2(self, old, budget):
    return (((((((((((((((((len(self[0]['matches']) if ((len(self) > 0) and ('matches' in self[0])) else 0) + (len(self[1]['matches']) if ((len(self) > 1) and ('matches' in self[1])) else 0)) + (len(self[2]['matches']) if ((len(self) > 2) and ('matches' in self[2])) else 0)) + (len(self[3]['matches']) if ((len(self) > 3) and ('matches' in self[3])) else 0)) + (len(self[4]['matches']) if ((len(self) > 4) and ('matches' in self[4])) else 0)) + (len(self[5]['matches']) if ((len(self) > 5) and ('matches' in self[5])) else 0)) + (len(self[6]['matches']) if ((len(self) > 6) and ('matches' in self[6])) else 0)) + (len(self[7]['matches']) if ((len(self) > 7) and ('matches' in self[7])) else 0)) + (len(self[8]['matches']) if ((len(self) > 8) and ('matches' in self[8])) else 0)) + (len(self[9]['matches']) if ((len(self) > 9) and ('matches' in self[9])) else 0)) + (len(self[10]['matches']) if ((len(self) > 10) and ('matches' in self[10])) else 0)) + (len(self[11]['matches']) if ((len(self) > 11) and ('matches' in self[11])) else 0)) + (len(self[12]['matches']) if ((len(self) > 12) and ('matches' in self[12])) else 0)) + (len(self[13]['matches']) if ((len(self) > 13) and ('matches' in self[13])) else 0)) + (len(self[14]['matches']) if ((len(self) > 14) and ('matches' in self[14])) else 0)) + (len(self[15]['matches']) if ((len(self) > 15) and ('matches' in self[15])) else 0)) <= 128)


def rule_3(self, old, budget):
    budget.start()
    return all(((sum(1 for v1 in rounds(budget, self) if (('name' in v1) and ((('name' in v1) and (v0['name'] == v1['name'])) if ('name' in v0) else (not ('name' in v1))))) == 1) if ('name' in v0) else True) for v0 in self)


def rule_4(self, old, budget):
    return (('port' in self) if ((not (len(self['group']) != 0)) and (self['kind'] == 'Service')) else True)


def rule_5(self, old, budget):
    return (len([v0 for v0 in self if (v0['type'] == 'RequestHeaderModifier')]) < 2)


def rule_6(self, old, budget):
    return (len([v0 for v0 in self if (v0['type'] == 'ResponseHeaderModifier')]) < 2)


def rule_7(self, old, budget):
    return ((not ('requestHeaderModifier' in self)) or (self['type'] == 'RequestHeaderModifier'))


def rule_8(self, old, budget):
    return (('requestHeaderModifier' in self) or (not (self['type'] == 'RequestHeaderModifier')))


def rule_9(self, old, budget):
    return ((not ('responseHeaderModifier' in self)) or (self['type'] == 'ResponseHeaderModifier'))


def rule_10(self, old, budget):
    return (('responseHeaderModifier' in self) or (not (self['type'] == 'ResponseHeaderModifier')))


def rule_11(self, old, budget):
    return ((not ('requestMirror' in self)) or (self['type'] == 'RequestMirror'))


def rule_12(self, old, budget):
    return (('requestMirror' in self) or (not (self['type'] == 'RequestMirror')))


def rule_13(self, old, budget):
    return ((not ('extensionRef' in self)) or (self['type'] == 'ExtensionRef'))


def rule_14(self, old, budget):
    return (('extensionRef' in self) or (not (self['type'] == 'ExtensionRef')))


def rule_15(self, old, budget):
    return (not (('percent' in self) and ('fraction' in self)))


def rule_16(self, old, budget):
    return (self['denominator'] >= self['numerator'])


def rule_17(self, old, budget):
    return ((('service' in self) or ('method' in self)) if ('type' in self) else True)


def rule_18(self, old, budget):
    return ((('service' in self) and matches(self['service'], '(?i)^[.]?[a-z_][a-z_0-9]*([.][a-z_][a-z_0-9]*)*$')) if (((not ('type' in self)) or (self['type'] == 'Exact')) and ('service' in self)) else True)


def rule_19(self, old, budget):
    return ((('method' in self) and matches(self['method'], '^[a-zA-Z_][a-zA-Z_0-9]*$')) if (((not ('type' in self)) or (self['type'] == 'Exact')) and ('method' in self)) else True)


def rule_20(self, old, budget):
    return ((not (('cookieConfig' in self) and ('lifetimeType' in self['cookieConfig']))) or (not (('cookieConfig' in self) and (self['cookieConfig']['lifetimeType'] == 'Permanent'))) or ('absoluteTimeout' in self))


FUNCTIONS = {
    ".spec.parentRefs\nself.all(a, self.all(b, (a.group == b.group && a.kind == b.kind && a.name == b.name && (has(a.__namespace__) ? a.__namespace__ : '') == (has(b.__namespace__) ? b.__namespace__ : '')) ? ((has(a.sectionName) && a.sectionName != '') == (has(b.sectionName) && b.sectionName != '') && (has(a.port) && a.port != 0) == (has(b.port) && b.port != 0)) : true))": rule_0,
    ".spec.parentRefs\nself.all(a, self.exists_one(b, a.group == b.group && a.kind == b.kind && a.name == b.name && (has(a.__namespace__) ? a.__namespace__ : '') == (has(b.__namespace__) ? b.__namespace__ : '') && (has(a.sectionName) ? a.sectionName : '') == (has(b.sectionName) ? b.sectionName : '') && (has(a.port) ? a.port : 0) == (has(b.port) ? b.port : 0)))": rule_1,
    '.spec.rules\n(size(self) > 0 && has(self[0].matches) ? size(self[0].matches) : 0) + (size(self) > 1 && has(self[1].matches) ? size(self[1].matches) : 0) + (size(self) > 2 && has(self[2].matches) ? size(self[2].matches) : 0) + (size(self) > 3 && has(self[3].matches) ? size(self[3].matches) : 0) + (size(self) > 4 && has(self[4].matches) ? size(self[4].matches) : 0) + (size(self) > 5 && has(self[5].matches) ? size(self[5].matches) : 0) + (size(self) > 6 && has(self[6].matches) ? size(self[6].matches) : 0) + (size(self) > 7 && has(self[7].matches) ? size(self[7].matches) : 0) + (size(self) > 8 && has(self[8].matches) ? size(self[8].matches) : 0) + (size(self) > 9 && has(self[9].matches) ? size(self[9].matches) : 0) + (size(self) > 10 && has(self[10].matches) ? size(self[10].matches) : 0) + (size(self) > 11 && has(self[11].matches) ? size(self[11].matches) : 0) + (size(self) > 12 && has(self[12].matches) ? size(self[12].matches) : 0) + (size(self) > 13 && has(self[13].matches) ? size(self[13].matches) : 0) + (size(self) > 14 && has(self[14].matches) ? size(self[14].matches) : 0) + (size(self) > 15 && has(self[15].matches) ? size(self[15].matches) : 0) <= 128': rule_2,
    '.spec.rules\nself.all(a, has(a.name) ? self.exists_one(b, has(b.name) && (has(a.name) ? has(b.name) && a.name == b.name : !has(b.name))) : true)': rule_3,
    ".spec.rules[].backendRefs[]\n(!(size(self.group) != 0) && (self.kind == 'Service')) ? has(self.port) : true": rule_4,
    ".spec.rules[].backendRefs[].filters\nself.filter(e, e.type == 'RequestHeaderModifier').size() < 2": rule_5,
    ".spec.rules[].backendRefs[].filters\nself.filter(e, e.type == 'ResponseHeaderModifier').size() < 2": rule_6,
    ".spec.rules[].backendRefs[].filters[]\n!has(self.requestHeaderModifier) || (self.type == 'RequestHeaderModifier')": rule_7,
    ".spec.rules[].backendRefs[].filters[]\nhas(self.requestHeaderModifier) || (!(self.type == 'RequestHeaderModifier'))": rule_8,
    ".spec.rules[].backendRefs[].filters[]\n!has(self.responseHeaderModifier) || (self.type == 'ResponseHeaderModifier')": rule_9,
    ".spec.rules[].backendRefs[].filters[]\nhas(self.responseHeaderModifier) || (!(self.type == 'ResponseHeaderModifier'))": rule_10,
    ".spec.rules[].backendRefs[].filters[]\n!has(self.requestMirror) || (self.type == 'RequestMirror')": rule_11,
    ".spec.rules[].backendRefs[].filters[]\nhas(self.requestMirror) || (!(self.type == 'RequestMirror'))": rule_12,
    ".spec.rules[].backendRefs[].filters[]\n!has(self.extensionRef) || (self.type == 'ExtensionRef')": rule_13,
    ".spec.rules[].backendRefs[].filters[]\nhas(self.extensionRef) || (!(self.type == 'ExtensionRef'))": rule_14,
    '.spec.rules[].backendRefs[].filters[].requestMirror\n!(has(self.percent) && has(self.fraction))': rule_15,
    ".spec.rules[].backendRefs[].filters[].requestMirror.backendRef\n(!(size(self.group) != 0) && (self.kind == 'Service')) ? has(self.port) : true": rule_4,
    '.spec.rules[].backendRefs[].filters[].requestMirror.fraction\nself.denominator >= self.numerator': rule_16,
    ".spec.rules[].filters\nself.filter(e, e.type == 'RequestHeaderModifier').size() < 2": rule_5,
    ".spec.rules[].filters\nself.filter(e, e.type == 'ResponseHeaderModifier').size() < 2": rule_6,
    ".spec.rules[].filters[]\n!has(self.requestHeaderModifier) || (self.type == 'RequestHeaderModifier')": rule_7,
    ".spec.rules[].filters[]\nhas(self.requestHeaderModifier) || (!(self.type == 'RequestHeaderModifier'))": rule_8,
    ".spec.rules[].filters[]\n!has(self.responseHeaderModifier) || (self.type == 'ResponseHeaderModifier')": rule_9,
    ".spec.rules[].filters[]\nhas(self.responseHeaderModifier) || (!(self.type == 'ResponseHeaderModifier'))": rule_10,
    ".spec.rules[].filters[]\n!has(self.requestMirror) || (self.type == 'RequestMirror')": rule_11,
    ".spec.rules[].filters[]\nhas(self.requestMirror) || (!(self.type == 'RequestMirror'))": rule_12,
    ".spec.rules[].filters[]\n!has(self.extensionRef) || (self.type == 'ExtensionRef')": rule_13,
    ".spec.rules[].filters[]\nhas(self.extensionRef) || (!(self.type == 'ExtensionRef'))": rule_14,
    '.spec.rules[].filters[].requestMirror\n!(has(self.percent) && has(self.fraction))': rule_15,
    ".spec.rules[].filters[].requestMirror.backendRef\n(!(size(self.group) != 0) && (self.kind == 'Service')) ? has(self.port) : true": rule_4,
    '.spec.rules[].filters[].requestMirror.fraction\nself.denominator >= self.numerator': rule_16,
    '.spec.rules[].matches[].method\nhas(self.type) ? (has(self.service) || has(self.method)) : true': rule_17,
    ".spec.rules[].matches[].method\n((!has(self.type) || (self.type == 'Exact')) && has(self.service)) ? (has(self.service) && self.service.matches('(?i)^[.]?[a-z_][a-z_0-9]*([.][a-z_][a-z_0-9]*)*$')) : true": rule_18,
    ".spec.rules[].matches[].method\n((!has(self.type) || (self.type == 'Exact')) && has(self.method)) ? (has(self.method) && self.method.matches('^[a-zA-Z_][a-zA-Z_0-9]*$')) : true": rule_19,
    ".spec.rules[].sessionPersistence\n(!(has(self.cookieConfig) && has(self.cookieConfig.lifetimeType))) || (!(has(self.cookieConfig) && self.cookieConfig.lifetimeType == 'Permanent')) || has(self.absoluteTimeout)": rule_20,
}
