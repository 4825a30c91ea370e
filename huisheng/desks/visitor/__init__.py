"""回访员: one citizen after the other."""
