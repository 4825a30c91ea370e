"""``python -m huisheng.workers.learn``: the lessons that wait, one after the other.

``topics``: first looks for what is hot; ``back``: first holds the models against what was decided since. ``listen``:
no lesson, but the recordings that wait to be written down.
"""

import os
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "huisheng.config.settings")

import django

django.setup()

from huisheng.insight.learned import lessons  # noqa: E402  settings come first
from huisheng.kernel import clock  # noqa: E402  the same
from huisheng.workers import learning, listening, teaching  # noqa: E402  the same

_NICE = 15  # people's pages go first


def main(what: str) -> None:
    """Learn what waits; a lesson that fails is noted, and the next one is learned all the same."""
    os.nice(_NICE)
    if what == "listen":
        sys.exit(0 if listening.listen() else 1)
    if what == "topics":
        teaching.find_topics()
    if what == "back":
        teaching.look_back()
    while (one := lessons.begin(clock.now(), learning.owner(os.getpid()))) is not None:
        teaching.learn(one)


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "")
