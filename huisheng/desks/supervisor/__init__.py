"""督办员: what needs pressing, and why."""
