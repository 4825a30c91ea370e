"""The citizen is called back; what wasn't solved is done again; what is done is closed."""
