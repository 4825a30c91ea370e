"""考核员: the period, its checks, what-if."""
