"""The API as types: every kind a kgateway cluster serves, with its bounds, defaults and rules.

A field is declared once, here. The CRDs in ``schemas/``, the compiled schemas that validation
runs on and the reference documentation are all derived from these declarations.

The modules of kinds do without ``from __future__ import annotations``: msgspec would have to
compile each annotation's text at the first conversion, 12 ms instead of 3 ms for HTTPRoute and
Gateway. So a type stands above those that use it.
"""
