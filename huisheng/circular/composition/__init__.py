"""Compositions: what a city's circular says, as data, turned with a period's figures into a document."""
