"""Sentences as data: templates whose numbers are asked for, never written. Pure: knows neither figures nor files."""
