"""The database as this house uses it: a Django engine whose health check costs no round trip, and fixed statements."""
