"""The API as types: every kind a kgateway cluster serves, with its bounds, defaults and rules.

A field is declared once, here. The CRDs in ``schemas/``, the compiled schemas that validation
runs on and the reference documentation are all derived from these declarations.
"""
