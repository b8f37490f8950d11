"""Rules compiled by kgwctl.cel.compiler: do not edit."""
# ruff: noqa
# fmt: off
# mypy: ignore-errors

from kgwctl.cel.support import rounds


def rule_0(self, old, budget):
    budget.start()
    return all(all((((('sectionName' in v0) and (v0['sectionName'] != '')) == (('sectionName' in v1) and (v1['sectionName'] != ''))) if ((v0['group'] == v1['group']) and (v0['kind'] == v1['kind']) and (v0['name'] == v1['name'])) else True) for v1 in rounds(budget, self)) for v0 in self)


def rule_1(self, old, budget):
    budget.start()
    return all((sum(1 for v1 in rounds(budget, self) if ((v0['group'] == v1['group']) and (v0['kind'] == v1['kind']) and (v0['name'] == v1['name']) and ((v0['sectionName'] if ('sectionName' in v0) else '') == (v1['sectionName'] if ('sectionName' in v1) else '')))) == 1) for v0 in self)


def rule_2(self, old, budget):
    return (not ((('caCertificateRefs' in self) and (len(self['caCertificateRefs']) != 0)) and (('wellKnownCACertificates' in self) and (len(self['wellKnownCACertificates']) != 0))))


def rule_3(self, old, budget):
    return ((('caCertificateRefs' in self) and (len(self['caCertificateRefs']) != 0)) or (('wellKnownCACertificates' in self) and (len(self['wellKnownCACertificates']) != 0)))


def rule_4(self, old, budget):
    return ((('hostname' in self) and (len(self['hostname']) != 0)) or (not (self['type'] == 'Hostname')))


def rule_5(self, old, budget):
    return ((not (('hostname' in self) and (len(self['hostname']) != 0))) or (self['type'] == 'Hostname'))


def rule_6(self, old, budget):
    return ((('uri' in self) and (len(self['uri']) != 0)) or (not (self['type'] == 'URI')))


def rule_7(self, old, budget):
    return ((not (('uri' in self) and (len(self['uri']) != 0))) or (self['type'] == 'URI'))


FUNCTIONS = {
    ".spec.targetRefs\nself.all(a, self.all(b, (a.group == b.group && a.kind == b.kind && a.name == b.name) ? ((has(a.sectionName) && a.sectionName != '') == (has(b.sectionName) && b.sectionName != '')) : true))": rule_0,
    ".spec.targetRefs\nself.all(a, self.exists_one(b, a.group == b.group && a.kind == b.kind && a.name == b.name && (has(a.sectionName) ? a.sectionName : '') == (has(b.sectionName) ? b.sectionName : '')))": rule_1,
    '.spec.validation\n!((has(self.caCertificateRefs) && size(self.caCertificateRefs) != 0) && (has(self.wellKnownCACertificates) && size(self.wellKnownCACertificates) != 0))': rule_2,
    '.spec.validation\n(has(self.caCertificateRefs) && size(self.caCertificateRefs) != 0) || (has(self.wellKnownCACertificates) && size(self.wellKnownCACertificates) != 0)': rule_3,
    ".spec.validation.subjectAltNames[]\n(has(self.hostname) && size(self.hostname) != 0) || (!(self.type == 'Hostname'))": rule_4,
    ".spec.validation.subjectAltNames[]\n(!(has(self.hostname) && size(self.hostname) != 0)) || (self.type == 'Hostname')": rule_5,
    ".spec.validation.subjectAltNames[]\n(has(self.uri) && size(self.uri) != 0) || (!(self.type == 'URI'))": rule_6,
    ".spec.validation.subjectAltNames[]\n(!(has(self.uri) && size(self.uri) != 0)) || (self.type == 'URI')": rule_7,
}
