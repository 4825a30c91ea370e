"""The desk on which callers and writers who harass are marked."""
