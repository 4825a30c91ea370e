"""A period frozen in one file: its facts, the definitions they are counted by, and the figures that came of them.

What stands in the zip (stored, not deflated; every byte is decided by the contents, so the same ledger gives the same
file):

manifest.json            format, the program's version, and for every other member its size and SHA-256
figures.json             every figure: definition@version, scope, breakdown, key, numerator, denominator, value …
ledger.json              the position in the ledger at which it was frozen, and the last seal (chain hash) before it
units.json               the platform and the units at and below it in the period: codes, names, kinds, parents
facts/NAME.parquet       the rows that any measure can count in the windows, in the order of their keys
definitions/NAME.toml    the measures
schemes/…                schemes and tables of scores, as the caller gives them
results/…                what the caller computed from the figures (scores), to be computed again
rulebook/documents/…     the articles that are cited, rulebook/parameters/… the dated values
manifest.sha256          the manifest's SHA-256: the file's fingerprint, printed at export

No citizen is in it: the facts have no words, names or phones. Order numbers are; the reference of the call a matter
came by is reduced to whether there was one.
"""
