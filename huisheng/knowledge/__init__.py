"""知识库: what agents read out and citizens look up, each article owned, dated, signed and reviewed in time."""
