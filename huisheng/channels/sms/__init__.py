"""Short messages, both ways, over a link that is held to an operator's gateway."""
