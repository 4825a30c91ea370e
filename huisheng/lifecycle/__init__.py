"""The life of a matter: verbs that people use, states as tables, clocks that can't be gamed."""
