"""Rules compiled by kgwctl.cel.compiler: do not edit."""
# ruff: noqa
# fmt: off
# mypy: ignore-errors

from kgwctl.cel.library.conversions import string_to_double
from kgwctl.cel.library.quantity import quantity
from kgwctl.cel.library.regex import matches
from kgwctl.cel.library.time import duration
from kgwctl.cel.support import to_int


def rule_0(self, old, budget):
    return ((('http1ProtocolOptions' in self) + ('http2ProtocolOptions' in self)) <= 1)


def rule_1(self, old, budget):
    return any(v0 for v0 in [('maxConnections' in self), ('maxPendingRequests' in self), ('maxRequests' in self), ('maxRetries' in self)])


def rule_2(self, old, budget):
    return matches(self, '^(?:[0-9]{1,5}(?:ms|[hms])){1,4}$')


def rule_3(self, old, budget):
    return (sum(1 for v0 in [('http' in self), ('grpc' in self)] if v0) == 1)


def rule_4(self, old, budget):
    return (((quantity(self) > quantity('65534')) and (quantity(self) < quantity('2147483648'))) if (type(self) is str) else ((type(self) is int) and (to_int(self) > 65534) and (to_int(self) < 2147483648)))


def rule_5(self, old, budget):
    return (sum(1 for v0 in [('leastRequest' in self), ('roundRobin' in self), ('ringHash' in self), ('maglev' in self), ('random' in self)] if v0) == 1)


def rule_6(self, old, budget):
    return (matches(self, '^([0-9]+[.]?[0-9]*|[.][0-9]+)$') and (string_to_double(self) > 0.0))


def rule_7(self, old, budget):
    return (sum(1 for v0 in [('header' in self), ('cookie' in self), ('sourceIP' in self)] if v0) == 1)


def rule_8(self, old, budget):
    return (duration('1ms') <= duration(self))


def rule_9(self, old, budget):
    return all((((v0['kind'] == 'Service') and (v0['group'] == '')) or ((v0['kind'] == 'Backend') and (v0['group'] == 'gateway.kgateway.dev'))) for v0 in self)


def rule_10(self, old, budget):
    return (duration('1s') <= duration(self))


def rule_11(self, old, budget):
    return (sum(1 for v0 in [('secretRef' in self), ('files' in self), ('insecureSkipVerify' in self), ('wellKnownCACertificates' in self)] if v0) == 1)


def rule_12(self, old, budget):
    return (('tlsCertificate' in self) or ('tlsKey' in self) or ('rootCA' in self))


FUNCTIONS = {
    '.spec\n[has(self.http1ProtocolOptions), has(self.http2ProtocolOptions)].filter(given, given).size() <= 1': rule_0,
    '.spec.circuitBreakers\n[has(self.maxConnections), has(self.maxPendingRequests), has(self.maxRequests), has(self.maxRetries)].exists(given, given)': rule_1,
    ".spec.commonHttpProtocolOptions.idleTimeout\nmatches(self, '^(?:[0-9]{1,5}(?:ms|[hms])){1,4}$')": rule_2,
    ".spec.commonHttpProtocolOptions.maxStreamDuration\nmatches(self, '^(?:[0-9]{1,5}(?:ms|[hms])){1,4}$')": rule_2,
    ".spec.connectTimeout\nmatches(self, '^(?:[0-9]{1,5}(?:ms|[hms])){1,4}$')": rule_2,
    '.spec.healthCheck\n[has(self.http), has(self.grpc)].exists_one(given, given)': rule_3,
    ".spec.healthCheck.interval\nmatches(self, '^(?:[0-9]{1,5}(?:ms|[hms])){1,4}$')": rule_2,
    ".spec.healthCheck.timeout\nmatches(self, '^(?:[0-9]{1,5}(?:ms|[hms])){1,4}$')": rule_2,
    ".spec.http2ProtocolOptions.initialConnectionWindowSize\ntype(self) == string ? quantity(self).isGreaterThan(quantity('65534')) && quantity(self).isLessThan(quantity('2147483648')) : type(self) == int && int(self) > 65534 && int(self) < 2147483648": rule_4,
    ".spec.http2ProtocolOptions.initialStreamWindowSize\ntype(self) == string ? quantity(self).isGreaterThan(quantity('65534')) && quantity(self).isLessThan(quantity('2147483648')) : type(self) == int && int(self) > 65534 && int(self) < 2147483648": rule_4,
    '.spec.loadBalancer\n[has(self.leastRequest), has(self.roundRobin), has(self.ringHash), has(self.maglev), has(self.random)].exists_one(given, given)': rule_5,
    ".spec.loadBalancer.leastRequest.slowStart.aggression\nself.matches('^([0-9]+[.]?[0-9]*|[.][0-9]+)$') && double(self) > 0.0": rule_6,
    ".spec.loadBalancer.leastRequest.slowStart.window\nmatches(self, '^(?:[0-9]{1,5}(?:ms|[hms])){1,4}$')": rule_2,
    '.spec.loadBalancer.maglev.hashPolicies[]\n[has(self.header), has(self.cookie), has(self.sourceIP)].exists_one(given, given)': rule_7,
    ".spec.loadBalancer.maglev.hashPolicies[].cookie.ttl\nmatches(self, '^(?:[0-9]{1,5}(?:ms|[hms])){1,4}$')": rule_2,
    '.spec.loadBalancer.ringHash.hashPolicies[]\n[has(self.header), has(self.cookie), has(self.sourceIP)].exists_one(given, given)': rule_7,
    ".spec.loadBalancer.ringHash.hashPolicies[].cookie.ttl\nmatches(self, '^(?:[0-9]{1,5}(?:ms|[hms])){1,4}$')": rule_2,
    ".spec.loadBalancer.roundRobin.slowStart.aggression\nself.matches('^([0-9]+[.]?[0-9]*|[.][0-9]+)$') && double(self) > 0.0": rule_6,
    ".spec.loadBalancer.roundRobin.slowStart.window\nmatches(self, '^(?:[0-9]{1,5}(?:ms|[hms])){1,4}$')": rule_2,
    ".spec.loadBalancer.updateMergeWindow\nmatches(self, '^(?:[0-9]{1,5}(?:ms|[hms])){1,4}$')": rule_2,
    ".spec.outlierDetection.baseEjectionTime\nmatches(self, '^(?:[0-9]{1,5}(?:ms|[hms])){1,4}$')": rule_2,
    ".spec.outlierDetection.baseEjectionTime\nduration('1ms') <= duration(self)": rule_8,
    ".spec.outlierDetection.interval\nmatches(self, '^(?:[0-9]{1,5}(?:ms|[hms])){1,4}$')": rule_2,
    ".spec.outlierDetection.interval\nduration('1ms') <= duration(self)": rule_8,
    ".spec.targetRefs\nself.all(e, ((e.kind == 'Service') && (e.group == '')) || ((e.kind == 'Backend') && (e.group == 'gateway.kgateway.dev')))": rule_9,
    ".spec.targetSelectors\nself.all(e, ((e.kind == 'Service') && (e.group == '')) || ((e.kind == 'Backend') && (e.group == 'gateway.kgateway.dev')))": rule_9,
    ".spec.tcpKeepalive.keepAliveInterval\nmatches(self, '^(?:[0-9]{1,5}(?:ms|[hms])){1,4}$')": rule_2,
    ".spec.tcpKeepalive.keepAliveInterval\nduration('1s') <= duration(self)": rule_10,
    ".spec.tcpKeepalive.keepAliveTime\nmatches(self, '^(?:[0-9]{1,5}(?:ms|[hms])){1,4}$')": rule_2,
    ".spec.tcpKeepalive.keepAliveTime\nduration('1s') <= duration(self)": rule_10,
    '.spec.tls\n[has(self.secretRef), has(self.files), has(self.insecureSkipVerify), has(self.wellKnownCACertificates)].exists_one(given, given)': rule_11,
    '.spec.tls.files\nhas(self.tlsCertificate) || has(self.tlsKey) || has(self.rootCA)': rule_12,
}
