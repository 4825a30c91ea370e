"""Notices (通知): who must know of what has happened, by rule; folded from the ledger, read in the bell."""
