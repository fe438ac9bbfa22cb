"""`make simulate SEEDS=10000`: as many seeds as wanted. `make simulate SEED=12345`: one, with its trace."""

import os
import sys
import time
from collections import Counter

from services.chassis.running import log
from tests.simulation.run import Run


def replay(seed):
    """Everything that happened under one seed, then what it came to."""
    print(f"seed {seed}: draw, who, where it stopped; faults are indented")  # noqa: T201
    Run(seed, tell=print).play()
    print("every promise was kept")  # noqa: T201


def verdict(seed):
    """How often each fault happened under a seed, and what was violated ("" when nothing was)."""
    run = Run(seed)
    try:
        return run.play(), ""
    except Exception as problem:  # noqa: BLE001 - whatever it is, the seed is what somebody needs
        return run.scheduler.counts, f"{type(problem).__name__}: {problem}"


def many(seeds):
    """All of them; how many failed."""
    began, faults, failed = time.monotonic(), Counter(), []
    for seed in seeds:
        counted, problem = verdict(seed)
        faults += counted
        if problem:
            failed.append(seed)
            print(f"FAILED make simulate SEED={seed}: {problem}", flush=True)  # noqa: T201
    for kind in sorted(faults):
        print(f"{faults[kind]:9,}  {kind}")  # noqa: T201
    print(f"{len(seeds):,} seeds in {time.monotonic() - began:.0f} s, {len(failed)} failed: {failed[:20]}")  # noqa: T201
    return len(failed)


if __name__ == "__main__":
    log.configure("CRITICAL")
    if seed := os.environ.get("SEED"):
        sys.exit(replay(int(seed)))
    first = int(os.environ.get("FROM", "0"))
    sys.exit(1 if many(range(first, first + int(os.environ.get("SEEDS", "1000")))) else 0)
