"""A form proves itself: samples that fit, ways that spoil, verdicts that say what to change."""

from dataclasses import replace

import numpy as np
import pytest

from forms.definition import Choice, Form, Signature, Text, Tick
from forms.loading import load_form
from forms.pdf.entries import entries
from forms.pdf.template import pdf_template
from forms.registry import load_catalogue, shipped_forms
from ocr.proving.faults import faults, hopeless
from ocr.proving.samples import empty, sample
from ocr.proving.trials import CodeTrial, FieldTrial, Outcome, Run
from ocr.proving.verdicts import Verdict, code_results, zone_result
from ocr.proving.ways import PAPER_PER_MM, Way, send
from ocr.reading import Channel
from ocr.sheet import Sheet
from ocr.sheets import sheets

NOTE = """
id = "note"
version = "1"
code = "N9"
title = "Arrival note"
pages = 1
source = "Local practice"

[[section]]
key = "client"

[[section.field]]
key = "client_name"
label = "Name"
kind = "text"
max_length = 70
style = "name"
label_place = "above"
span = {span}

[[section.field]]
key = "arrived"
label = "Arrived on"
kind = "date"
span = 8

[[section.field]]
key = "seen"
label = "Seen today"
kind = "tick"
span = 4
"""
FORMS = {form.id: form for form in shipped_forms()}


def note(span: int) -> Form:
    return load_form(NOTE.format(span=span), "note.toml")


def trial(way: Way, outcome: Outcome, number: int = 0, *, answer: bool = True) -> FieldTrial:
    return FieldTrial(way, number, "arrived", answer, outcome)


def verdict(*trials: FieldTrial) -> tuple[Verdict, tuple[str, ...]]:
    found = zone_result(note(6).field("arrived"), trials, ("too low",), hopeless=False)
    return found.verdict, found.reasons


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
@pytest.mark.parametrize("number", [0, 1])
def test_samples_answer_every_field_and_fit(form: Form, number: int) -> None:
    template = pdf_template(form)
    drawn = sample(template, number)
    assert entries(template, drawn.values)
    assert drawn == sample(template, number)
    marks = Tick | Signature
    missing = {f.key for f in form.fields() if not isinstance(f.kind, marks)} - set(drawn.values)
    assert missing == set()


def test_two_samples_tick_every_box_once() -> None:
    form = FORMS["alert-form"]
    ticks = {f.key for f in form.fields() if isinstance(f.kind, Tick)}
    ticked = [ticks & set(sample(pdf_template(form), number).values) for number in (0, 1)]
    assert ticked[0] | ticked[1] == ticks
    assert not ticked[0] & ticked[1]


def test_the_fuller_sample_is_longer() -> None:
    template = pdf_template(FORMS["alert-form"])
    full, usual = (sample(template, number).values for number in (0, 1))
    texts = [f.key for f in template.form.fields() if isinstance(f.kind, Text)]
    lengths = [sum(len(str(own.get(key, ""))) for key in texts) for own in (full, usual)]
    assert lengths[0] > 1.2 * lengths[1]


@pytest.mark.parametrize("way", list(Way))
def test_every_way_gives_a_page_of_its_channel_the_same_each_time(way: Way) -> None:
    paper = np.full((round(297 * PAPER_PER_MM), round(210 * PAPER_PER_MM)), 255, np.uint8)
    paper[400:420, 200:2000] = 0
    data = send(way, paper, 5)
    assert data == send(way, paper, 5)
    (sheet,) = sheets(data)
    assert isinstance(sheet, Sheet)
    expected = {Way.FINE_FAX: Channel.FAX, Way.STANDARD_FAX: Channel.FAX, Way.PHOTO: Channel.PHOTO}
    assert sheet.channel is expected.get(way, Channel.SCAN)
    assert not sheet.is_blank


def test_a_zone_without_room_is_hopeless_and_says_what_to_change() -> None:
    assert set(hopeless(pdf_template(note(1)))) == {"client_name"}
    (reason,) = faults(pdf_template(note(1)), note(1).field("client_name"))
    assert reason.startswith("too narrow: it holds ")
    assert hopeless(pdf_template(note(8))) == {}


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_no_shipped_zone_is_hopeless(form: Form) -> None:
    assert hopeless(pdf_template(form)) == {}


def test_one_silent_misreading_is_the_readers_and_two_are_the_zones() -> None:
    read = trial(Way.FINE_FAX, Outcome.READ)
    once = trial(Way.STANDARD_FAX, Outcome.SILENT)
    assert verdict(read, once) == (Verdict.READS, ())
    found, reasons = verdict(read, once, trial(Way.STANDARD_FAX, Outcome.SILENT, 2))
    assert found is Verdict.FAILS
    assert reasons == ("read wrongly without a warning (standard-fax)", "too low")


def test_a_zone_that_always_needs_a_person_fails_unless_only_after_a_coarse_fax() -> None:
    person = Outcome.PERSON
    assert verdict(trial(Way.FINE_FAX, person), trial(Way.SKEW, person))[0] is Verdict.FAILS
    mixed = trial(Way.FINE_FAX, Outcome.PROPOSED), trial(Way.SKEW, person)
    assert verdict(*mixed) == (Verdict.PERSON, ())
    coarse = trial(Way.FINE_FAX, Outcome.READ), trial(Way.STANDARD_FAX, person)
    assert verdict(*coarse) == (Verdict.READS, ())


def test_a_blank_zone_in_which_something_is_seen_fails() -> None:
    seen = trial(Way.FINE_FAX, Outcome.PERSON, answer=False)
    found, reasons = verdict(trial(Way.FINE_FAX, Outcome.READ), seen)
    assert found is Verdict.FAILS
    assert "left blank" in reasons[0]


def test_a_code_must_read_by_itself_on_every_way() -> None:
    trials = [CodeTrial(Way.FINE_FAX, 1, "head", read=True)]
    trials.append(CodeTrial(Way.PHOTO, 1, "head", read=False))
    (found,) = code_results(trials)
    assert (found.verdict, found.unread) == (Verdict.FAILS, (Way.PHOTO,))


def test_signatures_are_drawn_only_where_the_sample_says() -> None:
    form = FORMS["dir-consent"]
    template = pdf_template(form)
    signed = Run.of(template, load_catalogue(), 0, sample(template, 0))
    unsigned = Run.of(template, load_catalogue(), 0, replace(signed.sample, signed=frozenset()))
    changed = [
        not np.array_equal(one, other)
        for one, other in zip(signed.pages, unsigned.pages, strict=True)
    ]
    zones = {z.page for z in template.zones if isinstance(form.field(z.key).kind, Signature)}
    assert zones
    assert [number in zones for number in range(1, form.pages + 1)] == changed
    assert empty().truth(next(f for f in form.fields() if isinstance(f.kind, Choice))) is None
