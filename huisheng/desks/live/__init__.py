"""What changes without a reload: notices, presence."""
