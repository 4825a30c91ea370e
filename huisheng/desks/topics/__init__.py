"""What boils up: hot topics for those who steer."""
