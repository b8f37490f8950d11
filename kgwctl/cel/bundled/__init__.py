"""The rules of the bundled kinds as Python, one generated module a kind and version (``kgwctl.cel.bundle``)."""
