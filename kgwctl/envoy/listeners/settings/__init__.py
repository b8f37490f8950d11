"""Settings of listeners that read HTTP: the fields of a listener policy's HTTP settings, one module a family."""
