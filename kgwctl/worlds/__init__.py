"""Worlds: a repository is not a cluster.

A tree of files holds what several clusters, or several stages of one, are made of. Each *world* is what one of
them gets, and is checked, rendered and migrated apart from the others. This room finds them, builds what
kustomize, Flux or Helm would build, and hands out sources: files as they are, or objects that know
where each of their values was written.
"""
