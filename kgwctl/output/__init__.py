"""Results as text: JSON and YAML writers, and values that do not print themselves."""
