"""HTTP routes: from resolved rules to Envoy routes, in order."""
