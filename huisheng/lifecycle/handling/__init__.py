"""A unit handles: signs, contacts, arrives, asks for time, replies; the level above reviews and concludes."""
