"""How seldom a process looks for rings of garbage: what it imports, reads and writes holds none."""

import gc

YOUNG = 50_000  # new objects between two looks at the youngest
OLDER = 20  # looks at the younger between two looks at the older


def starting() -> None:
    """Look not at all while everything is imported: two fifths of a start. What stays then says `seldom`."""
    gc.disable()


def seldom(young: int = YOUNG) -> None:
    """Look that seldom from now on, and never at what is there already.

    By default Python looks at every 700 new objects, which takes a third of the time of reading a ledger.
    """
    gc.freeze()
    gc.set_threshold(young, OLDER, OLDER)
    gc.enable()
