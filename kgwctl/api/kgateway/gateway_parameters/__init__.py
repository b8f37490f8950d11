"""GatewayParameters."""
