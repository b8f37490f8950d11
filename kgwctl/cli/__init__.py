"""The command line: one module a command. Nobody imports this package."""
