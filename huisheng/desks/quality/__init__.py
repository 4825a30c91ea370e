"""质检员: spot checks, mystery calls, review."""
