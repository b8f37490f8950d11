"""AgentgatewayPolicy: one module a feature, by the section of the policy it stands in."""
