"""What every list can: saved views, acts on many, exports."""
