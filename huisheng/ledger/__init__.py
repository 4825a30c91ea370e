"""What happened: append-only, chained, sealed by the day. The waist where the two towers meet."""
