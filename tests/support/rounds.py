# SPDX-License-Identifier: Apache-2.0
"""How often a fault is tried, and the dice it is tried with.

Ten rounds, three on PostgreSQL (where the same faults come a second time), or
LIUHEN_FAULT_ROUNDS of them; the seed is printed, LIUHEN_FAULT_SEED repeats it. At its end a test
says what it has really played, for docs/reliability.md (`scripts/faults.py`).
"""

import os
import random


def rounds(most: int | None = None) -> int:
    """How many rounds a fault test plays; `most`: where so many are its full count."""
    second = os.environ.get("DATABASE_URL", "").startswith("postgres")
    wanted = int(os.environ.get("LIUHEN_FAULT_ROUNDS") or (3 if second else 10))
    return wanted if most is None else min(wanted, most)


def dice(what: str) -> random.Random:
    """A source of chance whose seed stands in the output of a test that fails."""
    seed = int(os.environ.get("LIUHEN_FAULT_SEED") or random.SystemRandom().randrange(2**32))
    print(f"{what}: LIUHEN_FAULT_SEED={seed}, {rounds()} rounds")  # noqa: T201  # pytest keeps it
    return random.Random(f"{seed} {what}")


def counted(said: str) -> None:
    """Say what was done in the end, counted: `counted(f"{kills} kills of the server")`."""
    print(f"LIUHEN_FAULT_PLAYED: {said}")  # noqa: T201  # scripts/faults.py reads it
