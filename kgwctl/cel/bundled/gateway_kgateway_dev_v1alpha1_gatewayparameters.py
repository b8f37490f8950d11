"""Rules compiled by kgwctl.cel.compiler: do not edit."""
# ruff: noqa
# fmt: off
# mypy: ignore-errors



def rule_0(self, old, budget):
    return (sum(1 for v0 in [('kube' in self), ('selfManaged' in self)] if v0) == 1)


def rule_1(self, old, budget):
    return (sum(1 for v0 in [('exact' in self), ('prefix' in self), ('suffix' in self), ('contains' in self), ('safeRegex' in self)] if v0) == 1)


FUNCTIONS = {
    '.spec\n[has(self.kube), has(self.selfManaged)].exists_one(given, given)': rule_0,
    '.spec.kube.stats.matcher.exclusionList[]\n[has(self.exact), has(self.prefix), has(self.suffix), has(self.contains), has(self.safeRegex)].exists_one(given, given)': rule_1,
    '.spec.kube.stats.matcher.inclusionList[]\n[has(self.exact), has(self.prefix), has(self.suffix), has(self.contains), has(self.safeRegex)].exists_one(given, given)': rule_1,
}
