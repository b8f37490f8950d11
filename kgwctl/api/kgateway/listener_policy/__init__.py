"""ListenerPolicy and HTTPListenerPolicy."""
