"""What an accepted consent sheet says, and what it does not."""

from dataclasses import replace

import pytest

from service.consent.facts import Purpose, Stand
from service.consent.sheet import SIGNATURES, Named, Saying, Sheet, sayings

_LEEDS = Named(10, "Leeds CJIT", "cjit")
_HULL = Named(11, "Hull CARAT", "carat")
_NDTMS = Named(12, "NDTMS", "monitoring")
_AGENCIES = (_LEEDS, _HULL, _NDTMS)
_VALUES = {
    "client_signature": True,
    "client_signed_date": "2026-03-02",
    "worker_signature": True,
    "worker_signed_date": "2026-03-02",
    "refused": False,
    "withdrawal_recorded": False,
    "cjit_name": "leeds  CJIT",
    "cjit_share": "yes",
    "carat_name": None,
    "carat_share": None,
}
_SHEET = Sheet(values=_VALUES, sure=frozenset(_VALUES))
_YES = Saying(agency_id=10, stand=Stand.GIVEN)


def _with(**values: object) -> Sheet:
    changed = {**_VALUES, **values}
    return Sheet(values=changed, sure=frozenset(changed))  # type: ignore[arg-type]


def test_a_clear_yes_is_one_and_a_blank_row_is_none() -> None:
    assert sayings(_SHEET, _AGENCIES) == [_YES]


@pytest.mark.guidance("A.7")
@pytest.mark.parametrize("key", SIGNATURES)
def test_nothing_is_given_where_a_signature_or_its_day_is_missing_or_in_doubt(key: str) -> None:
    assert sayings(replace(_SHEET, sure=_SHEET.sure - {key}), _AGENCIES) == []
    for nothing in (None, False, "", "soon"):
        assert sayings(_with(**{key: nothing}), _AGENCIES) == []


@pytest.mark.parametrize("key", ["cjit_name", "cjit_share", "refused", "withdrawal_recorded"])
def test_nothing_is_given_where_the_answer_itself_is_in_doubt(key: str) -> None:
    assert sayings(replace(_SHEET, sure=_SHEET.sure - {key}), _AGENCIES) == []


@pytest.mark.guidance("A.3")
@pytest.mark.parametrize("name", ["", None, "Leeds", "Leeds CJIT North", "Hull CARAT"])
def test_a_name_that_means_no_agency_of_its_row_gives_nothing(name: str | None) -> None:
    assert sayings(_with(cjit_name=name), _AGENCIES) == []


def test_a_name_that_means_two_agencies_gives_nothing() -> None:
    assert sayings(_SHEET, [*_AGENCIES, Named(13, "Leeds CJIT", "cjit")]) == []


def test_a_no_is_taken_where_it_can_be_seen() -> None:
    assert sayings(_with(cjit_share="no"), _AGENCIES) == [Saying(agency_id=10, stand=Stand.REFUSED)]
    [refused] = sayings(_with(refused=True), _AGENCIES)
    assert (refused.agency_id, refused.stand) == (None, Stand.REFUSED)
    unsigned = replace(_with(refused=True), sure=frozenset())
    assert [one.stand for one in sayings(unsigned, _AGENCIES)] == [Stand.REFUSED]


def test_consent_is_taken_back_from_all_unless_all_names_are_clear() -> None:
    back = {"withdrawal_recorded": True, "withdrawn_date": "2026-03-05"}
    some = {**back, "withdrawal_scope": "some", "withdrawn_agencies": "Leeds CJIT, Hull CARAT"}
    assert [one.agency_id for one in sayings(_with(**some), _AGENCIES)] == [10, 11]
    for unclear in (
        back,
        {**some, "withdrawn_agencies": "Leeds CJIT, that other one"},
        {**some, "withdrawn_agencies": ""},
        {**some, "withdrawal_scope": None},
    ):
        [all_of_them] = sayings(_with(**unclear), _AGENCIES)
        assert (all_of_them.agency_id, all_of_them.stand) == (None, Stand.WITHDRAWN)


def test_monitoring_is_asked_for_by_itself() -> None:
    found = sayings(_with(monitoring_consent="yes"), _AGENCIES)
    monitored = Saying(agency_id=12, stand=Stand.GIVEN, purpose=Purpose.MONITORING)
    assert found == [_YES, monitored]
    assert sayings(_with(monitoring_consent="no"), _AGENCIES)[0].purpose is Purpose.MONITORING
