"""管理员: units, seats, rosters, parameters, imports."""
