"""The telephone: calls have streams of their own, so that connection rates can be counted."""
