"""The circular: a period's figures and scores composed into a published report, and the checker of such reports."""
