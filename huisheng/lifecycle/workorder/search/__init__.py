"""Search: what is looked through, how it is kept up with the ledger, and how a seat finds its orders in it."""
