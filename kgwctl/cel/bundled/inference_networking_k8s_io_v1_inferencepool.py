"""Rules compiled by kgwctl.cel.compiler: do not edit."""
# ruff: noqa
# fmt: off
# mypy: ignore-errors

from kgwctl.cel.support import rounds


def rule_0(self, old, budget):
    return (('port' in self) or (not (self['kind'] == 'Service')))


def rule_1(self, old, budget):
    budget.start()
    return all((sum(1 for v1 in rounds(budget, self) if (v0['number'] == v1['number'])) == 1) for v0 in self)


FUNCTIONS = {
    ".spec.endpointPickerRef\nhas(self.port) || (!(self.kind == 'Service'))": rule_0,
    '.spec.targetPorts\nself.all(a, self.exists_one(b, a.number == b.number))': rule_1,
}
