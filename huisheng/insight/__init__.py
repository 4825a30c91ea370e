"""What can be learned from words and places: suggestions, repeats, hot topics. Pure but for ``learned/``."""
