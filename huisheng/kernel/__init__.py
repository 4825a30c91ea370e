"""The ground floor: time, rounding, refusals, secrets and clean text. Knows nobody."""
