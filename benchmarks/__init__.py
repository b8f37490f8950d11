"""How long kgwctl takes, as ratios to what nobody can go below. Run ``python -m benchmarks``."""
