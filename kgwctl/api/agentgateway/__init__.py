"""agentgateway"""
