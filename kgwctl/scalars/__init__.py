"""What Kubernetes reads texts as: durations, quantities and formats. Knows no schema."""
