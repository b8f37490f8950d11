"""Checks that do not do again what was done: on several cores, and with a memory of earlier runs.

The result is always that of :func:`kgwctl.lint.check.check`. What can be said about a file alone is
remembered by the file's content and everything else that it hangs on, so it cannot go stale. What shows only
when files are seen together is found anew, over all objects, whenever anything changed: no rule and no kind
needs to be known here. Objects that may hold a secret are not remembered but read again.
"""
