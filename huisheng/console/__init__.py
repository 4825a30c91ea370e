"""The command line and the processes: the room on top of all others. Starts what is missing, stops it cleanly."""
