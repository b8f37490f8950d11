"""Records of Envoy's HTTP filters, one module a filter."""
