"""How good and how fast insight is, on real messages that lie beside the checkout (``../shared/data/taidi``).

    .venv/bin/python bench/insight.py classify|hot|repeats [--data DIRECTORY]

Each part is its own module, ``bench/insight_PART.py``, with ``add_arguments(parser)`` and ``run(args) -> int``.
"""

import argparse
import importlib
import importlib.util
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
DATA = ROOT.parent / "shared" / "data" / "taidi"
PARTS = {
    "classify": "seven classes from title and text, cross-validated",
    "hot": "hot topics of one city's messages",
    "repeats": "the same matter told again",
    "replies": "replies held against their matters",
}


def main() -> int:
    """0 where every goal is met."""
    parser = argparse.ArgumentParser(description="bench of insight")
    parts = parser.add_subparsers(dest="part", required=True)
    for name, words in PARTS.items():
        if importlib.util.find_spec(f"bench.insight_{name}") is None:
            continue  # that part isn't there yet
        part = parts.add_parser(name, help=words)
        part.add_argument("--data", type=Path, default=DATA, help="the folder of the data")
        if name not in sys.argv[1:2]:
            continue
        module = importlib.import_module(f"bench.insight_{name}")
        module.add_arguments(part)
        part.set_defaults(run=module.run)
    args = parser.parse_args()
    if not args.data.is_dir():
        print(f"the data isn't there: {args.data}", file=sys.stderr)
        return 2
    return int(args.run(args))


if __name__ == "__main__":
    sys.exit(main())
