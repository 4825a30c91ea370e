"""不计考核: what doesn't count must say why; asked by the unit, decided by the assessor."""
