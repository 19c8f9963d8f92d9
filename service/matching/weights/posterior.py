"""From weights to probabilities: one of the candidates, or nobody on the register."""

import math
from collections.abc import Sequence

ON_REGISTER = 0.9
"""Share of forms that are about somebody on the register."""


def prior_bits(size: int) -> float:
    """Give the weight of any one client of a register of that size before anything is read."""
    return math.log2(ON_REGISTER / max(1, size))


TWICE_ON_REGISTER = 0.02
"""Share of clients that are on the register a second time."""


def pair_probability(bits: float, size: int) -> float:
    """Give the probability that two clients of a register of that size are one person."""
    prior = math.log2(TWICE_ON_REGISTER / max(1, size))
    return 1.0 / (1.0 + math.exp2(-max(-60.0, min(60.0, bits + prior))))


def probabilities(bits: Sequence[float], size: int) -> list[float]:
    """Give each candidate's probability; what is left to one is that it is none of them.

    Args:
        bits: of the candidates, each a client once.
        size: clients on the register.
    """
    nobody = math.log2(1 - ON_REGISTER)
    each = [one + prior_bits(size) for one in bits]
    top = max([nobody, *each])
    shares = [2 ** (one - top) for one in each]
    whole = sum(shares) + 2 ** (nobody - top)
    return [share / whole for share in shares]
