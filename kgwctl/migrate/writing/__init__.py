"""Changed files to disk: all of them or none, one run at a time, and nothing found in a tree is trusted.

``in_place`` replaces files, ``output_folder`` writes copies, ``git_guard`` asks whether the old text is safe,
``tree_lock`` keeps runs apart, ``journal`` is what an interrupted run leaves, ``recovery`` finishes it.
"""
