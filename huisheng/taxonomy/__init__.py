"""What a matter is about, where it is, how it came, and whose duty it is."""
