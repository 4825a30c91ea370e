"""The pages of letters and of other platforms' lists."""
