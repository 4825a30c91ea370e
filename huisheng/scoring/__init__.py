"""Scoring: figures of units turned into scores, ranks and tiers by a scheme, each with its trace."""
