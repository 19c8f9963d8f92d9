"""How long one waits after failed tries to get in: each failure over a few doubles it.

NIST SP 800-63B 5.2.2 asks for fewer than 100 failures in a row; with these, one who guesses at one
account all day has about as many tries, and one who mistypes waits a minute.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class Door(StrEnum):
    """Where failures are counted."""

    ACCOUNT = "account"
    """Passwords for one name, whether there is an account of that name or not."""
    ADDRESS = "address"
    """Whatever comes from one address: a whole office may be behind it."""
    CODE = "code"
    """Codes of the second factor of one account."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How much is borne at a door."""

    free: int
    """Failures in a row before anybody waits."""
    first: timedelta
    most: timedelta
    forgets_after: timedelta
    """From the last failure."""

    def wait(self, failures: int) -> timedelta:
        """Tell how long nothing is tried after so many failures in a row."""
        over = failures - self.free
        if over < 0:
            return timedelta(0)
        doublings = min(over, 10)
        return min(self.first * (1 << doublings), self.most)

    def is_forgotten(self, last_at: datetime, at_utc: datetime) -> bool:
        """Tell whether failures are so long ago that counting begins anew."""
        return at_utc - last_at >= self.forgets_after


_MINUTE = timedelta(minutes=1)
PATIENCE: dict[Door, Patience] = {
    Door.ACCOUNT: Patience(
        free=5, first=_MINUTE, most=15 * _MINUTE, forgets_after=timedelta(hours=24)
    ),
    Door.ADDRESS: Patience(
        free=30, first=_MINUTE, most=15 * _MINUTE, forgets_after=timedelta(hours=1)
    ),
    Door.CODE: Patience(
        free=5, first=_MINUTE, most=15 * _MINUTE, forgets_after=timedelta(hours=24)
    ),
}


def waiting_words(left: timedelta) -> str:
    """Say how long something takes, in whole minutes, never too little."""
    minutes = -(-int(left.total_seconds()) // 60)
    return "a minute" if minutes <= 1 else f"{minutes} minutes"
