"""Clocks: when they start, when they are due and by which article, and how a missed one is noted."""
