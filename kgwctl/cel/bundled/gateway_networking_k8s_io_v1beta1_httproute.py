"""Rules compiled by kgwctl.cel.compiler: do not edit."""
# ruff: noqa
# fmt: off
# mypy: ignore-errors

from kgwctl.cel.library.regex import matches
from kgwctl.cel.library.time import duration
from kgwctl.cel.support import rounds


def rule_0(self, old, budget):
    budget.start()
    return all(all(((((('sectionName' in v0) and (v0['sectionName'] != '')) == (('sectionName' in v1) and (v1['sectionName'] != ''))) and ((('port' in v0) and (v0['port'] != 0)) == (('port' in v1) and (v1['port'] != 0)))) if ((v0['group'] == v1['group']) and (v0['kind'] == v1['kind']) and (v0['name'] == v1['name']) and ((v0['namespace'] if ('namespace' in v0) else '') == (v1['namespace'] if ('namespace' in v1) else ''))) else True) for v1 in rounds(budget, self)) for v0 in self)


def rule_1(self, old, budget):
    budget.start()
    return all((sum(1 for v1 in rounds(budget, self) if ((v0['group'] == v1['group']) and (v0['kind'] == v1['kind']) and (v0['name'] == v1['name']) and ((v0['namespace'] if ('namespace' in v0) else '') == (v1['namespace'] if ('namespace' in v1) else '')) and ((v0['sectionName'] if ('sectionName' in v0) else '') == (v1['sectionName'] if ('sectionName' in v1) else '')) and ((v0['port'] if ('port' in v0) else 0) == (v1['port'] if ('port' in v1) else 0)))) == 1) for v0 in self)


def rule_2(self, old, budget):
    return (((((((((((((((((len(self[0]['matches']) if (len(self) > 0) else 0) + (len(self[1]['matches']) if (len(self) > 1) else 0)) + (len(self[2]['matches']) if (len(self) > 2) else 0)) + (len(self[3]['matches']) if (len(self) > 3) else 0)) + (len(self[4]['matches']) if (len(self) > 4) else 0)) + (len(self[5]['matches']) if (len(self) > 5) else 0)) + (len(self[6]['matches']) if (len(self) > 6) else 0)) + (len(self[7]['matches']) if (len(self) > 7) else 0)) + (len(self[8]['matches']) if (len(self) > 8) else 0)) + (len(self[9]['matches']) if (len(self) > 9) else 0)) + (len(self[10]['matches']) if (len(self) > 10) else 0)) + (len(self[11]['matches']) if (len(self) > 11) else 0)) + (len(self[12]['matches']) if (len(self) > 12) else 0)) + (len(self[13]['matches']) if (len(self) > 13) else 0)) + (len(self[14]['matches']) if (len(self) > 14) else 0)) + (len(self[15]['matches']) if (len(self) > 15) else 0)) <= 128)


def rule_3(self, old, budget):
    budget.start()
    return all(((sum(1 for v1 in rounds(budget, self) if (('name' in v1) and ((('name' in v1) and (v0['name'] == v1['name'])) if ('name' in v0) else (not ('name' in v1))))) == 1) if ('name' in v0) else True) for v0 in self)


def rule_4(self, old, budget):
    return (((not ('filters' in self)) or all((not ('requestRedirect' in v0)) for v0 in self['filters'])) if (('backendRefs' in self) and (len(self['backendRefs']) != 0)) else True)


def rule_5(self, old, budget):
    return (((len(self['matches']) == 1) and all((('path' in v1) and (v1['path']['type'] == 'PathPrefix')) for v1 in self['matches'])) if (('filters' in self) and (sum(1 for v0 in self['filters'] if ((('requestRedirect' in v0) and ('path' in v0['requestRedirect']) and (v0['requestRedirect']['path']['type'] == 'ReplacePrefixMatch')) and (('requestRedirect' in v0) and ('path' in v0['requestRedirect']) and ('replacePrefixMatch' in v0['requestRedirect']['path'])))) == 1)) else True)


def rule_6(self, old, budget):
    return (((len(self['matches']) == 1) and all((('path' in v1) and (v1['path']['type'] == 'PathPrefix')) for v1 in self['matches'])) if (('filters' in self) and (sum(1 for v0 in self['filters'] if ((('urlRewrite' in v0) and ('path' in v0['urlRewrite']) and (v0['urlRewrite']['path']['type'] == 'ReplacePrefixMatch')) and (('urlRewrite' in v0) and ('path' in v0['urlRewrite']) and ('replacePrefixMatch' in v0['urlRewrite']['path'])))) == 1)) else True)


def rule_7(self, old, budget):
    budget.start()
    return (((len(self['matches']) == 1) and all((('path' in v2) and (v2['path']['type'] == 'PathPrefix')) for v2 in self['matches'])) if (('backendRefs' in self) and (sum(1 for v0 in self['backendRefs'] if (('filters' in v0) and (sum(1 for v1 in rounds(budget, v0['filters']) if ((('requestRedirect' in v1) and ('path' in v1['requestRedirect']) and (v1['requestRedirect']['path']['type'] == 'ReplacePrefixMatch')) and (('requestRedirect' in v1) and ('path' in v1['requestRedirect']) and ('replacePrefixMatch' in v1['requestRedirect']['path'])))) == 1))) == 1)) else True)


def rule_8(self, old, budget):
    budget.start()
    return (((len(self['matches']) == 1) and all((('path' in v2) and (v2['path']['type'] == 'PathPrefix')) for v2 in self['matches'])) if (('backendRefs' in self) and (sum(1 for v0 in self['backendRefs'] if (('filters' in v0) and (sum(1 for v1 in rounds(budget, v0['filters']) if ((('urlRewrite' in v1) and ('path' in v1['urlRewrite']) and (v1['urlRewrite']['path']['type'] == 'ReplacePrefixMatch')) and (('urlRewrite' in v1) and ('path' in v1['urlRewrite']) and ('replacePrefixMatch' in v1['urlRewrite']['path'])))) == 1))) == 1)) else True)


def rule_9(self, old, budget):
    return (('port' in self) if ((not (len(self['group']) != 0)) and (self['kind'] == 'Service')) else True)


def rule_10(self, old, budget):
    return (not (any((v0['type'] == 'RequestRedirect') for v0 in self) and any((v1['type'] == 'URLRewrite') for v1 in self)))


def rule_11(self, old, budget):
    return (len([v0 for v0 in self if (v0['type'] == 'RequestHeaderModifier')]) < 2)


def rule_12(self, old, budget):
    return (len([v0 for v0 in self if (v0['type'] == 'ResponseHeaderModifier')]) < 2)


def rule_13(self, old, budget):
    return (len([v0 for v0 in self if (v0['type'] == 'RequestRedirect')]) < 2)


def rule_14(self, old, budget):
    return (len([v0 for v0 in self if (v0['type'] == 'URLRewrite')]) < 2)


def rule_15(self, old, budget):
    return ((not ('requestHeaderModifier' in self)) or (self['type'] == 'RequestHeaderModifier'))


def rule_16(self, old, budget):
    return (('requestHeaderModifier' in self) or (not (self['type'] == 'RequestHeaderModifier')))


def rule_17(self, old, budget):
    return ((not ('responseHeaderModifier' in self)) or (self['type'] == 'ResponseHeaderModifier'))


def rule_18(self, old, budget):
    return (('responseHeaderModifier' in self) or (not (self['type'] == 'ResponseHeaderModifier')))


def rule_19(self, old, budget):
    return ((not ('requestMirror' in self)) or (self['type'] == 'RequestMirror'))


def rule_20(self, old, budget):
    return (('requestMirror' in self) or (not (self['type'] == 'RequestMirror')))


def rule_21(self, old, budget):
    return ((not ('requestRedirect' in self)) or (self['type'] == 'RequestRedirect'))


def rule_22(self, old, budget):
    return (('requestRedirect' in self) or (not (self['type'] == 'RequestRedirect')))


def rule_23(self, old, budget):
    return ((not ('urlRewrite' in self)) or (self['type'] == 'URLRewrite'))


def rule_24(self, old, budget):
    return (('urlRewrite' in self) or (not (self['type'] == 'URLRewrite')))


def rule_25(self, old, budget):
    return ((not ('extensionRef' in self)) or (self['type'] == 'ExtensionRef'))


def rule_26(self, old, budget):
    return (('extensionRef' in self) or (not (self['type'] == 'ExtensionRef')))


def rule_27(self, old, budget):
    return ((not ('cors' in self)) or (self['type'] == 'CORS'))


def rule_28(self, old, budget):
    return (('cors' in self) or (not (self['type'] == 'CORS')))


def rule_29(self, old, budget):
    return ((not ('externalAuth' in self)) or (self['type'] == 'ExternalAuth'))


def rule_30(self, old, budget):
    return (('externalAuth' in self) or (not (self['type'] == 'ExternalAuth')))


def rule_31(self, old, budget):
    return ((len(self) == 1) or (not ('*' in self)))


def rule_32(self, old, budget):
    return (('grpc' in self) if (self['protocol'] == 'GRPC') else True)


def rule_33(self, old, budget):
    return ((self['protocol'] == 'GRPC') if ('grpc' in self) else True)


def rule_34(self, old, budget):
    return (('http' in self) if (self['protocol'] == 'HTTP') else True)


def rule_35(self, old, budget):
    return ((self['protocol'] == 'HTTP') if ('http' in self) else True)


def rule_36(self, old, budget):
    return (not (('percent' in self) and ('fraction' in self)))


def rule_37(self, old, budget):
    return (self['denominator'] >= self['numerator'])


def rule_38(self, old, budget):
    return (('replaceFullPath' in self) if (self['type'] == 'ReplaceFullPath') else True)


def rule_39(self, old, budget):
    return ((self['type'] == 'ReplaceFullPath') if ('replaceFullPath' in self) else True)


def rule_40(self, old, budget):
    return (('replacePrefixMatch' in self) if (self['type'] == 'ReplacePrefixMatch') else True)


def rule_41(self, old, budget):
    return ((self['type'] == 'ReplacePrefixMatch') if ('replacePrefixMatch' in self) else True)


def rule_42(self, old, budget):
    return ((self['value'].startswith('/')) if (self['type'] in ['Exact', 'PathPrefix']) else True)


def rule_43(self, old, budget):
    return ((not ('//' in self['value'])) if (self['type'] in ['Exact', 'PathPrefix']) else True)


def rule_44(self, old, budget):
    return ((not ('/./' in self['value'])) if (self['type'] in ['Exact', 'PathPrefix']) else True)


def rule_45(self, old, budget):
    return ((not ('/../' in self['value'])) if (self['type'] in ['Exact', 'PathPrefix']) else True)


def rule_46(self, old, budget):
    return ((not ('%2f' in self['value'])) if (self['type'] in ['Exact', 'PathPrefix']) else True)


def rule_47(self, old, budget):
    return ((not ('%2F' in self['value'])) if (self['type'] in ['Exact', 'PathPrefix']) else True)


def rule_48(self, old, budget):
    return ((not ('#' in self['value'])) if (self['type'] in ['Exact', 'PathPrefix']) else True)


def rule_49(self, old, budget):
    return ((not (self['value'].endswith('/..'))) if (self['type'] in ['Exact', 'PathPrefix']) else True)


def rule_50(self, old, budget):
    return ((not (self['value'].endswith('/.'))) if (self['type'] in ['Exact', 'PathPrefix']) else True)


def rule_51(self, old, budget):
    return (self['type'] in ['Exact', 'PathPrefix', 'RegularExpression'])


def rule_52(self, old, budget):
    return (matches(self['value'], "^([-A-Za-z0-9/._~!$&'()*+,;=:@]|%[0-9a-fA-F]{2})+$") if (self['type'] in ['Exact', 'PathPrefix']) else True)


def rule_53(self, old, budget):
    return ((not (('cookieConfig' in self) and ('lifetimeType' in self['cookieConfig']))) or (not (('cookieConfig' in self) and (self['cookieConfig']['lifetimeType'] == 'Permanent'))) or ('absoluteTimeout' in self))


def rule_54(self, old, budget):
    return ((not (('backendRequest' in self) and ('request' in self))) or (duration(self['request']) == duration('0s')) or (duration(self['request']) >= duration(self['backendRequest'])))


FUNCTIONS = {
    ".spec.parentRefs\nself.all(a, self.all(b, (a.group == b.group && a.kind == b.kind && a.name == b.name && (has(a.__namespace__) ? a.__namespace__ : '') == (has(b.__namespace__) ? b.__namespace__ : '')) ? ((has(a.sectionName) && a.sectionName != '') == (has(b.sectionName) && b.sectionName != '') && (has(a.port) && a.port != 0) == (has(b.port) && b.port != 0)) : true))": rule_0,
    ".spec.parentRefs\nself.all(a, self.exists_one(b, a.group == b.group && a.kind == b.kind && a.name == b.name && (has(a.__namespace__) ? a.__namespace__ : '') == (has(b.__namespace__) ? b.__namespace__ : '') && (has(a.sectionName) ? a.sectionName : '') == (has(b.sectionName) ? b.sectionName : '') && (has(a.port) ? a.port : 0) == (has(b.port) ? b.port : 0)))": rule_1,
    '.spec.rules\n(size(self) > 0 ? size(self[0].matches) : 0) + (size(self) > 1 ? size(self[1].matches) : 0) + (size(self) > 2 ? size(self[2].matches) : 0) + (size(self) > 3 ? size(self[3].matches) : 0) + (size(self) > 4 ? size(self[4].matches) : 0) + (size(self) > 5 ? size(self[5].matches) : 0) + (size(self) > 6 ? size(self[6].matches) : 0) + (size(self) > 7 ? size(self[7].matches) : 0) + (size(self) > 8 ? size(self[8].matches) : 0) + (size(self) > 9 ? size(self[9].matches) : 0) + (size(self) > 10 ? size(self[10].matches) : 0) + (size(self) > 11 ? size(self[11].matches) : 0) + (size(self) > 12 ? size(self[12].matches) : 0) + (size(self) > 13 ? size(self[13].matches) : 0) + (size(self) > 14 ? size(self[14].matches) : 0) + (size(self) > 15 ? size(self[15].matches) : 0) <= 128': rule_2,
    '.spec.rules\nself.all(a, has(a.name) ? self.exists_one(b, has(b.name) && (has(a.name) ? has(b.name) && a.name == b.name : !has(b.name))) : true)': rule_3,
    '.spec.rules[]\n(has(self.backendRefs) && size(self.backendRefs) != 0) ? (!has(self.filters) || self.filters.all(e, !has(e.requestRedirect))) : true': rule_4,
    ".spec.rules[]\n(has(self.filters) && self.filters.exists_one(e, (has(e.requestRedirect) && has(e.requestRedirect.path) && e.requestRedirect.path.type == 'ReplacePrefixMatch') && (has(e.requestRedirect) && has(e.requestRedirect.path) && has(e.requestRedirect.path.replacePrefixMatch)))) ? (size(self.matches) == 1 && self.matches.all(e, has(e.path) && (e.path.type == 'PathPrefix'))) : true": rule_5,
    ".spec.rules[]\n(has(self.filters) && self.filters.exists_one(e, (has(e.urlRewrite) && has(e.urlRewrite.path) && e.urlRewrite.path.type == 'ReplacePrefixMatch') && (has(e.urlRewrite) && has(e.urlRewrite.path) && has(e.urlRewrite.path.replacePrefixMatch)))) ? (size(self.matches) == 1 && self.matches.all(e, has(e.path) && (e.path.type == 'PathPrefix'))) : true": rule_6,
    ".spec.rules[]\n(has(self.backendRefs) && self.backendRefs.exists_one(e, has(e.filters) && e.filters.exists_one(e1, (has(e1.requestRedirect) && has(e1.requestRedirect.path) && e1.requestRedirect.path.type == 'ReplacePrefixMatch') && (has(e1.requestRedirect) && has(e1.requestRedirect.path) && has(e1.requestRedirect.path.replacePrefixMatch))))) ? (size(self.matches) == 1 && self.matches.all(e, has(e.path) && (e.path.type == 'PathPrefix'))) : true": rule_7,
    ".spec.rules[]\n(has(self.backendRefs) && self.backendRefs.exists_one(e, has(e.filters) && e.filters.exists_one(e1, (has(e1.urlRewrite) && has(e1.urlRewrite.path) && e1.urlRewrite.path.type == 'ReplacePrefixMatch') && (has(e1.urlRewrite) && has(e1.urlRewrite.path) && has(e1.urlRewrite.path.replacePrefixMatch))))) ? (size(self.matches) == 1 && self.matches.all(e, has(e.path) && (e.path.type == 'PathPrefix'))) : true": rule_8,
    ".spec.rules[].backendRefs[]\n(!(size(self.group) != 0) && (self.kind == 'Service')) ? has(self.port) : true": rule_9,
    ".spec.rules[].backendRefs[].filters\n!((self.exists(e, e.type == 'RequestRedirect')) && (self.exists(e, e.type == 'URLRewrite')))": rule_10,
    ".spec.rules[].backendRefs[].filters\nself.filter(e, e.type == 'RequestHeaderModifier').size() < 2": rule_11,
    ".spec.rules[].backendRefs[].filters\nself.filter(e, e.type == 'ResponseHeaderModifier').size() < 2": rule_12,
    ".spec.rules[].backendRefs[].filters\nself.filter(e, e.type == 'RequestRedirect').size() < 2": rule_13,
    ".spec.rules[].backendRefs[].filters\nself.filter(e, e.type == 'URLRewrite').size() < 2": rule_14,
    ".spec.rules[].backendRefs[].filters[]\n!has(self.requestHeaderModifier) || (self.type == 'RequestHeaderModifier')": rule_15,
    ".spec.rules[].backendRefs[].filters[]\nhas(self.requestHeaderModifier) || (!(self.type == 'RequestHeaderModifier'))": rule_16,
    ".spec.rules[].backendRefs[].filters[]\n!has(self.responseHeaderModifier) || (self.type == 'ResponseHeaderModifier')": rule_17,
    ".spec.rules[].backendRefs[].filters[]\nhas(self.responseHeaderModifier) || (!(self.type == 'ResponseHeaderModifier'))": rule_18,
    ".spec.rules[].backendRefs[].filters[]\n!has(self.requestMirror) || (self.type == 'RequestMirror')": rule_19,
    ".spec.rules[].backendRefs[].filters[]\nhas(self.requestMirror) || (!(self.type == 'RequestMirror'))": rule_20,
    ".spec.rules[].backendRefs[].filters[]\n!has(self.requestRedirect) || (self.type == 'RequestRedirect')": rule_21,
    ".spec.rules[].backendRefs[].filters[]\nhas(self.requestRedirect) || (!(self.type == 'RequestRedirect'))": rule_22,
    ".spec.rules[].backendRefs[].filters[]\n!has(self.urlRewrite) || (self.type == 'URLRewrite')": rule_23,
    ".spec.rules[].backendRefs[].filters[]\nhas(self.urlRewrite) || (!(self.type == 'URLRewrite'))": rule_24,
    ".spec.rules[].backendRefs[].filters[]\n!has(self.extensionRef) || (self.type == 'ExtensionRef')": rule_25,
    ".spec.rules[].backendRefs[].filters[]\nhas(self.extensionRef) || (!(self.type == 'ExtensionRef'))": rule_26,
    ".spec.rules[].backendRefs[].filters[]\n!has(self.cors) || (self.type == 'CORS')": rule_27,
    ".spec.rules[].backendRefs[].filters[]\nhas(self.cors) || (!(self.type == 'CORS'))": rule_28,
    ".spec.rules[].backendRefs[].filters[]\n!has(self.externalAuth) || (self.type == 'ExternalAuth')": rule_29,
    ".spec.rules[].backendRefs[].filters[]\nhas(self.externalAuth) || (!(self.type == 'ExternalAuth'))": rule_30,
    ".spec.rules[].backendRefs[].filters[].cors.allowMethods\nsize(self) == 1 || !('*' in self)": rule_31,
    ".spec.rules[].backendRefs[].filters[].cors.allowOrigins\nsize(self) == 1 || !('*' in self)": rule_31,
    ".spec.rules[].backendRefs[].filters[].externalAuth\n(self.protocol == 'GRPC') ? has(self.grpc) : true": rule_32,
    ".spec.rules[].backendRefs[].filters[].externalAuth\nhas(self.grpc) ? (self.protocol == 'GRPC') : true": rule_33,
    ".spec.rules[].backendRefs[].filters[].externalAuth\n(self.protocol == 'HTTP') ? has(self.http) : true": rule_34,
    ".spec.rules[].backendRefs[].filters[].externalAuth\nhas(self.http) ? (self.protocol == 'HTTP') : true": rule_35,
    ".spec.rules[].backendRefs[].filters[].externalAuth.backendRef\n(!(size(self.group) != 0) && (self.kind == 'Service')) ? has(self.port) : true": rule_9,
    '.spec.rules[].backendRefs[].filters[].requestMirror\n!(has(self.percent) && has(self.fraction))': rule_36,
    ".spec.rules[].backendRefs[].filters[].requestMirror.backendRef\n(!(size(self.group) != 0) && (self.kind == 'Service')) ? has(self.port) : true": rule_9,
    '.spec.rules[].backendRefs[].filters[].requestMirror.fraction\nself.denominator >= self.numerator': rule_37,
    ".spec.rules[].backendRefs[].filters[].requestRedirect.path\n(self.type == 'ReplaceFullPath') ? has(self.replaceFullPath) : true": rule_38,
    ".spec.rules[].backendRefs[].filters[].requestRedirect.path\nhas(self.replaceFullPath) ? (self.type == 'ReplaceFullPath') : true": rule_39,
    ".spec.rules[].backendRefs[].filters[].requestRedirect.path\n(self.type == 'ReplacePrefixMatch') ? has(self.replacePrefixMatch) : true": rule_40,
    ".spec.rules[].backendRefs[].filters[].requestRedirect.path\nhas(self.replacePrefixMatch) ? (self.type == 'ReplacePrefixMatch') : true": rule_41,
    ".spec.rules[].backendRefs[].filters[].urlRewrite.path\n(self.type == 'ReplaceFullPath') ? has(self.replaceFullPath) : true": rule_38,
    ".spec.rules[].backendRefs[].filters[].urlRewrite.path\nhas(self.replaceFullPath) ? (self.type == 'ReplaceFullPath') : true": rule_39,
    ".spec.rules[].backendRefs[].filters[].urlRewrite.path\n(self.type == 'ReplacePrefixMatch') ? has(self.replacePrefixMatch) : true": rule_40,
    ".spec.rules[].backendRefs[].filters[].urlRewrite.path\nhas(self.replacePrefixMatch) ? (self.type == 'ReplacePrefixMatch') : true": rule_41,
    ".spec.rules[].filters\n!((self.exists(e, e.type == 'RequestRedirect')) && (self.exists(e, e.type == 'URLRewrite')))": rule_10,
    ".spec.rules[].filters\nself.filter(e, e.type == 'RequestHeaderModifier').size() < 2": rule_11,
    ".spec.rules[].filters\nself.filter(e, e.type == 'ResponseHeaderModifier').size() < 2": rule_12,
    ".spec.rules[].filters\nself.filter(e, e.type == 'RequestRedirect').size() < 2": rule_13,
    ".spec.rules[].filters\nself.filter(e, e.type == 'URLRewrite').size() < 2": rule_14,
    ".spec.rules[].filters[]\n!has(self.requestHeaderModifier) || (self.type == 'RequestHeaderModifier')": rule_15,
    ".spec.rules[].filters[]\nhas(self.requestHeaderModifier) || (!(self.type == 'RequestHeaderModifier'))": rule_16,
    ".spec.rules[].filters[]\n!has(self.responseHeaderModifier) || (self.type == 'ResponseHeaderModifier')": rule_17,
    ".spec.rules[].filters[]\nhas(self.responseHeaderModifier) || (!(self.type == 'ResponseHeaderModifier'))": rule_18,
    ".spec.rules[].filters[]\n!has(self.requestMirror) || (self.type == 'RequestMirror')": rule_19,
    ".spec.rules[].filters[]\nhas(self.requestMirror) || (!(self.type == 'RequestMirror'))": rule_20,
    ".spec.rules[].filters[]\n!has(self.requestRedirect) || (self.type == 'RequestRedirect')": rule_21,
    ".spec.rules[].filters[]\nhas(self.requestRedirect) || (!(self.type == 'RequestRedirect'))": rule_22,
    ".spec.rules[].filters[]\n!has(self.urlRewrite) || (self.type == 'URLRewrite')": rule_23,
    ".spec.rules[].filters[]\nhas(self.urlRewrite) || (!(self.type == 'URLRewrite'))": rule_24,
    ".spec.rules[].filters[]\n!has(self.extensionRef) || (self.type == 'ExtensionRef')": rule_25,
    ".spec.rules[].filters[]\nhas(self.extensionRef) || (!(self.type == 'ExtensionRef'))": rule_26,
    ".spec.rules[].filters[]\n!has(self.cors) || (self.type == 'CORS')": rule_27,
    ".spec.rules[].filters[]\nhas(self.cors) || (!(self.type == 'CORS'))": rule_28,
    ".spec.rules[].filters[]\n!has(self.externalAuth) || (self.type == 'ExternalAuth')": rule_29,
    ".spec.rules[].filters[]\nhas(self.externalAuth) || (!(self.type == 'ExternalAuth'))": rule_30,
    ".spec.rules[].filters[].cors.allowMethods\nsize(self) == 1 || !('*' in self)": rule_31,
    ".spec.rules[].filters[].cors.allowOrigins\nsize(self) == 1 || !('*' in self)": rule_31,
    ".spec.rules[].filters[].externalAuth\n(self.protocol == 'GRPC') ? has(self.grpc) : true": rule_32,
    ".spec.rules[].filters[].externalAuth\nhas(self.grpc) ? (self.protocol == 'GRPC') : true": rule_33,
    ".spec.rules[].filters[].externalAuth\n(self.protocol == 'HTTP') ? has(self.http) : true": rule_34,
    ".spec.rules[].filters[].externalAuth\nhas(self.http) ? (self.protocol == 'HTTP') : true": rule_35,
    ".spec.rules[].filters[].externalAuth.backendRef\n(!(size(self.group) != 0) && (self.kind == 'Service')) ? has(self.port) : true": rule_9,
    '.spec.rules[].filters[].requestMirror\n!(has(self.percent) && has(self.fraction))': rule_36,
    ".spec.rules[].filters[].requestMirror.backendRef\n(!(size(self.group) != 0) && (self.kind == 'Service')) ? has(self.port) : true": rule_9,
    '.spec.rules[].filters[].requestMirror.fraction\nself.denominator >= self.numerator': rule_37,
    ".spec.rules[].filters[].requestRedirect.path\n(self.type == 'ReplaceFullPath') ? has(self.replaceFullPath) : true": rule_38,
    ".spec.rules[].filters[].requestRedirect.path\nhas(self.replaceFullPath) ? (self.type == 'ReplaceFullPath') : true": rule_39,
    ".spec.rules[].filters[].requestRedirect.path\n(self.type == 'ReplacePrefixMatch') ? has(self.replacePrefixMatch) : true": rule_40,
    ".spec.rules[].filters[].requestRedirect.path\nhas(self.replacePrefixMatch) ? (self.type == 'ReplacePrefixMatch') : true": rule_41,
    ".spec.rules[].filters[].urlRewrite.path\n(self.type == 'ReplaceFullPath') ? has(self.replaceFullPath) : true": rule_38,
    ".spec.rules[].filters[].urlRewrite.path\nhas(self.replaceFullPath) ? (self.type == 'ReplaceFullPath') : true": rule_39,
    ".spec.rules[].filters[].urlRewrite.path\n(self.type == 'ReplacePrefixMatch') ? has(self.replacePrefixMatch) : true": rule_40,
    ".spec.rules[].filters[].urlRewrite.path\nhas(self.replacePrefixMatch) ? (self.type == 'ReplacePrefixMatch') : true": rule_41,
    ".spec.rules[].matches[].path\n(self.type in ['Exact', 'PathPrefix']) ? self.value.startsWith('/') : true": rule_42,
    ".spec.rules[].matches[].path\n(self.type in ['Exact', 'PathPrefix']) ? !(self.value.contains('//')) : true": rule_43,
    ".spec.rules[].matches[].path\n(self.type in ['Exact', 'PathPrefix']) ? !(self.value.contains('/./')) : true": rule_44,
    ".spec.rules[].matches[].path\n(self.type in ['Exact', 'PathPrefix']) ? !(self.value.contains('/../')) : true": rule_45,
    ".spec.rules[].matches[].path\n(self.type in ['Exact', 'PathPrefix']) ? !(self.value.contains('%2f')) : true": rule_46,
    ".spec.rules[].matches[].path\n(self.type in ['Exact', 'PathPrefix']) ? !(self.value.contains('%2F')) : true": rule_47,
    ".spec.rules[].matches[].path\n(self.type in ['Exact', 'PathPrefix']) ? !(self.value.contains('#')) : true": rule_48,
    ".spec.rules[].matches[].path\n(self.type in ['Exact', 'PathPrefix']) ? !(self.value.endsWith('/..')) : true": rule_49,
    ".spec.rules[].matches[].path\n(self.type in ['Exact', 'PathPrefix']) ? !(self.value.endsWith('/.')) : true": rule_50,
    ".spec.rules[].matches[].path\nself.type in ['Exact', 'PathPrefix', 'RegularExpression']": rule_51,
    '.spec.rules[].matches[].path\n(self.type in [\'Exact\', \'PathPrefix\']) ? self.value.matches("^([-A-Za-z0-9/._~!$&\'()*+,;=:@]|%[0-9a-fA-F]{2})+$") : true': rule_52,
    ".spec.rules[].sessionPersistence\n(!(has(self.cookieConfig) && has(self.cookieConfig.lifetimeType))) || (!(has(self.cookieConfig) && self.cookieConfig.lifetimeType == 'Permanent')) || has(self.absoluteTimeout)": rule_53,
    ".spec.rules[].timeouts\n!(has(self.backendRequest) && has(self.request)) || duration(self.request) == duration('0s') || duration(self.request) >= duration(self.backendRequest)": rule_54,
}
