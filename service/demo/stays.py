"""Where the invented clients are held: two prisons, some to be released soon."""

from datetime import date, timedelta

from forms.written_dates import today_utc
from service.entities import Episode
from service.store.states import CustodyStatus

WORKERS = {"LEI": "Morag Tweed", "HHI": "Nasreen Clyde"}
"""The prison key worker at each prison."""
_REMAND, _SENTENCED = CustodyStatus.REMAND, CustodyStatus.SENTENCED


def _stay(prison: str, status: CustodyStatus, release_in: int | None = None) -> Episode:
    return Episode(
        prison=prison,
        status=status,
        from_date=_from_now(-60),
        release_date=None if release_in is None else _from_now(release_in),
    )


def _from_now(days: int) -> date:
    return today_utc() + timedelta(days=days)


def stays() -> dict[str, Episode]:
    """Give who is held where, by prisoner number, counted from today."""
    return {
        "A4021CD": _stay("LEI", _SENTENCED, 20),
        "A7310EK": _stay("LEI", _SENTENCED, 35),
        "A9182FR": _stay("LEI", _REMAND),
        "AB123456": _stay("LEI", _SENTENCED, 90),
        "A2207GJ": _stay("LEI", _SENTENCED, 12),
        "A6644HX": _stay("HHI", _SENTENCED, 200),
        "A1093BN": _stay("HHI", _REMAND),
        "A5530DA": _stay("LEI", _SENTENCED, 41),
        "A8417EE": _stay("LEI", _SENTENCED, 60),
        "A8418EE": _stay("HHI", _SENTENCED, 60),
    }
