"""Rules compiled by kgwctl.cel.compiler: do not edit."""
# ruff: noqa
# fmt: off
# mypy: ignore-errors



def rule_0(self, old, budget):
    return (('aws' in self) if (self['type'] == 'AWS') else True)


def rule_1(self, old, budget):
    return (('static' in self) if (self['type'] == 'Static') else True)


def rule_2(self, old, budget):
    return (('dynamicForwardProxy' in self) if (self['type'] == 'DynamicForwardProxy') else True)


def rule_3(self, old, budget):
    return (sum(1 for v0 in [('aws' in self), ('static' in self), ('dynamicForwardProxy' in self)] if v0) == 1)


def rule_4(self, old, budget):
    return ((not ('secretRef' in self)) or (self['type'] == 'Secret'))


def rule_5(self, old, budget):
    return (('secretRef' in self) or (not (self['type'] == 'Secret')))


FUNCTIONS = {
    ".spec\n(self.type == 'AWS') ? has(self.aws) : true": rule_0,
    ".spec\n(self.type == 'Static') ? has(self.static) : true": rule_1,
    ".spec\n(self.type == 'DynamicForwardProxy') ? has(self.dynamicForwardProxy) : true": rule_2,
    '.spec\n[has(self.aws), has(self.static), has(self.dynamicForwardProxy)].exists_one(given, given)': rule_3,
    ".spec.aws.auth\n!has(self.secretRef) || (self.type == 'Secret')": rule_4,
    ".spec.aws.auth\nhas(self.secretRef) || (!(self.type == 'Secret'))": rule_5,
}
