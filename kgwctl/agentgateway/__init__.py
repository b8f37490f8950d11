"""agentgateway configuration: from resolved input to the resources its controller sends."""
