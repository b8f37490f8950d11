"""Rules compiled by kgwctl.cel.compiler: do not edit."""
# ruff: noqa
# fmt: off
# mypy: ignore-errors

from kgwctl.cel.support import rounds


def rule_0(self, old, budget):
    budget.start()
    return all(all(((((('sectionName' in v0) and (v0['sectionName'] != '')) == (('sectionName' in v1) and (v1['sectionName'] != ''))) and ((('port' in v0) and (v0['port'] != 0)) == (('port' in v1) and (v1['port'] != 0)))) if ((v0['group'] == v1['group']) and (v0['kind'] == v1['kind']) and (v0['name'] == v1['name']) and ((v0['namespace'] if ('namespace' in v0) else '') == (v1['namespace'] if ('namespace' in v1) else ''))) else True) for v1 in rounds(budget, self)) for v0 in self)


def rule_1(self, old, budget):
    budget.start()
    return all((sum(1 for v1 in rounds(budget, self) if ((v0['group'] == v1['group']) and (v0['kind'] == v1['kind']) and (v0['name'] == v1['name']) and ((v0['namespace'] if ('namespace' in v0) else '') == (v1['namespace'] if ('namespace' in v1) else '')) and ((v0['sectionName'] if ('sectionName' in v0) else '') == (v1['sectionName'] if ('sectionName' in v1) else '')) and ((v0['port'] if ('port' in v0) else 0) == (v1['port'] if ('port' in v1) else 0)))) == 1) for v0 in self)


def rule_2(self, old, budget):
    budget.start()
    return all(((sum(1 for v1 in rounds(budget, self) if (('name' in v1) and ((('name' in v1) and (v0['name'] == v1['name'])) if ('name' in v0) else (not ('name' in v1))))) == 1) if ('name' in v0) else True) for v0 in self)


def rule_3(self, old, budget):
    return (('port' in self) if ((not (len(self['group']) != 0)) and (self['kind'] == 'Service')) else True)


FUNCTIONS = {
    ".spec.parentRefs\nself.all(a, self.all(b, (a.group == b.group && a.kind == b.kind && a.name == b.name && (has(a.__namespace__) ? a.__namespace__ : '') == (has(b.__namespace__) ? b.__namespace__ : '')) ? ((has(a.sectionName) && a.sectionName != '') == (has(b.sectionName) && b.sectionName != '') && (has(a.port) && a.port != 0) == (has(b.port) && b.port != 0)) : true))": rule_0,
    ".spec.parentRefs\nself.all(a, self.exists_one(b, a.group == b.group && a.kind == b.kind && a.name == b.name && (has(a.__namespace__) ? a.__namespace__ : '') == (has(b.__namespace__) ? b.__namespace__ : '') && (has(a.sectionName) ? a.sectionName : '') == (has(b.sectionName) ? b.sectionName : '') && (has(a.port) ? a.port : 0) == (has(b.port) ? b.port : 0)))": rule_1,
    '.spec.rules\nself.all(a, has(a.name) ? self.exists_one(b, has(b.name) && (has(a.name) ? has(b.name) && a.name == b.name : !has(b.name))) : true)': rule_2,
    ".spec.rules[].backendRefs[]\n(!(size(self.group) != 0) && (self.kind == 'Service')) ? has(self.port) : true": rule_3,
}
