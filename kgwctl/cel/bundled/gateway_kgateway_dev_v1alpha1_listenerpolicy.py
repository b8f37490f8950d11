"""Rules compiled by kgwctl.cel.compiler: do not edit."""
# ruff: noqa
# fmt: off
# mypy: ignore-errors

from kgwctl.cel.library.regex import matches
from kgwctl.cel.support import rounds


def rule_0(self, old, budget):
    return (sum(1 for v0 in [('stringFormat' in self), ('jsonFormat' in self)] if v0) == 1)


def rule_1(self, old, budget):
    return (('port' in self) if ((not (len(self['group']) != 0)) and (self['kind'] == 'Service')) else True)


def rule_2(self, old, budget):
    return matches(self, '^(?:[0-9]{1,5}(?:ms|[hms])){1,4}$')


def rule_3(self, old, budget):
    budget.start()
    return all((sum(1 for v1 in rounds(budget, self) if (v0['port'] == v1['port'])) == 1) for v0 in self)


def rule_4(self, old, budget):
    return all(((v0['kind'] == 'Gateway') and ((not ('group' in v0)) or (v0['group'] == 'gateway.networking.k8s.io'))) for v0 in self)


FUNCTIONS = {
    '.spec.default.httpSettings.accessLog[].fileSink\n[has(self.stringFormat), has(self.jsonFormat)].exists_one(given, given)': rule_0,
    ".spec.default.httpSettings.accessLog[].grpcService.backendRef\n(!(size(self.group) != 0) && (self.kind == 'Service')) ? has(self.port) : true": rule_1,
    ".spec.default.httpSettings.accessLog[].grpcService.retryPolicy.retryBackOff.baseInterval\nmatches(self, '^(?:[0-9]{1,5}(?:ms|[hms])){1,4}$')": rule_2,
    ".spec.default.httpSettings.accessLog[].grpcService.retryPolicy.retryBackOff.maxInterval\nmatches(self, '^(?:[0-9]{1,5}(?:ms|[hms])){1,4}$')": rule_2,
    ".spec.default.httpSettings.accessLog[].grpcService.timeout\nmatches(self, '^(?:[0-9]{1,5}(?:ms|[hms])){1,4}$')": rule_2,
    ".spec.default.httpSettings.accessLog[].openTelemetry.grpcService.backendRef\n(!(size(self.group) != 0) && (self.kind == 'Service')) ? has(self.port) : true": rule_1,
    ".spec.default.httpSettings.accessLog[].openTelemetry.grpcService.retryPolicy.retryBackOff.baseInterval\nmatches(self, '^(?:[0-9]{1,5}(?:ms|[hms])){1,4}$')": rule_2,
    ".spec.default.httpSettings.accessLog[].openTelemetry.grpcService.retryPolicy.retryBackOff.maxInterval\nmatches(self, '^(?:[0-9]{1,5}(?:ms|[hms])){1,4}$')": rule_2,
    ".spec.default.httpSettings.accessLog[].openTelemetry.grpcService.timeout\nmatches(self, '^(?:[0-9]{1,5}(?:ms|[hms])){1,4}$')": rule_2,
    ".spec.default.httpSettings.idleTimeout\nmatches(self, '^(?:[0-9]{1,5}(?:ms|[hms])){1,4}$')": rule_2,
    ".spec.default.httpSettings.streamIdleTimeout\nmatches(self, '^(?:[0-9]{1,5}(?:ms|[hms])){1,4}$')": rule_2,
    ".spec.default.httpSettings.tracing.provider.openTelemetry.grpcService.backendRef\n(!(size(self.group) != 0) && (self.kind == 'Service')) ? has(self.port) : true": rule_1,
    ".spec.default.httpSettings.tracing.provider.openTelemetry.grpcService.retryPolicy.retryBackOff.baseInterval\nmatches(self, '^(?:[0-9]{1,5}(?:ms|[hms])){1,4}$')": rule_2,
    ".spec.default.httpSettings.tracing.provider.openTelemetry.grpcService.retryPolicy.retryBackOff.maxInterval\nmatches(self, '^(?:[0-9]{1,5}(?:ms|[hms])){1,4}$')": rule_2,
    ".spec.default.httpSettings.tracing.provider.openTelemetry.grpcService.timeout\nmatches(self, '^(?:[0-9]{1,5}(?:ms|[hms])){1,4}$')": rule_2,
    '.spec.perPort\nself.all(a, self.exists_one(b, a.port == b.port))': rule_3,
    '.spec.perPort[].listener.httpSettings.accessLog[].fileSink\n[has(self.stringFormat), has(self.jsonFormat)].exists_one(given, given)': rule_0,
    ".spec.perPort[].listener.httpSettings.accessLog[].grpcService.backendRef\n(!(size(self.group) != 0) && (self.kind == 'Service')) ? has(self.port) : true": rule_1,
    ".spec.perPort[].listener.httpSettings.accessLog[].grpcService.retryPolicy.retryBackOff.baseInterval\nmatches(self, '^(?:[0-9]{1,5}(?:ms|[hms])){1,4}$')": rule_2,
    ".spec.perPort[].listener.httpSettings.accessLog[].grpcService.retryPolicy.retryBackOff.maxInterval\nmatches(self, '^(?:[0-9]{1,5}(?:ms|[hms])){1,4}$')": rule_2,
    ".spec.perPort[].listener.httpSettings.accessLog[].grpcService.timeout\nmatches(self, '^(?:[0-9]{1,5}(?:ms|[hms])){1,4}$')": rule_2,
    ".spec.perPort[].listener.httpSettings.accessLog[].openTelemetry.grpcService.backendRef\n(!(size(self.group) != 0) && (self.kind == 'Service')) ? has(self.port) : true": rule_1,
    ".spec.perPort[].listener.httpSettings.accessLog[].openTelemetry.grpcService.retryPolicy.retryBackOff.baseInterval\nmatches(self, '^(?:[0-9]{1,5}(?:ms|[hms])){1,4}$')": rule_2,
    ".spec.perPort[].listener.httpSettings.accessLog[].openTelemetry.grpcService.retryPolicy.retryBackOff.maxInterval\nmatches(self, '^(?:[0-9]{1,5}(?:ms|[hms])){1,4}$')": rule_2,
    ".spec.perPort[].listener.httpSettings.accessLog[].openTelemetry.grpcService.timeout\nmatches(self, '^(?:[0-9]{1,5}(?:ms|[hms])){1,4}$')": rule_2,
    ".spec.perPort[].listener.httpSettings.idleTimeout\nmatches(self, '^(?:[0-9]{1,5}(?:ms|[hms])){1,4}$')": rule_2,
    ".spec.perPort[].listener.httpSettings.streamIdleTimeout\nmatches(self, '^(?:[0-9]{1,5}(?:ms|[hms])){1,4}$')": rule_2,
    ".spec.perPort[].listener.httpSettings.tracing.provider.openTelemetry.grpcService.backendRef\n(!(size(self.group) != 0) && (self.kind == 'Service')) ? has(self.port) : true": rule_1,
    ".spec.perPort[].listener.httpSettings.tracing.provider.openTelemetry.grpcService.retryPolicy.retryBackOff.baseInterval\nmatches(self, '^(?:[0-9]{1,5}(?:ms|[hms])){1,4}$')": rule_2,
    ".spec.perPort[].listener.httpSettings.tracing.provider.openTelemetry.grpcService.retryPolicy.retryBackOff.maxInterval\nmatches(self, '^(?:[0-9]{1,5}(?:ms|[hms])){1,4}$')": rule_2,
    ".spec.perPort[].listener.httpSettings.tracing.provider.openTelemetry.grpcService.timeout\nmatches(self, '^(?:[0-9]{1,5}(?:ms|[hms])){1,4}$')": rule_2,
    ".spec.targetRefs\nself.all(e, (e.kind == 'Gateway') && (!has(e.group) || (e.group == 'gateway.networking.k8s.io')))": rule_4,
    ".spec.targetSelectors\nself.all(e, (e.kind == 'Gateway') && (!has(e.group) || (e.group == 'gateway.networking.k8s.io')))": rule_4,
}
