"""Orders go to units: send, pass on, send elsewhere, take back; returns asked and decided."""
