"""What Kubernetes reads texts as: durations, quantities, formats and RE2 patterns. Knows no schema."""
