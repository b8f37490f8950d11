"""How Go writes, reads and judges values: what both control planes, written in Go, say and send."""
