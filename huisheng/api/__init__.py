"""The machine's door: the same verbs, the same refusals, as JSON under /api/v1/ with OpenAPI."""
