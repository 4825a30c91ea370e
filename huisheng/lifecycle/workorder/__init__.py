"""The work order: models, states and reads that every room of the lifecycle shares. No verbs."""
