"""Rules compiled by kgwctl.cel.compiler: do not edit."""
# ruff: noqa
# fmt: off
# mypy: ignore-errors



def rule_0(self, old, budget):
    return (self['max'] >= self['min'])


FUNCTIONS = {
    '.spec.shutdown\nself.max >= self.min': rule_0,
}
