"""Loops that run beside the web: cursors, sweeps, the nightly look at the ledger."""
