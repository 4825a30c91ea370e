"""What a command asks of the person before it."""

import getpass
import sys


def secret(prompt: str) -> str:
    """Typed unseen, or the first line of what is piped in: on the command line everybody could read it."""
    return getpass.getpass(prompt) if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
