"""GatewayExtension."""
