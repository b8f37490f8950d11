"""Rules compiled by kgwctl.cel.compiler: do not edit."""
# ruff: noqa
# fmt: off
# mypy: ignore-errors



def rule_0(self, old, budget):
    return (old == self)


FUNCTIONS = {
    '.spec.controllerName\noldSelf == self': rule_0,
}
