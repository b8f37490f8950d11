"""CEL expressions as Envoy takes them: parsed, numbered, macros expanded."""
