"""坐席: calls, intake, the agent's own day."""
