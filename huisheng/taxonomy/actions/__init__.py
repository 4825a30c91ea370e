"""The taxonomy's verbs. Who may do them, the room above knows: it makes the ``Editor``."""
