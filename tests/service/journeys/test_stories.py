"""A story for each process point: events in, the right forms, recipients and deadlines out."""

import pytest

from service.journey.events import Places, Point
from tests.service.journeys.telling import closed, due, story

_AT_LEEDS = Places(home_dat="D05B", prison="LEI")


@pytest.mark.guidance("1.2", "1.3", "P0.1", "P0.2", "P0.3", "P0.5", "P0.6", "P0.7", "P4.3", "P7.8")
def test_before_entry_remanded_on_christmas_eve() -> None:
    told = story("2009-12-24 16:59 remanded LEI")
    assert told.point is Point.BEFORE_ENTRY
    assert due(told) == [
        "send-dir.1 | cjit D05B to smt LEI | dir | Tue 29 Dec 2009 09:00",
        "send-dir.1.call | cjit D05B to smt LEI | telephone | Tue 29 Dec 2009 09:00",
    ]
    there = story(
        "2009-12-24 16:59 remanded LEI",
        "2009-12-24 19:30 received LEI",
        "2009-12-29 08:40 dir_received 2009-12-20",
        "2009-12-29 08:45 called =send-dir.1.call",
    )
    assert closed(there)["send-dir.1"] == "done event"
    assert closed(there)["send-dir.1.call"] == "done called"
    assert "cjit-close.2 | cjit D05B to data_team | activity-form | no limit" in due(there)


@pytest.mark.guidance("P0.2")
def test_before_entry_sentenced_while_in_prison_asks_for_no_second_dir() -> None:
    told = story("2009-07-14 10:00 from_community LEI", "2009-07-17 16:59 sentenced LEI")
    assert not [line for line in due(told) if line.startswith("send-dir")]


@pytest.mark.guidance("P1.1", "P1.2")
def test_point_1_where_does_the_prisoner_come_from() -> None:
    told = story("2009-07-17 19:10 received LEI")
    assert told.point is Point.ORIGIN
    assert due(told) == [
        "cjit-close.1 | cjit D05B to data_team | activity-form | no limit",
        "establish-origin.1 | smt LEI | no limit",
    ]
    known = story("2009-07-17 19:10 received LEI", "2009-07-17 19:40 from_community LEI")
    assert closed(known)["establish-origin.1"] == "done event"
    assert known.point is Point.IDENTIFYING


@pytest.mark.guidance(
    *("P2.1", "P2.2", "P2.3", "P2.4", "P2.5", "P2.7", "P2.8", "P2.9", "P2.10", "P8.6")
)
def test_point_2_transferred_on_a_friday_without_the_file() -> None:
    told = story(
        "2009-07-17 15:00 transferred HLI",
        "2009-07-17 16:40 from_prison HLI",
        "2009-07-17 16:59 file_requested",
        "2009-07-17 17:30 referred",
        places=_AT_LEEDS,
    )
    assert told.point is Point.FROM_PRISON
    lines = due(told)
    assert "ask-transferred.2 | smt HLI | no limit" in lines
    assert "assess-transferred.2 | smt HLI | Sat 18 Jul 2009 16:40" in lines
    assert "send-file.3 | smt LEI to smt HLI | carat-file | Mon 20 Jul 2009 09:00" in lines
    assert "engage-transferred.4 | smt HLI | Mon 20 Jul 2009" in lines
    assert closed(told)["retrieve-file.2"] == "done event"
    assert not [line for line in lines if line.startswith(("smta", "open-dir", "engage."))]


@pytest.mark.guidance("1.2", "P3.1", "P3.2")
def test_point_3_ppo_or_problematic_drug_misuser() -> None:
    told = story("2012-02-29 19:00 from_community LEI")
    assert told.point is Point.IDENTIFYING
    assert "identify.1 | smt LEI | no limit" in due(told)
    neither = story("2012-02-29 19:00 from_community LEI", "2012-02-29 20:00 not_identified")
    assert due(neither) == ["cjit-close.1 | cjit D05B to data_team | activity-form | no limit"]


@pytest.mark.guidance(
    *("1.4", "P4.1", "P4.8", "P4.9", "P4.10", "P4.11", "P4.12", "P4.13", "P4.14", "P4.19", "P4.21")
)
def test_point_4_arrived_from_the_community_on_christmas_eve() -> None:
    told = story(
        "2009-12-24 18:00 from_community LEI",
        "2009-12-24 18:30 identified",
        "2009-12-25 10:00 referred",
    )
    assert told.point is Point.FROM_COMMUNITY
    assert due(told)[1:] == [
        "ask-cjit.2 | smt LEI to cjit D05B | no limit",
        "open-dir.2 | smt LEI | Fri 25 Dec 2009 18:00",
        "assess.2 | smt LEI | Fri 25 Dec 2009 18:00",
        "key-worker.2 | smt LEI | Fri 25 Dec 2009 18:00",
        "care-plan.2 | smt LEI | Mon 28 Dec 2009",
        "engage.3 | smt LEI | Mon 28 Dec 2009",
        "smta.3 | smt LEI | Mon 28 Dec 2009",
    ]


@pytest.mark.guidance("P4.13")
def test_point_4_who_needs_help_is_referred() -> None:
    told = story(
        "2009-07-14 18:00 from_community LEI",
        "2009-07-14 18:30 identified",
        "2009-07-15 09:00 assessed",
    )
    assert "refer.3 | smt LEI to smt LEI | no limit" in due(told)


@pytest.mark.guidance("P4.2", "P4.4", "P4.5", "P4.6", "P4.15", "P4.16", "P4.17", "P4.20")
def test_point_4_scenario_1_a_dir_came_and_something_changes() -> None:
    told = story(
        "2010-03-27 18:00 from_community LEI",
        "2010-03-27 18:30 identified",
        "2010-03-28 09:00 dir_received 2010-03-01",
        "2010-03-28 16:59 treatment_changed",
    )
    lines = due(told)
    assert "entry-change.4 | smt LEI to cjit D05B | alert-form | no limit" in lines
    assert "entry-change.4.call | smt LEI to cjit D05B | telephone | no limit" in lines
    assert "accept-activity.3 | smt LEI to data_team | activity-form | no limit" in lines
    assert "dir-in-use.3 | smt LEI | Tue 31 Aug 2010" in lines
    assert not [line for line in lines if "| dir |" in line], "the DIR is not sent back"
    assert closed(told)["open-dir.2"] == "done event"


@pytest.mark.guidance("P4.2", "P4.7", "P4.15", "P4.18", "P4.22")
def test_point_4_scenario_2_a_new_dir_is_opened() -> None:
    told = story(
        "2009-07-14 18:00 from_community LEI",
        "2009-07-14 18:30 identified",
        "2009-07-15 18:05 dir_opened 2009-07-15",
        "2009-07-18 12:00 care_plan_completed",
    )
    lines = due(told)
    assert "new-dir-alert.3 | smt LEI to cjit D05B | alert-form | no limit" in lines
    assert "new-dir-copy.3 | smt LEI to cjit D05B | dir | no limit" in lines
    assert "first-activity.4 | smt LEI to data_team | activity-form | no limit" in lines
    assert not [line for line in lines if line.startswith("new-dir-alert.3.call")]


@pytest.mark.guidance("P5.2")
def test_point_5_in_the_main_prison_the_release_date_is_told() -> None:
    told = story("2012-02-29 09:00 main_prison", "2012-02-29 16:59 release_date_known 2012-08-31")
    assert "expected-release.2 | smt LEI to cjit D05B | no limit" in due(
        story(
            "2012-02-29 09:00 main_prison",
            "2012-02-29 16:59 release_date_known 2012-08-31",
            places=_AT_LEEDS,
        )
    )
    assert told.point is Point.RELEASE_PLANNING


@pytest.mark.guidance("P6.1", "P6.2", "P7.7")
@pytest.mark.parametrize(
    ("kind", "box"),
    [
        ("treatment_changed", "change_treatment"),
        ("worker_changed", "change_worker"),
        ("court_changed 2010-11-12", "change_release_or_court_date"),
        ("release_date_changed 2011-02-28", "change_release_or_court_date"),
        ("status_changed", "change_release_status"),
        ("disengaged", "disengaged"),
        ("re_engaged", "re_engaged"),
        ("other_change", "other"),
    ],
)
def test_point_6_every_significant_change_is_told_by_alert_form(kind: str, box: str) -> None:
    before = ("2010-10-01 09:00 main_prison", f"2010-10-31 01:30 {kind}")
    told = story(*before, places=_AT_LEEDS)
    wanted = "care-change.2 | smt LEI to cjit D05B | alert-form (telephone if necessary) | no limit"
    assert wanted in due(told)
    sent = story(*before, f"2010-10-31 09:00 form_sent alert-form {box}", places=_AT_LEEDS)
    assert closed(sent)["care-change.2"] == "done form_sent"


@pytest.mark.guidance("P6.1", "P6.2")
def test_point_6_after_a_death_only_the_cjit_is_told() -> None:
    told = story(
        "2009-12-01 09:00 main_prison",
        "2009-12-02 09:00 release_date_known 2010-03-12",
        "2009-12-24 16:59 died",
        places=_AT_LEEDS,
    )
    assert due(told) == [
        "death.3 | smt LEI to cjit D05B | alert-form (telephone if necessary) | no limit"
    ]
    assert closed(told)["release-plan.2"] == "lapsed event"


@pytest.mark.guidance("P7.2", "P7.3", "P7.6", "P7.9", "P7.10", "D.3")
def test_point_7_the_release_plan_six_weeks_before() -> None:
    known = "2012-01-02 09:00 release_date_known 2012-04-11"
    told = story(known, places=_AT_LEEDS)
    assert due(told) == [
        "release-plan.1 | smt LEI to cjit D05B | Wed 29 Feb 2012",
        "attend-planning.1 | cjit D05B | no limit",
    ]
    agreed = story(known, "2012-02-20 11:00 plan_agreed", places=_AT_LEEDS)
    assert due(agreed) == [
        "send-plan.2 | smt LEI to cjit D05B | release-plan | Wed 29 Feb 2012",
        "nominate.2 | cjit D05B | Tue 10 Apr 2012",
    ]
    moved = story(known, "2012-02-01 09:00 release_date_changed 2012-03-30", places=_AT_LEEDS)
    assert "release-plan.2 | smt LEI to cjit D05B | Fri 17 Feb 2012" in due(moved)
    assert closed(moved)["release-plan.1"] == "lapsed event"


@pytest.mark.guidance("P7.6", "P7.11", "P7.12")
def test_point_7_a_change_on_friday_evening_is_told_on_saturday() -> None:
    told = story(
        "2009-07-17 16:59 plan_changed",
        "2010-03-27 16:59 plan_changed_by_cjit",
        "2010-03-28 10:00 met_in_custody",
        places=_AT_LEEDS,
    )
    assert due(told) == [
        "plan-changed.1 | smt LEI to cjit D05B | alert-form | Sat 18 Jul 2009 16:59",
        "plan-changed.1.call | smt LEI to cjit D05B | telephone | Sat 18 Jul 2009 16:59",
        "plan-changed-cjit.2 | cjit D05B to smt LEI | alert-form | Sun 28 Mar 2010 17:59",
        "plan-changed-cjit.2.call | cjit D05B to smt LEI | telephone | Sun 28 Mar 2010 17:59",
        "courtesy.3 | cjit D05B to smt LEI | no limit",
    ]


@pytest.mark.guidance("P7.4", "P4.6", "P4.17", "P8.4", "P13.7", "P14.5")
def test_point_7_an_old_dir_is_not_minded_and_a_new_one_takes_its_place() -> None:
    told = story(
        "2009-12-31 09:00 dir_received 2009-06-30",
        "2010-01-04 09:00 dir_received 2009-08-31",
        "2010-01-05 09:00 dir_opened 2010-01-05",
        places=_AT_LEEDS,
    )
    lines = due(told)
    assert [line for line in lines if line.startswith("dir-in-use")] == [
        "dir-in-use.3 | smt LEI | Sun 04 Jul 2010"
    ]
    assert closed(told)["dir-in-use.2"] == "lapsed event"
    assert told.dir_date is not None


@pytest.mark.guidance("P8.3", "P8.4", "P8.5", "P8.7", "P8.8", "P8.9")
def test_point_8_transferred_on_the_day_the_clocks_change() -> None:
    told = story(
        "2010-03-26 09:00 transfer_due 2010-03-28",
        "2010-03-28 09:00 transferred HLI",
        "2010-03-28 15:00 from_prison HLI",
        places=_AT_LEEDS,
    )
    lines = due(told)
    form = "alert-form (telephone if necessary)"
    assert f"transfer-alert-prison.2 | smt LEI to smt HLI | {form} | Sun 28 Mar 2010" in lines
    assert f"transfer-alert-cjit.2 | smt LEI to cjit D05B | {form} | Sun 28 Mar 2010" in lines
    assert "transfer-activity.2 | smt LEI to data_team | activity-form | no limit" in lines
    assert f"arrival-alert.3 | smt HLI to cjit D05B | {form} | no limit" in lines
    assert "arrival-activity.3 | smt HLI to data_team | activity-form | no limit" in lines
    before = story("2010-03-26 09:00 transfer_due 2010-03-28", places=_AT_LEEDS)
    assert due(before) == [
        "transfer-record.1 | smt LEI | no limit",
        "transfer-plan.1 | smt LEI | no limit",
        "transfer-file.1 | smt LEI | no limit",
    ]


@pytest.mark.guidance("P9.1", "P9.2", "P9.4", "P9.5", "P9.6", "P9.7", "P7.8", "P13.4")
def test_point_9_released_on_christmas_eve_and_met_at_the_gate() -> None:
    told = story(
        "2009-12-01 09:00 release_date_known 2009-12-24",
        "2009-12-02 09:00 pick_up_requested",
        places=_AT_LEEDS,
    )
    assert "pick-up.2 | cjit D05B | Wed 23 Dec 2009" in due(told)
    assert not [line for line in due(told) if "activity-form" in line]
    met = story(
        "2009-12-24 09:00 released",
        "2009-12-24 09:05 met_at_gate",
        "2009-12-29 10:00 contact_made",
        places=_AT_LEEDS,
    )
    assert met.point is Point.RELEASE
    form = "alert-form (telephone if necessary)"
    assert due(met) == [
        "release-close.1 | smt LEI to data_team | activity-form | no limit",
        f"gate-alert.2 | cjit D05B to smt LEI | {form} | Tue 05 Jan 2010",
        "gate-activity.2 | cjit D05B to data_team | activity-form | no limit",
    ]


@pytest.mark.guidance("P10.1", "P10.2", "P10.3", "P10.4")
def test_point_10_to_court_on_29_february() -> None:
    told = story("2012-02-28 16:59 court_due 2012-02-29", places=_AT_LEEDS)
    assert told.point is Point.TO_COURT
    form = "alert-form (telephone if necessary)"
    assert due(told)[:2] == [
        f"court-alert.1 | smt LEI to cjit D05B | {form} | no limit",
        "court-file.1 | smt LEI | no limit",
    ]


@pytest.mark.guidance("P11.1", "P11.2")
def test_point_11_from_court_to_another_prison() -> None:
    told = story("2009-12-24 16:59 court_to_new_prison HLI", places=_AT_LEEDS)
    assert told.point is Point.COURT_TO_NEW_PRISON
    assert due(told) == [
        "court-origin.1 | smt HLI | no limit",
        "court-close.1 | smt LEI to data_team | activity-form | no limit",
    ]
    there = story(
        "2009-12-24 16:59 court_to_new_prison HLI",
        "2009-12-24 18:30 from_community HLI",
        places=_AT_LEEDS,
    )
    assert closed(there)["court-origin.1"] == "done event"
    assert "identify.2 | smt HLI | no limit" in due(there)


@pytest.mark.guidance("P12.1", "P12.2")
def test_point_12_back_from_court_care_goes_on() -> None:
    told = story(
        "2010-10-29 09:00 main_prison",
        "2010-10-29 10:00 court_due 2010-10-29",
        "2010-10-29 16:59 back_from_court LEI",
        "2010-10-31 01:30 treatment_changed",
        places=_AT_LEEDS,
    )
    assert told.point is Point.COURT_AND_BACK
    assert "court-files-back.3 | smt LEI | no limit" in due(told)
    assert [line for line in due(told) if line.startswith("care-change.4")], "process 6 goes on"
    assert closed(told)["court-cells.2"] == "lapsed event"


@pytest.mark.guidance(
    *("P13.2", "P13.3", "P13.4", "P13.5", "P13.6", "P13.7", "P13.8", "P13.9", "P13.10"),
    *("P13.11", "P13.12"),
)
def test_point_13_released_at_court_on_a_friday_with_a_cjit_worker() -> None:
    known = story("2009-07-16 09:00 court_due 2009-07-17", places=_AT_LEEDS)
    assert "court-cells.1 | cjit D05B | Fri 17 Jul 2009" in due(known)
    assert "court-elsewhere.1 | cjit D05B | no limit" in due(known)
    told = story(
        "2009-07-16 09:00 court_due 2009-07-17",
        "2009-07-17 16:59 released_at_court",
        "2009-07-18 11:00 contact_made",
        "2009-07-20 09:00 not_returned",
        places=_AT_LEEDS,
    )
    assert told.point is Point.COURT_RELEASE_CJIT
    assert [line for line in due(told) if line.split(".")[1][0] != "1"] == [
        "court-release-alert.2 | cjit D05B to smt LEI | alert-form | Sat 18 Jul 2009 16:59",
        "court-release-alert.2.call | cjit D05B to smt LEI | telephone | Sat 18 Jul 2009 16:59",
        "court-information.2 | cjit D05B to smt LEI | no limit",
        "court-contact-alert.3 | cjit D05B to smt LEI | alert-form | Sun 19 Jul 2009 11:00",
        "court-activity.3 | cjit D05B to data_team | activity-form | no limit",
        "non-return-close.4 | smt LEI to data_team | activity-form | Mon 27 Jul 2009",
    ]
    assert closed(told)["establish-non-return.2"] == "done event"


@pytest.mark.guidance("P14.1", "P14.2", "P14.3", "P14.4", "P14.5", "P14.6", "P14.7")
def test_point_14_released_at_court_with_nobody_there_before_the_clocks_go_back() -> None:
    known = story("2010-10-28 09:00 court_due 2010-10-29", places=_AT_LEEDS)
    assert "encourage.1 | smt LEI | no limit" in due(known)
    assert "look-in-lids.1 | smt LEI | no limit" in due(known)
    told = story(
        "2010-10-29 16:59 released_at_court_alone",
        "2010-10-30 16:59 contact_made",
        places=_AT_LEEDS,
    )
    assert told.point is Point.COURT_RELEASE_ALONE
    assert due(told) == [
        "alone-alert.1 | smt LEI to cjit D05B | alert-form | no limit",
        "alone-alert.1.call | smt LEI to cjit D05B | telephone | no limit",
        "alone-close.1 | smt LEI to data_team | activity-form | no limit",
        "alone-information.2 | cjit D05B to smt LEI | no limit",
        "alone-contact-alert.2 | cjit D05B to smt LEI | alert-form | Sun 31 Oct 2010 15:59",
        "alone-contact-alert.2.call | cjit D05B to smt LEI | telephone | Sun 31 Oct 2010 15:59",
        "alone-activity.2 | cjit D05B to data_team | activity-form | no limit",
    ]
    assert closed(told)["alone-contact.1"] == "done event"
