"""Keeps for five minutes what takes long to count, and changes little in that time."""

from collections.abc import Callable, Hashable
from datetime import datetime, timedelta
from typing import TypeVar, cast

from flask import current_app

from service.clock import now_utc
from service.permission.asking import who_asks

_KEPT_FOR = timedelta(minutes=5)
_KEPT = "throughcare-counted"
_T = TypeVar("_T")


def count_anew(what: Hashable) -> None:
    """Forget what was counted under a name: whoever asks has just changed it."""
    kept = current_app.extensions.get(_KEPT, {})
    for asked in [one for one in [*kept] if one[0] == what]:
        kept.pop(asked, None)


def counted(what: Hashable, count: Callable[[], _T]) -> _T:
    """Count, or give what was counted last: it may take a second with much work.

    Args:
        what: names it; what is counted under one name has one type.
        count: counts it anew.
    """
    kept = cast("dict[Hashable, tuple[datetime, _T]]", current_app.extensions.setdefault(_KEPT, {}))
    # Whoever may not count it is refused by the use case, and never given what another counted.
    asked = (what, who_asks().powers)
    since = now_utc() - _KEPT_FOR
    known = kept.get(asked)
    if known is None or known[0] < since:
        # What nobody has asked for since goes: people may ask for any period.
        for old in [one for one, (at, _) in [*kept.items()] if at < since]:
            kept.pop(old, None)
        known = kept[asked] = now_utc(), count()
    return known[1]
