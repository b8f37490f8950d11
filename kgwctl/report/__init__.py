"""Findings to people and machines: one module an output format.

This room sees nothing but :mod:`kgwctl.diagnostics`: a format cannot depend on who found something.
"""
