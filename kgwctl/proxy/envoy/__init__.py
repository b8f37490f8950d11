"""What is deployed for a Gateway of the Envoy data plane."""
