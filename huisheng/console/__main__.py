"""``python -m huisheng.console``: the same door as the ``huisheng`` script, for child processes."""

import sys

from huisheng.console.main import main

sys.exit(main())
