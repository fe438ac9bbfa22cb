"""How seldom a process looks for rings of garbage: what it reads and writes is many rows and no ring."""

import gc

YOUNG = 50_000  # new objects between two looks at the youngest
OLDER = 20  # looks at the younger between two looks at the older
READING = 1_000_000  # new objects, in a process that does nothing but read a stretch of a log


def seldom(young: int = YOUNG) -> None:
    """Look that seldom in this process; by default Python looks at every 700 objects, a third of the time."""
    gc.set_threshold(young, OLDER, OLDER)
