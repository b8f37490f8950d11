"""Manifests to results as a library: read, type, resolve, decide, emit.

Every stage takes the value of the one before and the same :class:`~kgwctl.pipeline.options.Options`::

    sources --read--> documents --type_objects--> objects --resolve_objects--> links --emit--> results

:mod:`~kgwctl.pipeline.stages` has the stages up to the links, which know no data plane;
:mod:`~kgwctl.pipeline.render` emits what the data planes get, and does all of it in one call. The
commands, the proof of a migration and the benchmarks stand on it, and so may any other program: see
docs/python-api.md. Checking (:func:`kgwctl.lint.check.check`) takes the same options.
"""
