"""ListenerPolicy and HTTPListenerPolicy: the kinds, and their HTTP settings, one module a family of fields."""
