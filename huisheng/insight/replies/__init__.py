"""A reply held against its matter: is it about it, does it answer all of it, what was done and when. Pure."""
