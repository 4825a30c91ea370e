"""What a seat does with its notices."""
