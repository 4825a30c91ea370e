"""SMPP 3.4 (SMPP Developers Forum, 12-Oct-1999, issue 1.2), as one that binds as transceiver speaks it.

The libraries that there are acknowledge a message before it is kept, or split their texts between the halves of a
character; so the bytes are written here, and held against theirs in the tests.
"""
