"""TrafficPolicy, one module a feature. The registry lists them; the contract says what each offers."""
