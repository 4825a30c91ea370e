"""Whether two matters are the same one told twice: places, what is told, time and caller, weighed; pure."""
