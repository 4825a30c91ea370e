"""回声: a 12345 hotline, from the first ring to the published circular."""
