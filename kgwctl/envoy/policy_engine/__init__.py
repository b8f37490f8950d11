"""How policies act on Envoy resources: the contract of a policy kind, merging, filter order and the engine."""
