"""AgentgatewayBackend: hosts, MCP servers and language models."""
