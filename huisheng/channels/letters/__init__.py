"""Letters and other platforms' lists: what comes on paper or in a spreadsheet, brought in by a seat, row by row."""
