"""``python dev.py fuzz [ROUNDS [SEED]]``: a hostile enrolled station at work; prints how often each layer was reached.

Ends with 1 where anything was believed that nobody said, or a reading fell over; the seed repeats it.
"""

from __future__ import annotations

import random
import sys
import traceback
from collections import Counter

from tests.fuzz.hostile import LAYERS, Mutation, check, judged

ROUNDS = 20_000
MOST_MIB = 512
"""Memory of the whole run; one reading that gives in to a bomb is over it."""


def one_round(mutate: Mutation, seed: str, reached: Counter[str]) -> bool:
    """Make one hostile bundle and read it; return whether all held."""
    try:
        check(judged(mutate(random.Random(seed)), reached))
    except Exception:  # noqa: BLE001 - whatever it is, it is what we look for
        print(f"\n{mutate.__name__}, seed {seed!r}:", file=sys.stderr)
        traceback.print_exc()
        return False
    return True


def peak_mib() -> float:
    """Return the most memory this process ever held, 0 where the system does not say."""
    try:
        import resource
    except ImportError:
        return 0.0
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main(rounds: int = ROUNDS, seed: str = "1") -> int:
    """Go round the layers so often; return the exit status."""
    failed = 0
    for mutate, aimed_at in LAYERS.items():
        reached: Counter[str] = Counter()
        each = -(-rounds // len(LAYERS))
        failed += sum(not one_round(mutate, f"{seed}/{number}", reached) for number in range(each))
        told = ", ".join(f"{layer} {count}" for layer, count in reached.most_common())
        print(f"{mutate.__name__:34} {each:>6}  {told}", flush=True)
        if missed := aimed_at - set(reached):
            print(f"{'':34} never reached: {', '.join(sorted(missed))}")
    print(f"{failed} failed; at most {peak_mib():.0f} MiB")
    return 1 if failed or peak_mib() > MOST_MIB else 0


if __name__ == "__main__":
    raise SystemExit(main(int(sys.argv[1]) if sys.argv[1:] else ROUNDS, *sys.argv[2:3]))
