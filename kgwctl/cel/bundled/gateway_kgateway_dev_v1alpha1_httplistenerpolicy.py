"""Rules compiled by kgwctl.cel.compiler: do not edit."""
# ruff: noqa
# fmt: off
# mypy: ignore-errors

from kgwctl.cel.library.regex import matches


def rule_0(self, old, budget):
    return (sum(1 for v0 in [('stringFormat' in self), ('jsonFormat' in self)] if v0) == 1)


def rule_1(self, old, budget):
    return (('port' in self) if ((not (len(self['group']) != 0)) and (self['kind'] == 'Service')) else True)


def rule_2(self, old, budget):
    return matches(self, '^(?:[0-9]{1,5}(?:ms|[hms])){1,4}$')


def rule_3(self, old, budget):
    return all(((v0['kind'] == 'Gateway') and ((not ('group' in v0)) or (v0['group'] == 'gateway.networking.k8s.io'))) for v0 in self)


FUNCTIONS = {
    '.spec.accessLog[].fileSink\n[has(self.stringFormat), has(self.jsonFormat)].exists_one(given, given)': rule_0,
    ".spec.accessLog[].grpcService.backendRef\n(!(size(self.group) != 0) && (self.kind == 'Service')) ? has(self.port) : true": rule_1,
    ".spec.accessLog[].grpcService.retryPolicy.retryBackOff.baseInterval\nmatches(self, '^(?:[0-9]{1,5}(?:ms|[hms])){1,4}$')": rule_2,
    ".spec.accessLog[].grpcService.retryPolicy.retryBackOff.maxInterval\nmatches(self, '^(?:[0-9]{1,5}(?:ms|[hms])){1,4}$')": rule_2,
    ".spec.accessLog[].grpcService.timeout\nmatches(self, '^(?:[0-9]{1,5}(?:ms|[hms])){1,4}$')": rule_2,
    ".spec.accessLog[].openTelemetry.grpcService.backendRef\n(!(size(self.group) != 0) && (self.kind == 'Service')) ? has(self.port) : true": rule_1,
    ".spec.accessLog[].openTelemetry.grpcService.retryPolicy.retryBackOff.baseInterval\nmatches(self, '^(?:[0-9]{1,5}(?:ms|[hms])){1,4}$')": rule_2,
    ".spec.accessLog[].openTelemetry.grpcService.retryPolicy.retryBackOff.maxInterval\nmatches(self, '^(?:[0-9]{1,5}(?:ms|[hms])){1,4}$')": rule_2,
    ".spec.accessLog[].openTelemetry.grpcService.timeout\nmatches(self, '^(?:[0-9]{1,5}(?:ms|[hms])){1,4}$')": rule_2,
    ".spec.idleTimeout\nmatches(self, '^(?:[0-9]{1,5}(?:ms|[hms])){1,4}$')": rule_2,
    ".spec.streamIdleTimeout\nmatches(self, '^(?:[0-9]{1,5}(?:ms|[hms])){1,4}$')": rule_2,
    ".spec.targetRefs\nself.all(e, (e.kind == 'Gateway') && (!has(e.group) || (e.group == 'gateway.networking.k8s.io')))": rule_3,
    ".spec.targetSelectors\nself.all(e, (e.kind == 'Gateway') && (!has(e.group) || (e.group == 'gateway.networking.k8s.io')))": rule_3,
    ".spec.tracing.provider.openTelemetry.grpcService.backendRef\n(!(size(self.group) != 0) && (self.kind == 'Service')) ? has(self.port) : true": rule_1,
    ".spec.tracing.provider.openTelemetry.grpcService.retryPolicy.retryBackOff.baseInterval\nmatches(self, '^(?:[0-9]{1,5}(?:ms|[hms])){1,4}$')": rule_2,
    ".spec.tracing.provider.openTelemetry.grpcService.retryPolicy.retryBackOff.maxInterval\nmatches(self, '^(?:[0-9]{1,5}(?:ms|[hms])){1,4}$')": rule_2,
    ".spec.tracing.provider.openTelemetry.grpcService.timeout\nmatches(self, '^(?:[0-9]{1,5}(?:ms|[hms])){1,4}$')": rule_2,
}
