"""Rules compiled by kgwctl.cel.compiler: do not edit."""
# ruff: noqa
# fmt: off
# mypy: ignore-errors

from kgwctl.cel.library.regex import matches
from kgwctl.cel.library.strings import split
from kgwctl.cel.support import rounds


def rule_0(self, old, budget):
    budget.start()
    return all(((sum(1 for v1 in rounds(budget, self) if (((v1['type'] == 'IPAddress') and ('value' in v1)) and (v0['type'] == v1['type']) and ((('value' in v1) and (v0['value'] == v1['value'])) if ('value' in v0) else (not ('value' in v1))))) == 1) if ((v0['type'] == 'IPAddress') and ('value' in v0)) else True) for v0 in self)


def rule_1(self, old, budget):
    budget.start()
    return all(((sum(1 for v1 in rounds(budget, self) if (((v1['type'] == 'Hostname') and ('value' in v1)) and (v0['type'] == v1['type']) and ((('value' in v1) and (v0['value'] == v1['value'])) if ('value' in v0) else (not ('value' in v1))))) == 1) if ((v0['type'] == 'Hostname') and ('value' in v0)) else True) for v0 in self)


def rule_2(self, old, budget):
    return (((not ('value' in self)) or (('value' in self) and matches(self['value'], '^(\\*\\.)?[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$'))) if (self['type'] == 'Hostname') else True)


def rule_3(self, old, budget):
    return all(matches(v0, '^([a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*/)?([A-Za-z0-9][-A-Za-z0-9_.]{0,61})?[A-Za-z0-9]$') for v0 in self)


def rule_4(self, old, budget):
    return all((len(split(v0, '/')[0]) < 253) for v0 in self)


def rule_5(self, old, budget):
    return all(((not ('tls' in v0)) if (v0['protocol'] in ['HTTP', 'TCP', 'UDP']) else True) for v0 in self)


def rule_6(self, old, budget):
    return all(((('tls' in v0) and (v0['tls']['mode'] in ['Terminate', ''])) if ((v0['protocol'] == 'HTTPS') and ('tls' in v0)) else True) for v0 in self)


def rule_7(self, old, budget):
    return all(((not (('hostname' in v0) and (len(v0['hostname']) != 0))) if (v0['protocol'] in ['TCP', 'UDP']) else True) for v0 in self)


def rule_8(self, old, budget):
    budget.start()
    return all((sum(1 for v1 in rounds(budget, self) if (v0['name'] == v1['name'])) == 1) for v0 in self)


def rule_9(self, old, budget):
    budget.start()
    return all((sum(1 for v1 in rounds(budget, self) if ((v0['port'] == v1['port']) and (v0['protocol'] == v1['protocol']) and ((('hostname' in v1) and (v0['hostname'] == v1['hostname'])) if ('hostname' in v0) else (not ('hostname' in v1))))) == 1) for v0 in self)


def rule_10(self, old, budget):
    return (((('certificateRefs' in self) and (len(self['certificateRefs']) != 0)) or (('options' in self) and (len(self['options']) != 0))) if (self['mode'] == 'Terminate') else True)


def rule_11(self, old, budget):
    budget.start()
    return all((sum(1 for v1 in rounds(budget, self) if (v0['port'] == v1['port'])) == 1) for v0 in self)


def rule_12(self, old, budget):
    return (matches(self['value'], '^(\\*\\.)?[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$') if (self['type'] == 'Hostname') else True)


FUNCTIONS = {
    ".spec.addresses\nself.all(a, ((a.type == 'IPAddress') && has(a.value)) ? self.exists_one(b, ((b.type == 'IPAddress') && has(b.value)) && a.type == b.type && (has(a.value) ? has(b.value) && a.value == b.value : !has(b.value))) : true)": rule_0,
    ".spec.addresses\nself.all(a, ((a.type == 'Hostname') && has(a.value)) ? self.exists_one(b, ((b.type == 'Hostname') && has(b.value)) && a.type == b.type && (has(a.value) ? has(b.value) && a.value == b.value : !has(b.value))) : true)": rule_1,
    ".spec.addresses[]\n(self.type == 'Hostname') ? (!has(self.value) || (has(self.value) && self.value.matches(r'^(\\*\\.)?[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$'))) : true": rule_2,
    ".spec.infrastructure.annotations\nself.all(e, e.matches(r'^([a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*/)?([A-Za-z0-9][-A-Za-z0-9_.]{0,61})?[A-Za-z0-9]$'))": rule_3,
    ".spec.infrastructure.annotations\nself.all(key, size(key.split('/')[0]) < 253)": rule_4,
    ".spec.infrastructure.labels\nself.all(e, e.matches(r'^([a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*/)?([A-Za-z0-9][-A-Za-z0-9_.]{0,61})?[A-Za-z0-9]$'))": rule_3,
    ".spec.infrastructure.labels\nself.all(key, size(key.split('/')[0]) < 253)": rule_4,
    ".spec.listeners\nself.all(e, (e.protocol in ['HTTP', 'TCP', 'UDP']) ? !has(e.tls) : true)": rule_5,
    ".spec.listeners\nself.all(e, ((e.protocol == 'HTTPS') && has(e.tls)) ? (has(e.tls) && e.tls.mode in ['Terminate', '']) : true)": rule_6,
    ".spec.listeners\nself.all(e, (e.protocol in ['TCP', 'UDP']) ? (!(has(e.hostname) && size(e.hostname) != 0)) : true)": rule_7,
    '.spec.listeners\nself.all(a, self.exists_one(b, a.name == b.name))': rule_8,
    '.spec.listeners\nself.all(a, self.exists_one(b, a.port == b.port && a.protocol == b.protocol && (has(a.hostname) ? has(b.hostname) && a.hostname == b.hostname : !has(b.hostname))))': rule_9,
    ".spec.listeners[].tls\n(self.mode == 'Terminate') ? ((has(self.certificateRefs) && size(self.certificateRefs) != 0) || (has(self.options) && size(self.options) != 0)) : true": rule_10,
    '.spec.tls.frontend.perPort\nself.all(a, self.exists_one(b, a.port == b.port))': rule_11,
    ".status.addresses[]\n(self.type == 'Hostname') ? self.value.matches(r'^(\\*\\.)?[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$') : true": rule_12,
}
