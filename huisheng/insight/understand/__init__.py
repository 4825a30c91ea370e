"""Understanding a matter: places, times, persons, urgency, mood, who speaks, what is asked. Pure.

``read(text, on=…)`` finds, ``mask(text)`` hides persons and their numbers. See docs/algorithms/understanding.md.
"""

from huisheng.insight.understand.found import Understood
from huisheng.insight.understand.reading import mask, read

__all__ = ["Understood", "mask", "read"]
