"""CEL as Kubernetes runs it: engines behind one interface, its libraries, and the rules of a schema.

Nothing is imported here: ask :mod:`kgwctl.cel.validation_rules` for the rules of a schema, and
:mod:`kgwctl.cel.engine` for a single expression.
"""
