"""Kinds of Kubernetes itself: what an API server checks of them in code, after their structure.

Custom kinds say everything in their CRDs; core kinds have rules that no schema tells. One module a kind.
"""
