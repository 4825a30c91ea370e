"""Asterisk, spoken to by its manager interface (AMI): heard, asked again after a lost line, and told what to do."""
