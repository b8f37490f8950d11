"""Rules compiled by kgwctl.cel.compiler: do not edit."""
# ruff: noqa
# fmt: off
# mypy: ignore-errors

from kgwctl.cel.library.time import duration


def rule_0(self, old, budget):
    return ((duration('1s') <= duration(self)) and (duration(self) <= duration('1h')))


def rule_1(self, old, budget):
    return ((duration(self) <= duration('1h')) and (duration(self) != duration('0s')))


def rule_2(self, old, budget):
    return ((not (('cookieConfig' in self) and ('lifetimeType' in self['cookieConfig']))) or (not (('cookieConfig' in self) and (self['cookieConfig']['lifetimeType'] == 'Permanent'))) or ('absoluteTimeout' in self))


FUNCTIONS = {
    ".spec.retryConstraint.budget.interval\nduration('1s') <= duration(self) && duration(self) <= duration('1h')": rule_0,
    ".spec.retryConstraint.minRetryRate.interval\nduration(self) <= duration('1h') && duration(self) != duration('0s')": rule_1,
    ".spec.sessionPersistence\n(!(has(self.cookieConfig) && has(self.cookieConfig.lifetimeType))) || (!(has(self.cookieConfig) && self.cookieConfig.lifetimeType == 'Permanent')) || has(self.absoluteTimeout)": rule_2,
}
