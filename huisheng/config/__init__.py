"""Settings from the environment only, the address book of URLs, and the WSGI door."""
