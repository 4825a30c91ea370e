"""Places in what people write: a gazetteer built from the city's own messages."""
