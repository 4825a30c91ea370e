"""How citizens reach the centre: a folder a channel; each ends in intake."""
