"""``python -m huisheng.channels``: one process that holds on to the peers; stopped by a signal."""

import os
import signal
from types import FrameType

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "huisheng.config.settings")

import django

django.setup()

from huisheng.channels import loops, posting  # noqa: E402  settings come first
from huisheng.ledger import nudge  # noqa: E402  the same

if __name__ == "__main__":
    hall = loops.Hall(posting.SERVED)

    def _stop(number: int, frame: FrameType | None) -> None:
        hall.stop()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _stop)
    nudge.on()
    hall.run()
