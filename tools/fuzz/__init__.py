"""A fuzzer: inputs a little or badly wrong, through ``validate``, ``render`` and ``migrate`` in this process.

``python -m tools.fuzz --seconds 60 --seed 1`` (or ``make fuzz``). Every input is made from a seed and its number,
so a failure is made again with ``--seed S --first N --inputs 1``. What fails is kept in a folder. An input fails
that ends in an internal error, takes more than five seconds, or makes the process grow without end.
"""
