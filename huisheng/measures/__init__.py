"""Figures: facts folded from the ledger, measures defined in TOML, every number with what it was made of."""
