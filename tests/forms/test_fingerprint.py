"""Issued means frozen: an issued version asks the same, in the same places, for ever."""

from dataclasses import replace

import pytest

from forms.definition import Form
from forms.fingerprint import fingerprint, is_unchanged, issued_fingerprints
from forms.registry import shipped_forms

FORMS = {form.id: form for form in shipped_forms()}


@pytest.mark.parametrize("form", shipped_forms(), ids=FORMS)
def test_each_shipped_version_is_as_it_was_issued(form: Form) -> None:
    assert is_unchanged(form), (
        f"{form.id} version {form.version} has changed since it was issued: give the changed form "
        f"a new version in a new file. If it was never issued, put this into forms/issued.toml: "
        f'"{form.version}" = "{fingerprint(form)}"'
    )


def test_every_issued_version_is_still_shipped() -> None:
    shipped = {(form.id, form.version) for form in shipped_forms()}
    assert issued_fingerprints().keys() <= shipped


def test_a_changed_word_or_place_changes_the_fingerprint() -> None:
    form = FORMS["alert-form"]
    section = form.sections[1]
    renamed = replace(section.fields[0], label="Full name")
    narrower = replace(section.fields[0], span=11)
    for field in (renamed, narrower):
        sections = (
            form.sections[0],
            replace(section, fields=(field, *section.fields[1:])),
            *form.sections[2:],
        )
        assert fingerprint(replace(form, sections=sections)) != fingerprint(form)


def test_synonyms_and_rules_may_change() -> None:
    form = FORMS["alert-form"]
    assert fingerprint(replace(form, synonyms=(), rules=())) == fingerprint(form)
