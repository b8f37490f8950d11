"""GatewayExtensions: services that several policies share. One module a kind of service."""
