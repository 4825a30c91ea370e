"""派单员: what waits for a unit, and why which."""
