"""Orders by the million, for measuring: stories lived once by verbs, then copied with other times and words."""
