"""What is deployed for a Gateway of agentgateway."""
