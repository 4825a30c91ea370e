"""Who is there: units, seats, rosters, roles, keys, and the one filter that says who may see what."""
