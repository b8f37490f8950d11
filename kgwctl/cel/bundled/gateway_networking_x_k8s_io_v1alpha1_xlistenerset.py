"""Rules compiled by kgwctl.cel.compiler: do not edit."""
# ruff: noqa
# fmt: off
# mypy: ignore-errors

from kgwctl.cel.support import rounds


def rule_0(self, old, budget):
    return all(((not ('tls' in v0)) if (v0['protocol'] in ['HTTP', 'TCP', 'UDP']) else True) for v0 in self)


def rule_1(self, old, budget):
    return all(((('tls' in v0) and (v0['tls']['mode'] in ['Terminate', ''])) if ((v0['protocol'] == 'HTTPS') and ('tls' in v0)) else True) for v0 in self)


def rule_2(self, old, budget):
    return all(((not (('hostname' in v0) and (len(v0['hostname']) != 0))) if (v0['protocol'] in ['TCP', 'UDP']) else True) for v0 in self)


def rule_3(self, old, budget):
    budget.start()
    return all((sum(1 for v1 in rounds(budget, self) if (v0['name'] == v1['name'])) == 1) for v0 in self)


def rule_4(self, old, budget):
    budget.start()
    return all(((sum(1 for v1 in rounds(budget, self) if (('port' in v1) and (v0['port'] == v1['port']) and (v0['protocol'] == v1['protocol']) and ((('hostname' in v1) and (v0['hostname'] == v1['hostname'])) if ('hostname' in v0) else (not ('hostname' in v1))))) == 1) if ('port' in v0) else True) for v0 in self)


def rule_5(self, old, budget):
    return (((('certificateRefs' in self) and (len(self['certificateRefs']) != 0)) or (('options' in self) and (len(self['options']) != 0))) if (self['mode'] == 'Terminate') else True)


FUNCTIONS = {
    ".spec.listeners\nself.all(e, (e.protocol in ['HTTP', 'TCP', 'UDP']) ? !has(e.tls) : true)": rule_0,
    ".spec.listeners\nself.all(e, ((e.protocol == 'HTTPS') && has(e.tls)) ? (has(e.tls) && e.tls.mode in ['Terminate', '']) : true)": rule_1,
    ".spec.listeners\nself.all(e, (e.protocol in ['TCP', 'UDP']) ? (!(has(e.hostname) && size(e.hostname) != 0)) : true)": rule_2,
    '.spec.listeners\nself.all(a, self.exists_one(b, a.name == b.name))': rule_3,
    '.spec.listeners\nself.all(a, has(a.port) ? self.exists_one(b, has(b.port) && a.port == b.port && a.protocol == b.protocol && (has(a.hostname) ? has(b.hostname) && a.hostname == b.hostname : !has(b.hostname))) : true)': rule_4,
    ".spec.listeners[].tls\n(self.mode == 'Terminate') ? ((has(self.certificateRefs) && size(self.certificateRefs) != 0) || (has(self.options) && size(self.options) != 0)) : true": rule_5,
}
