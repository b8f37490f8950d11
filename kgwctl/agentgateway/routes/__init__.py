"""Routes: where they attach, what agentgateway gets of them, and their statuses."""
