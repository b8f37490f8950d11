"""RE2 patterns as Go and Envoy read them: their syntax, their sizes, and the same as Python patterns."""
